import type { Histogram } from "../histogram.ts";
import type {
  ApiKey,
  Assignment,
  AssignmentDetails,
  Event,
  EventKind,
  Group,
  Id,
  NumberState,
  Offboarding,
  OffboardingPlan,
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
import type { RoutedAssignment } from "../routing/assignment-columns.ts";
import type { RoutedNumber } from "../routing/number-columns.ts";
import type { RoutedOrganization, RoutedUser } from "../routing/route-index.ts";
import type { LineRouteInput, UserRouteInput } from "../routing/route-input.ts";

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

  /** Whether other processes may write to the same database. */
  readonly isShared: boolean;

  /** What an operator should know about how safe this database is, a sentence each. */
  readonly warnings: readonly string[];

  readonly stats: StorageStats;

  /** Resolves when a query was answered and writes are possible, as far as is known; else StorageUnavailable. */
  ping(): Promise<void>;

  /** Waits for the writes under way, then lets go of the database. */
  close(): Promise<void>;
}

/** What the engine has done since it was opened. It goes on counting in the same object. */
export interface StorageStats {
  /** How many writes each durable commit had, those that it refused among them. */
  readonly groups: Histogram;
  /** Transactions that lost a race and were run again, by what they lost to. */
  readonly retries: Readonly<Record<string, number>>;
  /** As they are now; undefined where the engine keeps no pool. */
  readonly connections: () => ConnectionStats | undefined;
}
export interface ConnectionStats {
  readonly busy: number;
  readonly idle: number;
  /** Requests that wait for one. */
  readonly waiting: number;
}

/** The engine cannot serve this now; the cause is for the log alone. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable";
}

/** The organization that superadmins, routers and their keys are kept under. It is in no list and cannot be named. */
export const platformId: Id = "000000000000000000000000";

export interface Reads {
  readonly organization: OrganizationReads;
  readonly users: UserReads;
  readonly groups: GroupReads;
  readonly numbers: NumberReads;
  readonly assignments: AssignmentReads;
  readonly apiKeys: ApiKeyReads;
  readonly offboardings: OffboardingReads;
  readonly events: EventReads;
}

export interface Writes extends Reads {
  readonly organization: OrganizationWrites;
  readonly users: UserWrites;
  readonly groups: GroupWrites;
  readonly numbers: NumberWrites;
  readonly assignments: AssignmentWrites;
  readonly apiKeys: ApiKeyWrites;
  readonly offboardings: OffboardingWrites;
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
  update(changes: { name: string; status: OrganizationStatus; coolingDays: number }): Promise<Organization>;
}

export type UserReference = { readonly id: Id } | { readonly serial: number } | { readonly username: string };

export interface UserFilter {
  /** Part of a name, an e-mail address or a username, in any case. */
  readonly search?: string | undefined;
  /** Part of an e-mail address, in any case. */
  readonly email?: string | undefined;
  /** Without it: every user but the removed ones. */
  readonly status?: UserStatus | undefined;
  readonly role?: Role | undefined;
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
    endpoints: readonly string[];
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
      endpoints: readonly string[];
    },
  ): Promise<User | Taken<"email" | "username">>;
  /** Gives the user as he is afterwards. His e-mail address and username are free again. */
  remove(id: Id, at: Timestamp): Promise<User>;
  /** Takes a removal back, with the status he had; refused when another has his address or username by now. */
  restore(id: Id, status: UserStatus): Promise<User | Taken<"email" | "username">>;
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
  /** Part of a line, however its digits are typed, of an alias, or of a label it is held under, in any case. */
  readonly search?: string | undefined;
  readonly provider?: Provider | undefined;
  readonly state?: NumberState | undefined;
  /** Numbers that somebody holds under this label. */
  readonly label?: string | undefined;
  /** Numbers this user holds. */
  readonly userId?: Id | undefined;
}
/** A number with what its open assignments say of it. */
export interface NumberRecord extends PhoneNumber {
  readonly isHeld: boolean;
  readonly isInboundHeld: boolean;
}
export interface NumberReads {
  /**
   * Every number the reference fits: a line can be at several providers. In order of serial. A released number
   * is found by its id alone.
   */
  find(reference: NumberReference): Promise<readonly NumberRecord[]>;
  /** Ordered by serial; `at` is the moment for the state. Released numbers only where that state is asked for. */
  list(filter: NumberFilter, at: Timestamp, page: PageRequest): Promise<Page<NumberRecord>>;
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
  }): Promise<NumberRecord | Taken<"here" | "elsewhere">>;
  /** Makes the number findable by the labels that it is held under now. */
  reindex(id: Id): Promise<void>;
  /** Stores its alias, cooling and reservation; the version goes up by one. The number must exist. */
  update(number: PhoneNumber): Promise<NumberRecord>;
  /** Ends its life and frees the line for any organization. It must not be released yet. */
  release(id: Id, at: Timestamp): Promise<NumberRecord>;
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
  list(
    filter: AssignmentFilter,
    order: "byUser" | "byAge",
    page: PageRequest,
  ): Promise<Page<AssignmentDetails>>;
  /**
   * Who held what at a moment, by id, as it was then: the flags and labels of that moment. An assignment that
   * ended at the very moment is over, one that began at it is not.
   */
  listAsOf(filter: AssignmentFilter, at: Timestamp, page: PageRequest): Promise<Page<AssignmentDetails>>;
  /** All open assignments of a user, of a number, or of both; oldest first. */
  open(of: { userId?: Id; numberId?: Id; provider?: Provider }): Promise<readonly AssignmentDetails[]>;
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

export interface ApiKeyFilter {
  readonly userId?: Id | undefined;
}
export interface ApiKeyReads {
  /** Ordered by serial; revoked keys are left out. */
  list(filter: ApiKeyFilter, page: PageRequest): Promise<Page<ApiKey>>;
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
  /** In order of `seq`. */
  list(filter: EventFilter, page: PageRequest): Promise<Page<Event>>;
  find(seq: number): Promise<Event | undefined>;
  /** Whether a later event took this one back. */
  isUndone(seq: number): Promise<boolean>;
  /** The number of the last event and its moment; both 0 before the first. */
  head(): Promise<{ readonly seq: number; readonly at: Timestamp }>;
}
export interface EventFilter {
  readonly kinds?: readonly EventKind[] | undefined;
  readonly numberId?: Id | undefined;
  readonly userId?: Id | undefined;
}
export interface EventWrites extends EventReads {
  /**
   * Numbers them on from the head, in the order given. Called last in a transaction, with events of one moment
   * that is no earlier than the head's.
   */
  append(events: readonly Omit<Event, "seq">[]): Promise<void>;
}

export interface OffboardingReads {
  find(id: Id): Promise<Offboarding | undefined>;
  /** Ordered by serial; plans that were never applied are left out. */
  list(page: PageRequest): Promise<Page<Offboarding>>;
}
export interface OffboardingWrites extends OffboardingReads {
  /** Planned, and applied at once where `appliedAt` is given. */
  create(offboarding: {
    id: Id;
    plan: OffboardingPlan;
    plannedAt: Timestamp;
    appliedAt: Timestamp | null;
  }): Promise<Offboarding>;
  /** The next status, at this moment. */
  advance(id: Id, status: "applied" | "undone", at: Timestamp): Promise<Offboarding>;
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
  /** What the key stood for before this moment is forgotten. */
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
  findApiKey(publicId: string): Promise<(StoredApiKey & { readonly bearer: CredentialUser }) | undefined>;
  /** A user of any organization, or of the platform; removed ones are missing. */
  findCredentialUser(userId: Id): Promise<CredentialUser | undefined>;
  /** Ordered by serial. */
  listOrganizations(page: PageRequest): Promise<Page<Organization>>;
  /** The last event of every organization that has one, by the organization's serial. */
  heads(): Promise<readonly OrganizationHead[]>;
  /** The events of these organizations, each from its `seq` on, by organization and number. */
  eventsFrom(places: readonly OrganizationPosition[], limit: number): Promise<readonly OrganizationEvent[]>;
  readonly routes: RouteReads;
  /** The value under this name; `value` is stored first where there is none yet. */
  setting(name: string, value: string): Promise<string>;
  /**
   * Forgets what keys stood for before this moment, whoever used them, oldest first and no more than so many; gives
   * how many.
   */
  deleteExpiredIdempotencyKeys(before: Timestamp, countMax: number): Promise<number>;
}

export interface OrganizationHead {
  readonly organizationId: Id;
  readonly serial: number;
  readonly seq: number;
  readonly at: Timestamp;
}
export interface OrganizationPosition {
  readonly organizationId: Id;
  readonly seq: number;
}
export interface OrganizationEvent extends Event {
  readonly organizationId: Id;
}

/** Who answers, and from which number to call, over all organizations. */
export interface RouteReads {
  /** A line and its holders, of one moment; undefined where no organization has it. */
  line(provider: Provider, line: string): Promise<LineRouteInput | undefined>;
  /** A user and what he holds at the provider, of one moment; undefined for a removed one. */
  user(id: Id, provider: Provider): Promise<UserRouteInput | undefined>;
  /**
   * Everything that a route may lead through, in portions that each see a moment of their own: the organizations,
   * the users who were not removed, the numbers that were not released, the open assignments.
   */
  organizations(): AsyncIterable<readonly RoutedOrganization[]>;
  users(): AsyncIterable<readonly Owned<RoutedUser>[]>;
  numbers(): AsyncIterable<readonly Owned<RoutedNumber>[]>;
  assignments(): AsyncIterable<readonly RoutedAssignment[]>;
}
export type Owned<Record> = Record & { readonly organizationId: Id };

/** The user behind a credential, as he is now. */
export interface CredentialUser {
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
