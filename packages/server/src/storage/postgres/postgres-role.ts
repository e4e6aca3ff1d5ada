import type { Sql } from "../sql.ts";

interface Role {
  readonly name: string;
  readonly isSuperuser: boolean;
  readonly ownsSchema: boolean;
  readonly ownsTables: boolean;
  readonly canCreate: boolean;
  readonly canTruncate: boolean;
  readonly canAddTriggers: boolean;
  readonly canDisableTriggers: boolean;
}

/** In PostgreSQL the owner of a schema may drop every table in it. */
const query = `select current_user as name, r.rolsuper as "isSuperuser",
    pg_has_role(n.nspowner, 'member') as "ownsSchema",
    coalesce(bool_or(pg_has_role(c.relowner, 'member')), false) as "ownsTables",
    has_schema_privilege(n.oid, 'create') as "canCreate",
    coalesce(bool_or(has_table_privilege(c.oid, 'truncate')), false) as "canTruncate",
    coalesce(bool_or(has_table_privilege(c.oid, 'trigger')), false) as "canAddTriggers",
    has_parameter_privilege('session_replication_role', 'set') as "canDisableTriggers"
  from pg_roles r join pg_namespace n on n.nspname = current_schema()
  left join pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
  where r.rolname = current_user group by r.rolsuper, n.nspowner, n.oid`;

/** Throws when the role of the connection could change the tables, or disable the triggers that guard the event log. */
export async function checkRole(sql: Sql): Promise<void> {
  const role = await sql.first<Role>(query);
  const violations = role === undefined ? ["The database has no current schema."] : violationsOf(role);
  if (violations.length > 0)
    throw new Error(
      [
        `WHOSELINE_CLUSTER=strict rejects the role ${role?.name} of WHOSELINE_DATABASE. docs/scaling.md describes two roles:`,
        ...violations,
      ].join("\n"),
    );
}

function violationsOf(role: Role): string[] {
  if (role.isSuperuser) return ["It is a superuser: it can disable the triggers that guard the event log."];
  return [
    role.ownsSchema ? "It owns the schema, or is a member of the owner: it can drop tables." : "",
    role.ownsTables
      ? "It owns tables, or is a member of the owner: it can drop and alter them and disable their triggers."
      : "",
    role.canCreate ? "It can create objects in the schema." : "",
    role.canTruncate ? "It can truncate tables." : "",
    role.canAddTriggers ? "It can add triggers to tables." : "",
    role.canDisableTriggers ? "It can set session_replication_role, which disables triggers." : "",
  ].filter(Boolean);
}
