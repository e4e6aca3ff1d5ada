import { openTableReader, type Row } from "../helpers/table-reader.ts";

/** An event as it is stored. Its records have instants in milliseconds since 1970, unlike those of the feed. */
export interface StoredEvent {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly subjectId: string;
  readonly userId: string | null;
  readonly before: Row | null;
  readonly after: Row | null;
}

export const tables = [
  "organizations",
  "users",
  "user_groups",
  "group_members",
  "numbers",
  "assignments",
  "email_blocks",
] as const;
export type Tables = Record<(typeof tables)[number], readonly Row[]>;

const tableOf: Readonly<Record<string, (typeof tables)[number]>> = {
  "organization.created": "organizations",
  "organization.updated": "organizations",
  "organization.deleted": "organizations",
  "user.created": "users",
  "user.updated": "users",
  "user.removed": "users",
  "user.restored": "users",
  "user.signedOut": "users",
  "user.erased": "users",
  "emailBlock.created": "email_blocks",
  "emailBlock.lifted": "email_blocks",
  "group.created": "user_groups",
  "group.deleted": "user_groups",
  "group.memberAdded": "group_members",
  "group.memberRemoved": "group_members",
  "number.added": "numbers",
  "number.updated": "numbers",
  "number.released": "numbers",
  "number.assigned": "assignments",
  "number.unassigned": "assignments",
  "assignment.updated": "assignments",
};

/** The rows that result from applying the events to empty tables. */
export function replay(events: readonly StoredEvent[]): Tables {
  const state = Object.fromEntries(tables.map((name) => [name, new Map<string, Row>()]));
  for (const event of events) {
    const name = tableOf[event.kind];
    if (name === undefined) continue;
    const key = name === "group_members" ? `${event.subjectId} ${event.userId}` : event.subjectId;
    if (event.after === null) state[name]?.delete(key);
    else if (name === "group_members") state[name]?.set(key, { ...event.after, addedAt: event.at });
    else state[name]?.set(key, event.after);
  }
  return sorted(
    Object.fromEntries(tables.map((name) => [name, [...(state[name]?.values() ?? [])]])) as unknown as Tables,
  );
}

/** The organization's events, oldest first. */
export async function readEvents(database: string, organization: string): Promise<StoredEvent[]> {
  const reader = openTableReader(database);
  const rows = await reader.rows("events", `organization_id = '${organization}'`);
  await reader.close();
  return rows.map((row) => ({
    seq: Number(row.seq),
    at: Number(row.at),
    kind: String(row.kind),
    subjectId: String(row.subject_id),
    userId: row.user_id as string | null,
    before: parseRecord(row.before),
    after: parseRecord(row.after),
  }));
}

const parseRecord = (text: Row[string] | undefined): Row | null => JSON.parse(String(text));

/** The organization's rows, without deleted groups and without columns that only serve searches and constraints. */
export async function readTables(database: string, organization: string): Promise<Tables> {
  const reader = openTableReader(database);
  const read = async (name: string): Promise<Row[]> => {
    const idColumn = name === "organizations" ? "id" : "organization_id";
    const live = name === "user_groups" ? " and deleted_at is null" : "";
    const columns = name === "organizations" ? organizationColumns : "*";
    const rows = await reader.query(
      `select ${columns} from ${name} where ${idColumn} = '${organization}'${live}`,
    );
    return rows.map(toRecord);
  };
  const entries = await Promise.all(tables.map(async (name) => [name, await read(name)]));
  await reader.close();
  return sorted(Object.fromEntries(entries) as unknown as Tables);
}

const organizationColumns = `id, serial, name, status, cooling_days, created_at, version,
  deleted_at as "deletedAt",
  coalesce(deleted_slug, (select slug from organization_slugs where organization_id = id)) as slug`;

const hidden = [
  "organization_id",
  "search_key",
  "email_key",
  "email_variant",
  "username_key",
  "username_variant",
  "deleted_at",
];
const flags = ["is_owner", "is_default", "is_inbound_enabled", "is_outbound_enabled"];

function toRecord(row: Row): Row {
  const fields = Object.entries(row)
    .filter(([column, value]) => !hidden.includes(column) && (column !== "deletedAt" || value !== null))
    .map(([column, value]) => [camelCase(column), read(column, value)]);
  const { reservedUserId, reservedEmail, reservedUntil, ...record } = Object.fromEntries(fields);
  if (reservedUntil === undefined) return record;
  const reservation = { userId: reservedUserId, email: reservedEmail, until: reservedUntil };
  return { ...record, reservation: reservedUntil === null ? null : reservation };
}

function read(column: string, value: Row[string]): unknown {
  if (column === "endpoints") return JSON.parse(String(value));
  return flags.includes(column) ? Boolean(value) : value;
}

const camelCase = (column: string): string =>
  column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const keyOf = (row: Row): string => String(row.id ?? `${row.groupId} ${row.userId}`);
const sorted = (all: Tables): Tables =>
  Object.fromEntries(
    Object.entries(all).map(([name, rows]) => [
      name,
      rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    ]),
  ) as unknown as Tables;
