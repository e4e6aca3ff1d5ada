import { isDeepStrictEqual } from "node:util";
import type { Row, TableName } from "../helpers/table-reader.ts";
import type { Dump } from "./engine-under-test.ts";

type Plain = Record<string, unknown>;

/** The table of an event's record, by its kind or by the noun that the kind begins with. */
const tables: Readonly<Record<string, TableName>> = {
  organization: "organizations",
  user: "users",
  emailBlock: "email_blocks",
  group: "user_groups",
  "group.memberAdded": "group_members",
  "group.memberRemoved": "group_members",
  apiKey: "api_keys",
  number: "numbers",
  "number.assigned": "assignments",
  "number.unassigned": "assignments",
  assignment: "assignments",
};
const replayed = [...new Set(Object.values(tables))];

/** The differences between the rows and the events replayed from empty, and between consecutive events of a record. */
export function replay(dump: Dump): string[] {
  const faults: string[] = [];
  const records = new Map<string, Plain>();
  for (const event of dump.get("events") ?? []) {
    const [before, after] = [parsed(event.before), parsed(event.after)];
    const name = nameOf(event, after ?? before ?? {});
    const isChained = isDeepStrictEqual(before, records.get(name) ?? null);
    if (!isChained) faults.push(`before of ${event.kind} ${event.seq} differs from ${name}`);
    if (isDeepStrictEqual({ ...before, version: 0 }, { ...after, version: 0 }))
      faults.push(`${event.kind} ${event.seq} changes nothing`);
    if (after) records.set(name, after);
    else records.delete(name);
  }
  for (const table of replayed)
    for (const row of rowsWithSlugs(dump, table)) {
      const record = fromRow(table, row);
      if (record === undefined) continue;
      const name = `${row.organization_id ?? row.id} ${table} ${keyOf(table, record)}`;
      if (!isDeepStrictEqual(record, records.get(name))) faults.push(`${name} differs from its events`);
      records.delete(name);
    }
  return [...faults, ...[...records.keys()].map((name) => `${name} has events but no row`)];
}

/** The slug of an organization is in a table of its own until it is deleted. Only deleted ones show when that was. */
function rowsWithSlugs(dump: Dump, table: TableName): readonly Row[] {
  const rows = dump.get(table) ?? [];
  if (table !== "organizations") return rows;
  const slugs = new Map(dump.get("organization_slugs")?.map((row) => [row.organization_id, row.slug]));
  return rows.map(({ deleted_slug, deleted_at, ...row }) => {
    const slug = deleted_slug ?? slugs.get(row.id);
    return { ...row, ...(slug && { slug }), ...(deleted_at && { deletedAt: deleted_at }) };
  });
}

function nameOf(event: Row, record: Plain): string {
  const kind = String(event.kind);
  const table = tables[kind] ?? tables[kind.split(".")[0] as string] ?? "events";
  return `${event.organization_id} ${table} ${keyOf(table, record)}`;
}

const keyOf = (table: TableName, record: Plain): string =>
  table === "group_members" ? `${record.groupId} ${record.userId}` : String(record.id);

/** The record without the fields that are derived from other records. */
function parsed(text: Row[string] | undefined): Plain | null {
  if (typeof text !== "string") return null;
  const { state, isInboundHeld, ...record } = JSON.parse(text) as Plain;
  return record;
}

const omittedColumns = new Set([
  "organization_id",
  "search_key",
  "email_key",
  "email_variant",
  "username_key",
  "username_variant",
  "hash",
  "deleted_at",
]);
const flags = new Set(["is_owner", "is_default", "is_inbound_enabled", "is_outbound_enabled"]);

/** A row as its events show it; undefined for the platform itself, which no event creates, and deleted groups. */
function fromRow(table: TableName, row: Row): Plain | undefined {
  if (row.id === "0".repeat(24) || (table === "user_groups" && row.deleted_at !== null)) return undefined;
  const columns = Object.entries(row).filter(([column]) => !omittedColumns.has(column));
  const record = Object.fromEntries(columns.map(([column, value]) => [camel(column), read(column, value)]));
  if (table === "numbers") return withReservation(record);
  if (table !== "group_members") return record;
  return { groupId: record.groupId, userId: record.userId };
}

function read(column: string, value: Row[string] | undefined): unknown {
  if (column === "endpoints" || column === "scopes") return JSON.parse(String(value));
  return flags.has(column) ? value === 1 : value;
}

/** Three columns are one field of the event. */
function withReservation({ reservedUserId, reservedEmail, reservedUntil, ...number }: Plain): Plain {
  const reservation = { userId: reservedUserId, email: reservedEmail, until: reservedUntil };
  return { ...number, reservation: reservedUntil === null ? null : reservation };
}

const camel = (column: string): string => column.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
