import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { report, times } from "../helpers/depth.ts";
import { type Cluster, startCluster } from "../helpers/instances.ts";
import type { TableName } from "../helpers/table-reader.ts";
import { type Command, commands } from "./command.ts";
import { violations } from "./invariants.ts";
import { prologue } from "./prologue.ts";
import { type Dump, Side } from "./side.ts";

const runs = times(60, 2000);
const timeout = times(240_000, 2 * 60 * 60_000);
const began = Date.UTC(2026, 2, 3, 14);

let clusters: readonly Cluster[];
let sides: readonly [Side, Side];
let run = 0;
let sent = 0;
const statuses = new Map<string, number>();

beforeAll(async () => {
  const [sqlite, postgres] = await Promise.all([startCluster("sqlite", 1), startCluster("postgres", 1)]);
  clusters = [sqlite, postgres];
  const open = (it: Cluster) => Side.open(it.at(0), it.clock, it.database);
  sides = [await open(sqlite), await open(postgres)];
});
afterAll(async () => {
  for (const side of sides) await side.close();
  for (const cluster of clusters) await cluster.close();
});

test("SQLite and PostgreSQL answer the same and end with the same tables", { timeout }, async () => {
  const sequence = fc.asyncProperty(commands, async (list) => {
    await begin();
    for (const command of [...prologue, ...list]) await expectSameAnswer(command);
    await expectSameTables(ofThisRun);
  });
  // A sequence that fails is printed as it is, with its seed: smaller ones would take as long again each.
  await fc.assert(sequence, { numRuns: runs, endOnFailure: true });
  await expectSameTables();
  const counts = [...statuses].toSorted().map(([status, count]) => `${status}: ${count}`);
  report(`differential: ${runs} sequences, ${sent} requests to each engine (${counts.join(", ")})`);
});

async function begin(): Promise<void> {
  run += 1;
  const digits = Array.from({ length: 6 }, (_, index) => `1${String(run * 10 + index).padStart(10, "0")}`);
  const given = [1, 2].map((index) => (run * 10 + index).toString(16).padStart(24, "f"));
  for (const side of sides) side.begin({ digits, given, run: [`run-${run}`] }, began);
}

async function expectSameAnswer(command: Command): Promise<void> {
  const requestId = `request-${++sent}`;
  const [left, right] = await Promise.all(sides.map((side) => side.send(command, requestId)));
  expect(right, `to ${command.request}`).toBe(left);
  const status = left?.slice(0, 3) ?? "";
  expect(Number(status), `to ${command.request}: ${left}`).toBeLessThan(500);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

async function expectSameTables(where?: Parameters<Side["dump"]>[0]): Promise<void> {
  const [left, right] = (await Promise.all(sides.map((side) => side.dump(where)))) as [Dump, Dump];
  const texts = [left, right].map((dump, index) =>
    [...dump].map(([table, rows]) =>
      rows.map((row) => sides[index]?.named(`${table} ${JSON.stringify(row)}`)),
    ),
  );
  expect(texts[1]).toEqual(texts[0]);
  expect(violations(left)).toEqual([]);
  expect(violations(right)).toEqual([]);
}

function ofThisRun(table: TableName, organizations: string): string {
  if (table === "organizations") return `id in (${organizations})`;
  if (table === "idempotency") return `organization_id in (${organizations}) or key like '%run-${run}-%'`;
  return `organization_id in (${organizations})`;
}
