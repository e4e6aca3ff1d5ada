import type { Group, GroupId, Page, PageRequest, Timestamp, User, UserId } from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface GroupReader {
  find(id: GroupId): Promise<Group | undefined>;
  /** The group with exactly this name. */
  named(name: string): Promise<Group | undefined>;
  /** Ordered by serial. */
  list(page: PageRequest): Promise<Page<Group>>;
  /** The groups of each user, ordered by name. Users without a group are absent from the map. */
  ofUsers(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Group[]>>;
  /** The group's members, except removed users, ordered by serial. */
  members(groupId: GroupId): Promise<readonly User[]>;
}

export interface GroupWriter extends GroupReader {
  create(group: NewGroup): Promise<Group | Taken<"name">>;
  /** Deletes the group and its memberships. Frees the name. */
  delete(id: GroupId, at: Timestamp): Promise<void>;
  /** Returns false when the user was already a member. */
  addMember(groupId: GroupId, userId: UserId, at: Timestamp): Promise<boolean>;
  /** Returns false when the user was not a member. */
  removeMember(groupId: GroupId, userId: UserId): Promise<boolean>;
}

export interface NewGroup {
  readonly id: GroupId;
  readonly name: string;
  readonly createdAt: Timestamp;
}
