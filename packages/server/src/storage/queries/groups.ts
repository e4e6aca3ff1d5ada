import type { Group, Id } from "../../model.ts";
import type { GroupWriter } from "../contract/groups.ts";
import { Conditions, listPage, placeholders, type Sql } from "../sql.ts";
import type { GroupRow, UserRow } from "../tables.ts";
import { toUser, userColumns } from "./users.ts";

const columns = "id, serial, name, created_at, version";

export function groupQueries(sql: Sql, organizationId: Id): GroupWriter {
  return {
    async find(id) {
      const row = await sql.first<GroupRow>(
        `select ${columns} from user_groups where organization_id = $1 and id = $2 and deleted_at is null`,
        organizationId,
        id,
      );
      return row && toGroup(row);
    },

    list: (page) =>
      listPage<GroupRow, Group>({
        sql,
        columns,
        from: "from user_groups",
        conditions: new Conditions().and("organization_id = ?", organizationId).and("deleted_at is null"),
        order: ["serial"],
        page,
        toItem: toGroup,
        keyOf: (row) => [row.serial],
      }),

    async ofUsers(userIds) {
      const wanted = [...new Set(userIds)];
      const parts: Promise<MembershipRow[]>[] = [];
      for (let start = 0; start < wanted.length; start += usersAtOnce)
        parts.push(memberships(sql, organizationId, wanted.slice(start, start + usersAtOnce)));
      const groups = new Map<Id, Group[]>();
      for (const row of (await Promise.all(parts)).flat())
        groups.set(row.user_id, [...(groups.get(row.user_id) ?? []), toGroup(row)]);
      return groups;
    },

    async members(groupId) {
      const rows = await sql.all<UserRow>(
        `select ${userColumns} from users
         where organization_id = $1 and status <> 'removed' and id in
           (select user_id from group_members where organization_id = $1 and group_id = $2)
         order by serial`,
        organizationId,
        groupId,
      );
      return rows.map(toUser);
    },

    async create({ id, name, createdAt }) {
      const row = await sql.first<GroupRow>(
        `insert into user_groups (organization_id, id, serial, name, created_at, version)
         values ($1, $2, (select coalesce(max(serial), 0) + 1 from user_groups where organization_id = $1),
           $3, $4, 1)
         on conflict (organization_id, name) where deleted_at is null do nothing returning ${columns}`,
        organizationId,
        id,
        name,
        createdAt,
      );
      return row ? toGroup(row) : { taken: "name" };
    },

    async delete(id, at) {
      await sql.run(
        "delete from group_members where organization_id = $1 and group_id = $2",
        organizationId,
        id,
      );
      await sql.run(
        `update user_groups set deleted_at = $3, version = version + 1
         where organization_id = $1 and id = $2`,
        organizationId,
        id,
        at,
      );
    },

    async addMember(groupId, userId, at) {
      const added = await sql.run(
        `insert into group_members (organization_id, group_id, user_id, added_at) values ($1, $2, $3, $4)
         on conflict do nothing`,
        organizationId,
        groupId,
        userId,
        at,
      );
      return added > 0;
    },

    async removeMember(groupId, userId) {
      const removed = await sql.run(
        "delete from group_members where organization_id = $1 and group_id = $2 and user_id = $3",
        organizationId,
        groupId,
        userId,
      );
      return removed > 0;
    },
  };
}

type MembershipRow = GroupRow & { user_id: Id };

/** One statement serves every number of users up to this; both engines bound the parameters of one. */
const usersAtOnce = 250;

function memberships(sql: Sql, organizationId: Id, userIds: readonly Id[]): Promise<MembershipRow[]> {
  const padded = Array.from({ length: usersAtOnce }, (_, index) => userIds[index] ?? null);
  const conditions = new Conditions()
    .and("m.organization_id = ?", organizationId)
    .and(`m.user_id in ${placeholders(usersAtOnce)}`, ...padded);
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
