import type { Row, TableReader } from "../helpers/table-reader.ts";

/** The rows of an organization as JSON, by `<table> <key>`. */
export type OrganizationState = ReadonlyMap<string, string>;

const organizationColumns: Readonly<Record<string, string>> = {
  organizations: "id",
  organization_heads: "organization_id",
  organization_slugs: "organization_id",
  users: "organization_id",
  identities: "organization_id",
  email_blocks: "organization_id",
  user_groups: "organization_id",
  group_members: "organization_id",
  number_claims: "organization_id",
  numbers: "organization_id",
  assignments: "organization_id",
  api_keys: "organization_id",
  webhooks: "organization_id",
  webhook_states: "organization_id",
  webhook_attempts: "organization_id",
  carrier_accounts: "organization_id",
  events: "organization_id",
};

/** Includes every idempotency record with an outcome, of any organization: one without has no effect. */
export async function readState(reader: TableReader, organizationId: string): Promise<OrganizationState> {
  const state = new Map<string, string>();
  for (const [table, column] of Object.entries(organizationColumns))
    for (const row of await reader.query(`select * from ${table} where ${column} = '${organizationId}'`))
      state.set(`${table} ${keyOf(table, row)}`, JSON.stringify(row));
  for (const row of await reader.query("select * from idempotency where outcome <> ''"))
    state.set(`idempotency ${row.credential_id} ${row.key}`, JSON.stringify(row));
  return state;
}

const keyOf = (table: string, row: Row): string =>
  ({
    webhook_states: String(row.webhook_id),
    webhook_attempts: `${row.webhook_id} ${row.serial}`,
    group_members: `${row.group_id} ${row.user_id}`,
    number_claims: `${row.provider} ${row.line}`,
    events: String(row.seq),
    organization_heads: "head",
  })[table] ?? String(row.id);

/** Counts inserted, deleted and updated rows by table: `1+users 1~organization_heads`. Empty when nothing changed. */
export function countChanges(before: OrganizationState, after: OrganizationState): string {
  const counts = new Map<string, number>();
  const count = (sign: string, name: string) => {
    const change = `${sign}${name.split(" ")[0]}`;
    counts.set(change, (counts.get(change) ?? 0) + 1);
  };
  for (const [name, row] of after)
    if (!before.has(name)) count("+", name);
    else if (before.get(name) !== row) count("~", name);
  for (const name of before.keys()) if (!after.has(name)) count("-", name);
  return [...counts]
    .map(([change, times]) => `${times}${change}`)
    .sort()
    .join(" ");
}
