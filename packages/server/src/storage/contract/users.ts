import type {
  OrganizationRole,
  Page,
  PageRequest,
  Role,
  Timestamp,
  User,
  UserId,
  UserKind,
  UserName,
  UserStatus,
} from "../../model.ts";
import type { Taken } from "./taken.ts";

export type UserReference =
  | { readonly id: UserId }
  | { readonly serial: number }
  | { readonly username: string };

export interface UserFilter {
  /** A substring of the name, e-mail address or username; case-insensitive. */
  readonly search?: string | undefined;
  /** A substring of the e-mail address; case-insensitive. */
  readonly email?: string | undefined;
  /** Default: every status except `removed`. */
  readonly status?: UserStatus | undefined;
  readonly role?: Role | undefined;
  readonly kind?: UserKind | undefined;
}

export interface UserReader {
  /** Undefined for an unknown and for a removed user. */
  find(reference: UserReference): Promise<User | undefined>;
  /** The users with this name, at most two. Several can have one that was accepted before comparison keys. */
  named(name: UserName): Promise<readonly User[]>;
  /** Also a removed user. */
  findInAnyState(id: UserId): Promise<User | undefined>;
  /** The owner of the organization. Undefined for the platform and for an unknown organization. */
  owner(): Promise<User | undefined>;
  /** Ordered by `createdAt` and id for numbered pages, by serial for keyed pages. */
  list(filter: UserFilter, page: PageRequest): Promise<Page<User>>;
}

export interface UserWriter extends UserReader {
  /** Replaces the personal values of a removed user by placeholders, and increments the version. */
  erase(id: UserId): Promise<User>;
  /** The serial is the organization's highest plus one. The id is unique across organizations. */
  create(user: NewUser): Promise<User | Taken<"id" | UniqueUserField>>;
  /** Increments the version. The transaction fails unless the user is stored as `before`. */
  update(before: User, changes: UserChanges): Promise<User | Taken<UniqueUserField>>;
  /**
   * Makes the user an admin, and the owner or not. An organization has at most one owner at any time. The transaction fails
   * unless the user is stored as `before`.
   */
  setOwner(before: User, isOwner: boolean): Promise<User>;
  /** Sets `signedOutAt`. */
  signOut(id: UserId, at: Timestamp): Promise<User>;
  /**
   * Sets `signedOutAt` too, and returns the removed user. Frees the e-mail address, the username and the external id for
   * other users.
   */
  remove(id: UserId, at: Timestamp): Promise<User>;
  /**
   * Reverts a removal and sets the status and `signedOutAt`. Rejected when another user has the e-mail address, the
   * username or the external id now.
   */
  restore(
    id: UserId,
    values: { readonly status: UserStatus; readonly signedOutAt: Timestamp },
  ): Promise<User | Taken<UniqueUserField>>;
}

/** Unique among the users of an organization that are not removed. */
export type UniqueUserField = "email" | "username" | "externalId";

export interface NewUser {
  readonly id: UserId;
  readonly kind: UserKind;
  readonly name: string;
  readonly email: string | null;
  readonly username: string | null;
  readonly role: Role;
  readonly isOwner: boolean;
  readonly externalId: string | null;
  readonly endpoints: readonly string[];
  readonly createdAt: Timestamp;
}

export interface UserChanges {
  readonly name: string;
  readonly email: string | null;
  readonly username: string | null;
  readonly role: OrganizationRole;
  readonly status: UserStatus;
  readonly externalId: string | null;
  readonly endpoints: readonly string[];
  readonly signedOutAt: Timestamp | null;
}
