import type { Group, GroupId, PageKey, User, UserId } from "../../model.ts";
import type { StoreReader, UserFilter } from "../../storage/store.ts";
import { userSearchKey } from "../../text/search-key.ts";
import type { Context } from "../kernel/context.ts";
import { knownUsers } from "../users/find-user.ts";
import { exportPageSize } from "./export-limits.ts";
import { isFound } from "./export-numbers.ts";
import { pagesAt } from "./pages-at.ts";
import { PastRecords } from "./past-records.ts";

export interface UserWithGroups {
  readonly user: User;
  /** Ordered by name. */
  readonly groups: readonly Group[];
}

/**
 * Reads the users that match the filter, by serial, as they are at the time of the call, however long the caller takes.
 * Throws unless the caller has the permission.
 */
export async function exportUsers(
  context: Context,
  filter: UserFilter,
  pageSize = exportPageSize,
): Promise<AsyncIterable<readonly UserWithGroups[]>> {
  const reads = await context.reads("users:list");
  const { seq } = await reads.events.head();
  const past = new PastRecords(reads, seq);
  const list = new PastUsers(past, reads, knownUsers(context, filter), pageSize);
  return pagesAt<UserWithGroups, UserId, number>(list);
}

class PastUsers {
  readonly past: PastRecords;
  readonly #reads: StoreReader;
  readonly #filter: UserFilter;
  readonly #pageSize: number;

  constructor(past: PastRecords, reads: StoreReader, filter: UserFilter, pageSize: number) {
    this.past = past;
    this.#reads = reads;
    this.#filter = filter;
    this.#pageSize = pageSize;
  }

  async load(after: PageKey | undefined) {
    const page = await this.#reads.users.list(this.#filter, { size: this.#pageSize, after });
    const groups = await this.#reads.groups.ofUsers(page.items.map(({ id }) => id));
    return { ...page, items: page.items.map((user) => ({ user, groups: groups.get(user.id) ?? [] })) };
  }

  readonly idOf = ({ user }: UserWithGroups): UserId => user.id;
  readonly positionOf = ({ user }: UserWithGroups): number => user.serial;

  async takeChanged(): Promise<readonly (readonly [UserId, number])[]> {
    return this.past.changedUsers.splice(0).flatMap((id) => {
      const user = this.past.users.get(id);
      return user ? [[id, user.serial] as const] : [];
    });
  }

  isChanged(id: UserId): boolean {
    return this.past.users.has(id) || this.past.memberships.has(id);
  }

  async restore(id: UserId, present: UserWithGroups | undefined): Promise<UserWithGroups | undefined> {
    const groups = present?.groups ?? (await this.#reads.groups.ofUsers([id])).get(id) ?? [];
    const memberships = await this.#formerGroups(id, groups);
    await this.past.catchUp();
    if (this.past.erasedUsers.has(id)) return undefined;
    const user = this.past.users.has(id) ? this.past.users.get(id) : present?.user;
    if (!user || !matches(user, this.#filter)) return undefined;
    return { user, groups: memberships };
  }

  async #formerGroups(id: UserId, present: readonly Group[]): Promise<readonly Group[]> {
    const changes: ReadonlyMap<GroupId, boolean> = this.past.memberships.get(id) ?? new Map();
    const groups = present.filter((group) => changes.get(group.id) ?? true);
    for (const [groupId, wasMember] of changes) {
      if (!wasMember || groups.some((group) => group.id === groupId)) continue;
      const group = (await this.#reads.groups.find(groupId)) ?? this.past.deletedGroups.get(groupId);
      if (group !== undefined) groups.push(group);
    }
    return groups.sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1));
  }
}

/** The same conditions as those of the list, which the database evaluates. */
function matches(user: User, { status, kind, search }: UserFilter): boolean {
  if (status === undefined ? user.status === "removed" : user.status !== status) return false;
  if (kind !== undefined && user.kind !== kind) return false;
  return isFound(userSearchKey(user), search);
}
