import type {
  Group,
  GroupId,
  OrganizationId,
  Page,
  PageRequest,
  Timestamp,
  User,
  UserId,
} from "../../model.ts";
import type { GroupWriter, NewGroup } from "../contract/groups.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, listPage, placeholders, type Sql } from "../sql.ts";
import type { GroupRow, UserRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";
import { toUser, userColumns } from "./users.ts";

const columns = "id, serial, name, created_at, version";

export class GroupQueries extends BoundQueries implements GroupWriter {
  async find(id: GroupId): Promise<Group | undefined> {
    const row = await this.sql.first<GroupRow>(
      `select ${columns} from user_groups where organization_id = $1 and id = $2 and deleted_at is null`,
      this.organizationId,
      id,
    );
    return row && toGroup(row);
  }

  async named(name: string): Promise<Group | undefined> {
    const row = await this.sql.first<GroupRow>(
      `select ${columns} from user_groups where organization_id = $1 and name = $2 and deleted_at is null`,
      this.organizationId,
      name,
    );
    return row && toGroup(row);
  }

  list(page: PageRequest): Promise<Page<Group>> {
    return listPage<GroupRow, Group>({
      sql: this.sql,
      columns,
      from: "from user_groups",
      conditions: new Conditions().and("organization_id = ?", this.organizationId).and("deleted_at is null"),
      order: ["serial"],
      page,
      toItem: toGroup,
      keyOf: (row) => [row.serial],
    });
  }

  async ofUsers(userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Group[]>> {
    const unique = [...new Set(userIds)];
    const parts: Promise<MembershipRow[]>[] = [];
    for (let start = 0; start < unique.length; start += usersMax)
      parts.push(memberships(this.sql, this.organizationId, unique.slice(start, start + usersMax)));
    const groups = new Map<UserId, Group[]>();
    for (const row of (await Promise.all(parts)).flat())
      groups.set(row.user_id, [...(groups.get(row.user_id) ?? []), toGroup(row)]);
    return groups;
  }

  async members(groupId: GroupId): Promise<readonly User[]> {
    const rows = await this.sql.all<UserRow>(
      `select ${userColumns} from users
       where organization_id = $1 and status <> 'removed' and id in
         (select user_id from group_members where organization_id = $1 and group_id = $2)
       order by serial`,
      this.organizationId,
      groupId,
    );
    return rows.map(toUser);
  }

  async create({ id, name, createdAt }: NewGroup): Promise<Group | Taken<"name">> {
    const row = await this.sql.first<GroupRow>(
      `insert into user_groups (organization_id, id, serial, name, created_at, version)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from user_groups where organization_id = $1),
         $3, $4, 1)
       on conflict (organization_id, name) where deleted_at is null do nothing returning ${columns}`,
      this.organizationId,
      id,
      name,
      createdAt,
    );
    return row ? toGroup(row) : { taken: "name" };
  }

  async delete(id: GroupId, at: Timestamp): Promise<void> {
    this.sql.deferAny(
      "delete from group_members where organization_id = $1 and group_id = $2",
      this.organizationId,
      id,
    );
    this.sql.deferAny(
      `update user_groups set deleted_at = $3, version = version + 1
       where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
      at,
    );
  }

  async addMember(groupId: GroupId, userId: UserId, at: Timestamp): Promise<boolean> {
    const added = await this.sql.run(
      `insert into group_members (organization_id, group_id, user_id, added_at) values ($1, $2, $3, $4)
       on conflict do nothing`,
      this.organizationId,
      groupId,
      userId,
      at,
    );
    return added > 0;
  }

  async removeMember(groupId: GroupId, userId: UserId): Promise<boolean> {
    const removed = await this.sql.run(
      "delete from group_members where organization_id = $1 and group_id = $2 and user_id = $3",
      this.organizationId,
      groupId,
      userId,
    );
    return removed > 0;
  }
}

type MembershipRow = GroupRow & { user_id: UserId };

/** Users per statement, padded with null so that its text is the same for any number of users. */
const usersMax = 250;

function memberships(
  sql: Sql,
  organizationId: OrganizationId,
  userIds: readonly UserId[],
): Promise<MembershipRow[]> {
  const padded = Array.from({ length: usersMax }, (_, index) => userIds[index] ?? null);
  const conditions = new Conditions()
    .and("m.organization_id = ?", organizationId)
    .and(`m.user_id in ${placeholders(usersMax)}`, ...padded);
  return sql.all<MembershipRow>(
    `select m.user_id, g.id, g.serial, g.name, g.created_at, g.version
     from group_members m
     join user_groups g on g.organization_id = m.organization_id and g.id = m.group_id
     ${conditions.text} order by g.name, g.id`,
    ...conditions.values,
  );
}

function toGroup(row: GroupRow): Group {
  return {
    id: row.id,
    serial: row.serial,
    name: row.name,
    createdAt: row.created_at,
    version: row.version,
  };
}
