import type {
  ApiKey,
  Assignment,
  Event,
  Group,
  HeldNumber,
  Id,
  NumberState,
  Organization,
  OrganizationRole,
  OrganizationStatus,
  Page,
  PageRequest,
  PhoneNumber,
  Provider,
  Role,
  Timestamp,
  User,
  UserStatus,
} from "../model.ts";

/**
 * What Whoseline remembers. Every promise is written beside its method and proved by the contract suite in
 * `test/storage/contract`, which every engine passes.
 *
 * Everything is bound to one organization when it is handed out. What must cross organizations goes through
 * `platform`, so that a search for that word finds every use.
 */
export interface Store {
  /** What has been committed. Each call sees one moment; two calls may see two. */
  read(organizationId: Id): Reads;

  /**
   * Runs `work` in one transaction. When the promise resolves, everything it changed is durable; when it
   * rejects with what `work` threw, nothing it changed remains. Works of one organization happen one after
   * another. `work` may be run again from its start, so it must change nothing but through `tx`.
   * Rejects with StorageUnavailable when the engine cannot write now, or cannot say whether it has.
   */
  write<T>(organizationId: Id, work: (tx: Writes) => Promise<T>): Promise<T>;

  readonly platform: Platform;

  /** What an operator should know about how safe this database is, a sentence each. */
  readonly warnings: readonly string[];

  /** Resolves when a query was answered and writes are possible, as far as is known; else StorageUnavailable. */
  ping(): Promise<void>;

  /** Waits for the writes under way, then lets go of the database. */
  close(): Promise<void>;
}

/** The engine cannot serve this now; the cause is for the log alone. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";
}

/** The organization every superadmin and his keys are kept under. It is in no list and cannot be named. */
export const platformId: Id = "000000000000000000000000";

export interface Reads {
  readonly organization: OrganizationReads;
  readonly users: UserReads;
  readonly groups: GroupReads;
  readonly numbers: NumberReads;
  readonly assignments: AssignmentReads;
  readonly apiKeys: ApiKeyReads;
  readonly events: EventReads;
}

export interface Writes extends Reads {
  readonly organization: OrganizationWrites;
  readonly users: UserWrites;
  readonly groups: GroupWrites;
  readonly numbers: NumberWrites;
  readonly assignments: AssignmentWrites;
  readonly apiKeys: ApiKeyWrites;
  readonly events: EventWrites;
  readonly idempotency: IdempotencyWrites;
}

/** A write that a uniqueness rule refused answers with the rule; nothing was changed by it. */
export type Taken<Rule extends string> = { readonly taken: Rule };

export interface OrganizationReads {
  /** Undefined when there is none, and always for the platform's own. */
  get(): Promise<Organization | undefined>;
}
export interface OrganizationWrites extends OrganizationReads {
  /** The serial is the highest of all organizations plus one. */
  create(organization: { name: string; createdAt: Timestamp }): Promise<Organization | Taken<"id">>;
  /** The version goes up by one. The organization must exist. */
  update(changes: { name: string; status: OrganizationStatus }): Promise<Organization>;
}

export type UserReference = { readonly id: Id } | { readonly serial: number } | { readonly username: string };

export interface UserFilter {
  /** Part of a name, an e-mail address or a username, in any case. */
  readonly search?: string | undefined;
  /** Part of an e-mail address, in any case. */
  readonly email?: string | undefined;
  /** Without it: every user but the removed ones. */
  readonly status?: UserStatus | undefined;
}
export interface UserReads {
  /** Undefined for a user who was removed, as for one that never was. */
  find(reference: UserReference): Promise<User | undefined>;
  /** Ordered by `createdAt`, then id, on numbered pages; by serial otherwise. */
  list(filter: UserFilter, page: PageRequest): Promise<Page<User>>;
}
export interface UserWrites extends UserReads {
  /** The serial is the organization's highest plus one. An id is unique over all organizations. */
  create(user: {
    id: Id;
    name: string;
    email: string;
    username: string | null;
    role: Role;
    isOwner: boolean;
    createdAt: Timestamp;
  }): Promise<User | Taken<"id" | "email" | "username">>;
  /** The version goes up by one. The user must exist. */
  update(
    id: Id,
    changes: {
      name: string;
      email: string;
      username: string | null;
      role: OrganizationRole;
      status: UserStatus;
    },
  ): Promise<User | Taken<"email" | "username">>;
  /** Gives the user as he is afterwards. His e-mail address and username are free again. */
  remove(id: Id, at: Timestamp): Promise<User>;
}

export interface GroupReads {
  find(id: Id): Promise<Group | undefined>;
  /** Ordered by serial. */
  list(page: PageRequest): Promise<Page<Group>>;
  /** The groups of each of these users, by name; users in no group are missing from the map. */
  ofUsers(userIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly Group[]>>;
  /** The group's members who were not removed, by serial. */
  members(groupId: Id): Promise<readonly User[]>;
}
export interface GroupWrites extends GroupReads {
  create(group: { id: Id; name: string; createdAt: Timestamp }): Promise<Group | Taken<"name">>;
  /** The group and its memberships end; its name is free again. */
  delete(id: Id, at: Timestamp): Promise<void>;
  /** False when he was a member already. */
  addMember(groupId: Id, userId: Id, at: Timestamp): Promise<boolean>;
  /** False when he was no member. */
  removeMember(groupId: Id, userId: Id): Promise<boolean>;
}

export type NumberReference =
  | { readonly id: Id }
  | { readonly serial: number }
  | { readonly line: string; readonly provider?: Provider | undefined };

export interface NumberFilter {
  /** Part of a line or an alias, in any case. */
  readonly search?: string | undefined;
  readonly provider?: Provider | undefined;
  readonly state?: NumberState | undefined;
  /** Numbers this user holds. */
  readonly userId?: Id | undefined;
}
export interface NumberReads {
  /** Every number the reference fits: a line can be at several providers. In order of serial. */
  find(reference: NumberReference): Promise<readonly PhoneNumber[]>;
  /** Ordered by serial. */
  list(filter: NumberFilter, page: PageRequest): Promise<Page<PhoneNumber>>;
}
export interface NumberWrites extends NumberReads {
  /**
   * Claims the (provider, line) for this organization and adds it to the inventory.
   * `here` when this organization has it already, `elsewhere` when another has.
   */
  add(number: {
    id: Id;
    provider: Provider;
    line: string;
    alias: string | null;
    addedAt: Timestamp;
  }): Promise<PhoneNumber | Taken<"here" | "elsewhere">>;
  /** The version goes up by one. The number must exist. */
  update(id: Id, changes: { alias: string | null }): Promise<PhoneNumber>;
}

export interface AssignmentFilter {
  readonly userId?: Id | undefined;
  readonly number?: { readonly id: Id } | { readonly line: string } | undefined;
  readonly providers?: readonly Provider[] | undefined;
}
export interface AssignmentReads {
  /**
   * Open assignments. `byUser` orders by the user's name (by code point), then provider, default first, then
   * line, then user; `byAge` by id.
   */
  list(filter: AssignmentFilter, order: "byUser" | "byAge", page: PageRequest): Promise<Page<HeldNumber>>;
  /** All open assignments of a user, of a number, or of both; oldest first. */
  open(of: { userId?: Id; numberId?: Id; provider?: Provider }): Promise<readonly HeldNumber[]>;
}
export interface AssignmentWrites extends AssignmentReads {
  /** Refused with the rule that an open assignment already fills. */
  create(assignment: {
    id: Id;
    numberId: Id;
    userId: Id;
    provider: Provider;
    isDefault: boolean;
    isInboundEnabled: boolean;
    isOutboundEnabled: boolean;
    label: string | null;
    assignedAt: Timestamp;
  }): Promise<Assignment | Taken<"holding" | "inbound" | "default">>;
  /** The version goes up by one. The assignment must be open. */
  update(
    id: Id,
    flags: {
      isDefault: boolean;
      isInboundEnabled: boolean;
      isOutboundEnabled: boolean;
      label: string | null;
    },
  ): Promise<Assignment>;
  /** Closes the assignment. It must be open. */
  end(id: Id, at: Timestamp): Promise<Assignment>;
}

export interface ApiKeyReads {
  /** Ordered by serial; revoked keys are left out. */
  list(page: PageRequest): Promise<Page<ApiKey>>;
  /** Undefined for a revoked key. */
  find(id: Id): Promise<ApiKey | undefined>;
}
export interface ApiKeyWrites extends ApiKeyReads {
  create(key: {
    id: Id;
    userId: Id;
    name: string;
    publicId: string;
    hash: string;
    createdAt: Timestamp;
    expiresAt: Timestamp | null;
  }): Promise<ApiKey | Taken<"publicId">>;
  /** Gives the key as it is afterwards. It must not be revoked yet. */
  revoke(id: Id, at: Timestamp): Promise<ApiKey>;
  /** The keys of a user that are not revoked. */
  ofUser(userId: Id): Promise<readonly ApiKey[]>;
}

export interface EventReads {
  /** In order of `seq`, those after `seq`, at most `limit`. */
  after(seq: number, limit: number): Promise<readonly Event[]>;
  /** The number of the last event; 0 before the first. */
  head(): Promise<number>;
}
export interface EventWrites extends EventReads {
  /** Numbers them on from the head, in the order given. Called last in a transaction. */
  append(events: readonly Omit<Event, "seq">[]): Promise<void>;
}

/** The stored answer of one keyed request. */
export interface IdempotencyRecord {
  readonly fingerprint: string;
  readonly outcome: string;
}
export interface CredentialReference {
  /** The credential's own organization, or the platform; not necessarily the one written to. */
  readonly organizationId: Id;
  readonly credentialId: string;
}
export interface IdempotencyClaim {
  readonly fingerprint: string;
  readonly createdAt: Timestamp;
  /** Records from before this moment are forgotten. */
  readonly since: Timestamp;
  /** Forgets what the key stood for, instead of giving it. */
  readonly replaces: boolean;
}
export interface IdempotencyWrites {
  /**
   * Takes the key for this request, and gives undefined; or gives the record of the request that has it. A
   * twin under way in another transaction is waited for.
   */
  claim(
    of: CredentialReference,
    key: string,
    claim: IdempotencyClaim,
  ): Promise<IdempotencyRecord | undefined>;
  /** Stores the answer of the request that took the key. */
  settle(of: CredentialReference, key: string, outcome: string): Promise<void>;
}

/** What must cross organizations: who a credential belongs to, the list of organizations, settings. */
export interface Platform {
  /** Whatever its state: the caller judges expiry, revocation and status. */
  findApiKey(publicId: string): Promise<(StoredApiKey & { readonly bearer: Bearer }) | undefined>;
  /** A user of any organization, or a superadmin; removed ones are missing. */
  findBearer(userId: Id): Promise<Bearer | undefined>;
  /** Ordered by serial. */
  listOrganizations(page: PageRequest): Promise<Page<Organization>>;
  /** The value under this name; `value` is stored first where there is none yet. */
  setting(name: string, value: string): Promise<string>;
}

/** The user behind a credential, as he is now. */
export interface Bearer {
  readonly userId: Id;
  readonly organizationId: Id;
  readonly organizationStatus: OrganizationStatus;
  readonly role: Role;
  readonly status: UserStatus;
}

export interface StoredApiKey {
  readonly id: Id;
  readonly hash: string;
  readonly expiresAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
}
