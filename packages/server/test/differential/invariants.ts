import { isDeepStrictEqual } from "node:util";
import type { Row, TableName } from "../helpers/table-reader.ts";
import { replay } from "./replay.ts";
import type { Dump } from "./side.ts";

/** What of design.md's invariants 1, 2, 3 and 7 these tables break, a sentence each. */
export function violations(dump: Dump): string[] {
  return [...lines(dump), ...holdings(dump), ...holders(dump), ...feeds(dump), ...replay(dump)];
}

const rowsOf = (dump: Dump, table: TableName): readonly Row[] => dump.get(table) ?? [];

/** 1. A (provider, line) belongs to one organization at most. */
function lines(dump: Dump): string[] {
  const numbers = rowsOf(dump, "numbers");
  const claims = rowsOf(dump, "number_claims").map((it) => [
    it.provider,
    it.line,
    it.organization_id,
    it.number_id,
  ]);
  const owned = numbers.map((it) => [it.provider, it.line, it.organization_id, it.id]);
  const isSame = isDeepStrictEqual(claims.map(String).toSorted(), owned.map(String).toSorted());
  return [
    ...repeated(numbers, (it) => `line ${it.provider} ${it.line}`),
    ...(isSame ? [] : ["the claims are not those of the numbers"]),
  ];
}

/** 2. One inbound holder a number, one holding a user and number, one default a user and provider. */
function holdings(dump: Dump): string[] {
  const open = openOf(dump);
  const inbound = open.filter((it) => it.is_inbound_enabled === 1);
  const defaults = open.filter((it) => it.is_default === 1);
  return [
    ...repeated(inbound, (it) => `inbound of ${it.number_id}`),
    ...repeated(open, (it) => `holding of ${it.number_id} by ${it.user_id}`),
    ...repeated(defaults, (it) => `default of ${it.user_id} on ${it.provider}`),
  ];
}

/** 3. Whoever is removed holds nothing, has no key, is in no group; and nobody holds a foreign number. */
function holders(dump: Dump): string[] {
  const named = (it: Row, id = it.user_id) => `${it.organization_id} ${id}`;
  const present = rowsOf(dump, "users").filter((it) => it.status !== "removed");
  const users = new Set(present.map((it) => named(it, it.id)));
  const numbers = new Set(rowsOf(dump, "numbers").map((it) => `${named(it, it.id)} ${it.provider}`));
  const keys = rowsOf(dump, "api_keys").filter((it) => it.revoked_at === null);
  return [
    ...[...openOf(dump), ...keys, ...rowsOf(dump, "group_members")]
      .filter((it) => !users.has(named(it)))
      .map((it) => `nobody has ${JSON.stringify(it)}`),
    ...openOf(dump)
      .filter((it) => !numbers.has(`${named(it, it.number_id)} ${it.provider}`))
      .map((it) => `not a number of the organization: ${JSON.stringify(it)}`),
  ];
}

/** 7. The events of an organization are numbered 1, 2, 3 … and its head is the last number. */
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
