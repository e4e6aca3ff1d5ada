import { randomBytes } from "node:crypto";
import type { Id } from "../model.ts";
import type { Store } from "../storage/store.ts";
import { type Principal, requireOrganization } from "./access.ts";
import { apiKeys } from "./api-keys.ts";
import { assignments } from "./assignments.ts";
import { authenticateKey, authenticateUser, type Patience, recallKey, recallUser } from "./authentication.ts";
import { type Call, Context, type CoreParts } from "./context.ts";
import { CredentialCache } from "./credential-cache.ts";
import { Feed } from "./feed.ts";
import { groups } from "./groups.ts";
import { history } from "./history.ts";
import { createIds } from "./ids.ts";
import { numbers } from "./numbers.ts";
import { offboarding } from "./offboarding.ts";
import { forgetOldAnswers } from "./old-answers.ts";
import { organizations } from "./organizations.ts";
import { platformFeed } from "./platform-feed.ts";
import { type KeeperOptions, RouteKeeper } from "./route-keeper.ts";
import { LookupCounts, type RouteStats } from "./route-stats.ts";
import { routerKeys } from "./router-keys.ts";
import { routes } from "./routes.ts";
import { Secrets } from "./secrets.ts";
import { type EnsuredSuperadmin, ensureSuperadmin } from "./superadmin.ts";
import { undo } from "./undo.ts";
import { users } from "./users.ts";

/** Builds the core over a store. The pepper of its keyed hashes is made at the very first start. */
export async function createCore(store: Store, { now = Date.now, routes }: CoreOptions = {}): Promise<Core> {
  const pepper = await store.platform.setting("pepper", randomBytes(32).toString("hex"));
  const secrets = new Secrets(pepper);
  const makeId = createIds(now);
  return new Core({
    store,
    now,
    makeId,
    secrets,
    credentials: new CredentialCache(),
    feed: new Feed(),
    keeper: new RouteKeeper(store, routes),
    lookups: new LookupCounts(),
  });
}

export interface CoreOptions {
  readonly now?: () => number;
  /** How the index of routes is kept. */
  readonly routes?: KeeperOptions;
}

/** The rules of one installation; `as` gives what one caller may use of them. */
export class Core {
  readonly #parts: CoreParts;
  /** An id that nothing has: whoever is bound to no organization finds nothing in it. */
  readonly #noOrganization: Id;

  constructor(parts: CoreParts) {
    this.#parts = parts;
    this.#noOrganization = parts.makeId();
  }

  /** Who an API key belongs to, as of now. */
  readonly authenticateKey = (key: string, patience?: Patience): Promise<Principal> =>
    authenticateKey(this.#parts, key, patience);

  /** The user a verified token names, as he is now. */
  readonly authenticateUser = (userId: Id, patience?: Patience): Promise<Principal> =>
    authenticateUser(this.#parts, userId, patience);

  /** The caller, where nothing need be asked to know him; undefined where the database must be. */
  readonly recallKey = (key: string): Principal | undefined => recallKey(this.#parts, key);
  readonly recallUser = (userId: Id): Principal | undefined => recallUser(this.#parts, userId);

  ensureSuperadmin(given: string | undefined): Promise<EnsuredSuperadmin> {
    return ensureSuperadmin(this.#parts, given);
  }

  /**
   * The operations for one caller in one organization; null for a caller of the platform where none is concerned.
   * Throws when the organization is not the caller's (as if there were none) or is suspended.
   */
  as(principal: Principal, organizationId: Id | null, call: Call): BoundCore {
    requireOrganization(principal, organizationId);
    return new BoundCore(new Context(this.#parts, principal, organizationId ?? this.#noOrganization, call));
  }

  /** Forgets the answers that no idempotency key stands for any more; gives how many. */
  forgetOldAnswers(): Promise<number> {
    return forgetOldAnswers(this.#parts);
  }

  /** Resolves when the database answers. */
  ping(): Promise<void> {
    return this.#parts.store.ping();
  }

  get routeStats(): RouteStats {
    const known = this.#parts.keeper.knowledge;
    return {
      lookups: this.#parts.lookups.all(),
      lines: known?.index.lines ?? 0,
      ageSeconds: known === undefined ? Number.NaN : known.ageMs / 1000,
    };
  }

  /** The index of routes: built after `start`; until then the database is asked. */
  get keeper(): RouteKeeper {
    return this.#parts.keeper;
  }
}

/** The core as a handler has it; each noun is made when it is asked for. */
export class BoundCore {
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
