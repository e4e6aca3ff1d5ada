import { isDeepStrictEqual } from "node:util";
import type { Row, TableName } from "../helpers/table-reader.ts";
import type { Dump } from "./engine-under-test.ts";
import { replay } from "./replay.ts";

/** The violations of the invariants that a dump can show, one sentence each. */
export function violations(dump: Dump): string[] {
  return [...claims(dump), ...assignments(dump), ...holders(dump), ...feeds(dump), ...replay(dump)];
}

const rowsOf = (dump: Dump, table: TableName): readonly Row[] => dump.get(table) ?? [];

/** A (provider, line) belongs to at most one organization. */
function claims(dump: Dump): string[] {
  const numbers = rowsOf(dump, "numbers");
  const claimed = rowsOf(dump, "number_claims").map((it) => [
    it.provider,
    it.line,
    it.organization_id,
    it.number_id,
  ]);
  const owned = numbers.map((it) => [it.provider, it.line, it.organization_id, it.id]);
  const isSame = isDeepStrictEqual(claimed.map(String).toSorted(), owned.map(String).toSorted());
  return [
    ...repeated(numbers, (it) => `line ${it.provider} ${it.line}`),
    ...(isSame ? [] : ["the claims differ from the numbers"]),
  ];
}

/** One inbound holder for each number, one assignment for each user and number, one default for each user and provider. */
function assignments(dump: Dump): string[] {
  const open = openOf(dump);
  const inbound = open.filter((it) => it.is_inbound_enabled === 1);
  const defaults = open.filter((it) => it.is_default === 1);
  return [
    ...repeated(inbound, (it) => `inbound of ${it.number_id}`),
    ...repeated(open, (it) => `assignment of ${it.number_id} by ${it.user_id}`),
    ...repeated(defaults, (it) => `default of ${it.user_id} on ${it.provider}`),
  ];
}

/** A removed user has no assignment, API key or group; a holder belongs to the number's organization. */
function holders(dump: Dump): string[] {
  const named = (it: Row, id = it.user_id) => `${it.organization_id} ${id}`;
  const present = rowsOf(dump, "users").filter((it) => it.status !== "removed");
  const users = new Set(present.map((it) => named(it, it.id)));
  const numbers = new Set(rowsOf(dump, "numbers").map((it) => `${named(it, it.id)} ${it.provider}`));
  const keys = rowsOf(dump, "api_keys").filter((it) => it.revoked_at === null);
  return [
    ...[...openOf(dump), ...keys, ...rowsOf(dump, "group_members")]
      .filter((it) => !users.has(named(it)))
      .map((it) => `the user is missing or removed: ${JSON.stringify(it)}`),
    ...openOf(dump)
      .filter((it) => !numbers.has(`${named(it, it.number_id)} ${it.provider}`))
      .map((it) => `not a number of the organization: ${JSON.stringify(it)}`),
  ];
}

/** The events of an organization are numbered 1, 2, 3 … and its head is the last number. */
function feeds(dump: Dump): string[] {
  const events = Map.groupBy(rowsOf(dump, "events"), (it) => it.organization_id);
  return rowsOf(dump, "organization_heads").flatMap(({ organization_id, seq }) => {
    const numbers = (events.get(organization_id as string) ?? []).map((it) => it.seq);
    const isWhole = numbers.length === seq && numbers.every((number, index) => number === index + 1);
    return isWhole ? [] : [`events of ${organization_id}: ${numbers} with head ${seq}`];
  });
}

const openOf = (dump: Dump): readonly Row[] =>
  rowsOf(dump, "assignments").filter((it) => it.unassigned_at === null);

function repeated(rows: readonly Row[], nameOf: (row: Row) => string): string[] {
  const groups = Map.groupBy(rows, nameOf);
  return [...groups].filter(([, group]) => group.length > 1).map(([name]) => `more than one ${name}`);
}
