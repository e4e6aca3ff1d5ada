import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { report, times } from "../helpers/depth.ts";
import { type Cluster, startCluster } from "../helpers/instances.ts";
import type { TableName } from "../helpers/table-reader.ts";
import { testStart } from "../helpers/time.ts";
import { type Dump, EngineUnderTest } from "./engine-under-test.ts";
import { violations } from "./invariants.ts";
import { type GeneratedRequest, requestsArbitrary } from "./requests.ts";
import { setup } from "./setup.ts";

const runs = times(60, 2000);
const timeout = times(240_000, 2 * 60 * 60_000);

let clusters: readonly Cluster[];
let engines: readonly [EngineUnderTest, EngineUnderTest];
let run = 0;
let sent = 0;
const statuses = new Map<string, number>();

beforeAll(async () => {
  const [sqlite, postgres] = await Promise.all([startCluster("sqlite", 1), startCluster("postgres", 1)]);
  clusters = [sqlite, postgres];
  const open = (it: Cluster) => EngineUnderTest.open(it.at(0), it.clock, it.database);
  engines = [await open(sqlite), await open(postgres)];
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
  for (const cluster of clusters) await cluster.close();
});

test("SQLite and PostgreSQL send equal responses and end with equal tables", { timeout }, async () => {
  const property = fc.asyncProperty(requestsArbitrary, async (requests) => {
    reset();
    for (const request of [...setup, ...requests]) await expectEqualResponses(request);
    await expectEqualTables(isOfThisRun);
  });
  // A failing sequence is printed with its seed, and not shrunk: each attempt would take as long as the sequence.
  await fc.assert(property, { numRuns: runs, endOnFailure: true });
  await expectEqualTables();
  const counts = [...statuses].toSorted().map(([status, count]) => `${status}: ${count}`);
  report(`differential: ${runs} sequences, ${sent} requests to each engine (${counts.join(", ")})`);
});

function reset(): void {
  run += 1;
  const digits = Array.from({ length: 6 }, (_, index) => `1${String(run * 10 + index).padStart(10, "0")}`);
  const chosenId = [1, 2].map((index) => (run * 10 + index).toString(16).padStart(24, "f"));
  for (const engine of engines) engine.reset({ digits, chosenId, run: [`run-${run}`] }, testStart);
}

async function expectEqualResponses(request: GeneratedRequest): Promise<void> {
  const requestId = `request-${++sent}`;
  const [left, right] = await Promise.all(engines.map((engine) => engine.send(request, requestId)));
  expect(right, `to ${request.request}`).toBe(left);
  const status = left?.slice(0, 3) ?? "";
  expect(Number(status), `to ${request.request}: ${left}`).toBeLessThan(500);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

async function expectEqualTables(where?: Parameters<EngineUnderTest["dump"]>[0]): Promise<void> {
  const [left, right] = (await Promise.all(engines.map((engine) => engine.dump(where)))) as [Dump, Dump];
  const texts = [left, right].map((dump, index) =>
    [...dump].map(([table, rows]) =>
      rows.map((row) => engines[index]?.normalize(`${table} ${JSON.stringify(row)}`)),
    ),
  );
  expect(texts[1]).toEqual(texts[0]);
  expect(violations(left)).toEqual([]);
  expect(violations(right)).toEqual([]);
}

function isOfThisRun(table: TableName, organizations: string): string {
  if (table === "organizations") return `id in (${organizations})`;
  if (table === "idempotency") return `organization_id in (${organizations}) or key like '%run-${run}-%'`;
  return `organization_id in (${organizations})`;
}
