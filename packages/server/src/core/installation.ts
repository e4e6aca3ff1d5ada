import { randomBytes } from "node:crypto";
import type { Id } from "../model.ts";
import type { Store } from "../storage/store.ts";
import { apiKeys } from "./api-keys/api-keys.ts";
import { routerKeys } from "./api-keys/router-keys.ts";
import { assignments } from "./assignments/assignments.ts";
import { type Principal, requireOrganization } from "./auth/access.ts";
import {
  authenticateKey,
  authenticateKeyFromCache,
  principalOfUser,
  principalOfUserFromCache,
  type StaleOptions,
} from "./auth/authentication.ts";
import { CredentialCache } from "./auth/credential-cache.ts";
import { Secrets } from "./auth/secrets.ts";
import { type EnsuredSuperadmin, ensureSuperadmin } from "./auth/superadmin.ts";
import { groups } from "./groups/groups.ts";
import { history } from "./history/history.ts";
import { platformFeed } from "./history/platform-feed.ts";
import { undo } from "./history/undo.ts";
import { CommitNotifier } from "./kernel/commit-notifier.ts";
import { type Call, Context, type InstallationParts } from "./kernel/context.ts";
import { deleteExpiredIdempotencyKeys } from "./kernel/idempotency-cleanup.ts";
import { createIdGenerator } from "./kernel/ids.ts";
import { numbers } from "./numbers/numbers.ts";
import { offboarding } from "./offboarding/offboarding.ts";
import { organizations } from "./organizations/organizations.ts";
import { LookupCounts, type RouteStats } from "./routing/lookup-counts.ts";
import { RouteIndexSync, type RouteIndexSyncOptions } from "./routing/route-index-sync.ts";
import { routes } from "./routing/routes.ts";
import { users } from "./users/users.ts";

/** Builds the core over a store. The pepper of its keyed hashes is made at the very first start. */
export async function createInstallation(
  store: Store,
  { now = Date.now, routes }: InstallationOptions = {},
): Promise<Installation> {
  const pepper = await store.platform.setting("pepper", randomBytes(32).toString("hex"));
  const secrets = new Secrets(pepper);
  const createId = createIdGenerator(now);
  return new Installation({
    store,
    now,
    createId,
    secrets,
    credentials: new CredentialCache(),
    commits: new CommitNotifier(),
    routeIndexSync: new RouteIndexSync(store, routes),
    lookupCounts: new LookupCounts(),
  });
}

export interface InstallationOptions {
  readonly now?: () => number;
  /** How the index of routes is kept. */
  readonly routes?: RouteIndexSyncOptions;
}

/** The rules of one installation; `as` gives what one caller may use of them. */
export class Installation {
  readonly #parts: InstallationParts;
  /** An id that nothing has: whoever is bound to no organization finds nothing in it. */
  readonly #noOrganization: Id;

  constructor(parts: InstallationParts) {
    this.#parts = parts;
    this.#noOrganization = parts.createId();
  }

  /** Who an API key belongs to, as of now. */
  readonly authenticateKey = (key: string, patience?: StaleOptions): Promise<Principal> =>
    authenticateKey(this.#parts, key, patience);

  /** The user a verified token names, as he is now. */
  readonly principalOfUser = (userId: Id, patience?: StaleOptions): Promise<Principal> =>
    principalOfUser(this.#parts, userId, patience);

  /** The caller, where nothing need be asked to know him; undefined where the database must be. */
  readonly authenticateKeyFromCache = (key: string): Principal | undefined =>
    authenticateKeyFromCache(this.#parts, key);
  readonly principalOfUserFromCache = (userId: Id): Principal | undefined =>
    principalOfUserFromCache(this.#parts, userId);

  ensureSuperadmin(given: string | undefined): Promise<EnsuredSuperadmin> {
    return ensureSuperadmin(this.#parts, given);
  }

  /**
   * The operations for one caller in one organization; null for a caller of the platform where none is concerned.
   * Throws when the organization is not the caller's (as if there were none) or is suspended.
   */
  as(principal: Principal, organizationId: Id | null, call: Call): Core {
    requireOrganization(principal, organizationId);
    return new Core(new Context(this.#parts, principal, organizationId ?? this.#noOrganization, call));
  }

  /** Forgets the answers that no idempotency key stands for any more; gives how many. */
  deleteExpiredIdempotencyKeys(): Promise<number> {
    return deleteExpiredIdempotencyKeys(this.#parts);
  }

  /** Resolves when the database answers. */
  ping(): Promise<void> {
    return this.#parts.store.ping();
  }

  get routeStats(): RouteStats {
    const known = this.#parts.routeIndexSync.snapshot;
    return {
      lookups: this.#parts.lookupCounts.all(),
      lines: known?.index.lines ?? 0,
      ageSeconds: known === undefined ? Number.NaN : known.ageMs / 1000,
    };
  }

  /** The index of routes: built after `start`; until then the database is asked. */
  get routeIndexSync(): RouteIndexSync {
    return this.#parts.routeIndexSync;
  }
}

/** The core as a handler has it; each noun is made when it is asked for. */
export class Core {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  get organizations() {
    return organizations(this.#context);
  }
  get users() {
    return users(this.#context);
  }
  get groups() {
    return groups(this.#context);
  }
  get numbers() {
    return numbers(this.#context);
  }
  get assignments() {
    return assignments(this.#context);
  }
  get history() {
    return history(this.#context);
  }
  get platformFeed() {
    return platformFeed(this.#context);
  }
  get apiKeys() {
    return apiKeys(this.#context);
  }
  get routerKeys() {
    return routerKeys(this.#context);
  }
  get offboarding() {
    return offboarding(this.#context);
  }
  get routes() {
    return routes(this.#context);
  }
  get undo() {
    return undo(this.#context);
  }
}
