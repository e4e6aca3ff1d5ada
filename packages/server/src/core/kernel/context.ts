import type { DialectName, Id } from "../../model.ts";
import { platformId, type Reads, type Store } from "../../storage/store.ts";
import { hasPermission, type Permission, type Principal, requirePermission } from "../auth/access.ts";
import type { CredentialCache } from "../auth/credential-cache.ts";
import type { Secrets } from "../auth/secrets.ts";
import type { LookupCounts } from "../routing/lookup-counts.ts";
import type { RouteIndexSync } from "../routing/route-index-sync.ts";
import type { CommitNotifier } from "./commit-notifier.ts";
import { organizationNotFound } from "./errors.ts";
import type { CreateId } from "./ids.ts";

/** What the core is built from. */
export interface InstallationParts {
  readonly store: Store;
  readonly now: () => number;
  readonly createId: CreateId;
  readonly secrets: Secrets;
  readonly commits: CommitNotifier;
  readonly credentials: CredentialCache;
  readonly routeIndexSync: RouteIndexSync;
  readonly lookupCounts: LookupCounts;
}

/** One request: through which door, and under which idempotency key. */
export interface Call {
  readonly dialect: DialectName;
  readonly requestId: string;
  readonly idempotency?: Idempotency | undefined;
}

export interface Idempotency {
  readonly key: string;
  /** A hash of all that the request asks for. */
  readonly fingerprint: string;
  /** False when this is surely a new request: the answer is stored, none is replayed. */
  readonly mayReplay: boolean;
}

/** The core as one caller has it: bound to one organization, which nothing below can name anew. */
export class Context {
  readonly parts: InstallationParts;
  readonly principal: Principal;
  readonly organizationId: Id;
  readonly call: Call;

  constructor(parts: InstallationParts, principal: Principal, organizationId: Id, call: Call) {
    this.parts = parts;
    this.principal = principal;
    this.organizationId = organizationId;
    this.call = call;
  }

  /** For what belongs to no organization: lists over all of them, and their cursors. */
  ofPlatform(): Context {
    return new Context(this.parts, this.principal, platformId, this.call);
  }

  /** Throws unless the caller may; `userId` is the user concerned, where there is one. */
  require(permission: Permission, userId?: Id): void {
    requirePermission(this.principal, permission, userId);
  }

  /** Whether the caller may, whoever is concerned. */
  isAllowed(permission: Permission): boolean {
    return hasPermission(this.principal, permission);
  }

  /** What is committed, after checking that the organization exists. */
  async reads(): Promise<Reads> {
    const reads = this.parts.store.read(this.organizationId);
    await this.requireOrganization(reads);
    return reads;
  }

  /** Everybody but a superadmin has a credential of this very organization, so that it exists. */
  async requireOrganization(reads: Reads): Promise<void> {
    if (this.principal.role !== "superadmin") return;
    const { credentials } = this.parts;
    const name = `organization ${this.organizationId}`;
    if ((await credentials.get(name, reads.organization.get)) === undefined) throw organizationNotFound();
  }
}
