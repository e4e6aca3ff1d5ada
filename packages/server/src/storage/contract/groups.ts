import type { Group, Id, Page, PageRequest, Timestamp, User } from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface GroupReader {
  find(id: Id): Promise<Group | undefined>;
  /** Ordered by serial. */
  list(page: PageRequest): Promise<Page<Group>>;
  /** The groups of each user, ordered by name. Users without a group are absent from the map. */
  ofUsers(userIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly Group[]>>;
  /** The group's members, except removed users, ordered by serial. */
  members(groupId: Id): Promise<readonly User[]>;
}

export interface GroupWriter extends GroupReader {
  create(group: NewGroup): Promise<Group | Taken<"name">>;
  /** Deletes the group and its memberships. Frees the name. */
  delete(id: Id, at: Timestamp): Promise<void>;
  /** Returns false when the user was already a member. */
  addMember(groupId: Id, userId: Id, at: Timestamp): Promise<boolean>;
  /** Returns false when the user was not a member. */
  removeMember(groupId: Id, userId: Id): Promise<boolean>;
}

export interface NewGroup {
  readonly id: Id;
  readonly name: string;
  readonly createdAt: Timestamp;
}
