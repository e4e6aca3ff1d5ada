import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { migrateDatabase } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { platformId, StorageUnavailable } from "../../src/storage/store.ts";
import { FaultPlan } from "../faults/faults.ts";
import { faultyClients } from "../faults/postgres-faults.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { TcpProxy } from "../helpers/proxy.ts";

let database: TestDatabase;
let proxy: TcpProxy;
let engine: Engine;
beforeAll(async () => {
  database = await makeDatabase("postgres");
  await migrateDatabase(database.database);
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  engine = createPostgresEngine(createPool(url.href));
  await engine.transaction((sql) => sql.script("create table written (count integer primary key)"));
});
afterAll(async () => {
  await engine.close();
  await proxy.close();
  await database.drop();
});

/** How a write ends. `deferred` fails a statement that it does not wait for, and `race` one that a retry resolves. */
const endings = ["committed", "rejectedBefore", "rejectedAfter", "failed", "deferred", "late"] as const;
type Ending = (typeof endings)[number];

/** Inserts how many rows there are, or fails. */
const write = (ending: Ending, organizationId: OrganizationId = platformId): Promise<number> =>
  engine.transaction(async (sql) => {
    const row = await sql.first<{ count: number }>("select cast(count(*) as integer) as count from written");
    const count = row?.count ?? 0;
    if (ending === "rejectedBefore") throw new Error(`before ${count}`);
    sql.defer("insert into written (count) values ($1)", count);
    if (ending === "failed") await sql.run("select cast('x' as integer)");
    if (ending === "deferred") sql.defer("update written set count = 0 where count = -1");
    if (ending === "late")
      void sql
        .first("select 1")
        .then(() => sql.run("delete from written"))
        .catch(() => {});
    if (ending === "rejectedAfter") throw new Error(`after ${count}`);
    return count;
  }, organizationId);

const rejections: Partial<Record<Ending, (count: number) => string>> = {
  rejectedBefore: (count) => `before ${count}`,
  rejectedAfter: (count) => `after ${count}`,
  failed: () => "invalid input syntax",
  deferred: () => "a statement changed no row",
};

test("the writes of a group have the results that they have one after the other", async () => {
  let committed = 0;
  const groups = fc.array(fc.array(fc.constantFrom(...endings), { minLength: 1, maxLength: 8 }), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(groups, async (runs) => {
      for (const run of runs) {
        const results = await Promise.allSettled(run.map((ending) => write(ending)));
        const expected = run.map((ending) => {
          const rejection = rejections[ending]?.(committed);
          return rejection === undefined
            ? { value: committed++ }
            : { reason: { message: expect.stringContaining(rejection) } };
        });
        expect(results).toMatchObject(expected);
      }
    }),
    { numRuns: 40 },
  );
  const rows = await engine.reader.all<{ count: number }>("select count from written order by count");
  expect(rows.map(({ count }) => count)).toEqual(Array.from({ length: committed }, (_, index) => index));
});

test("writes of one organization that wait at the same time share a commit", async () => {
  const { groups, cost } = engine.stats;
  const before = { commits: countOf(groups.counts), sum: groups.sum, roundTrips: cost.roundTrips };
  await Promise.all(Array.from({ length: 10 }, () => write("committed")));
  expect(countOf(groups.counts) - before.commits).toBe(1);
  expect(groups.sum - before.sum).toBe(10);
  // One for each write, whose changes travel with the queries of the next; and the commit with the last changes.
  expect(cost.roundTrips - before.roundTrips).toBe(11);
});

test("a part that fails does not hide the failure of a change before it", async () => {
  const before = await engine.reader.first("select count(*) as count from written");
  const failing = (parts: readonly string[]) =>
    engine.transaction(async (sql) => {
      await sql.isolate(() => Promise.reject(new Error("handled"))).catch(() => {});
      for (const part of parts) sql.defer(part);
      await sql.isolate(() => Promise.reject(new Error("handled"))).catch(() => {});
    }, platformId);
  const bad = ["insert into written (count) values (-2)", "update written set count = 0 where count = -1"];
  for (const writes of [[bad], [bad, bad]]) {
    const results = await Promise.allSettled(writes.map(failing));
    for (const result of results)
      expect(result).toMatchObject({ reason: { message: "a statement changed no row" } });
  }
  expect(await engine.reader.first("select count(*) as count from written")).toEqual(before);
});

test("a part that is rolled back does not revive a transaction in which a change of an accepted part failed", async () => {
  const before = await engine.reader.first("select count(*) as count from written");
  const failing = (text: string) =>
    engine.transaction(async (sql) => {
      await sql.run("insert into written (count) values (-3)");
      await sql.isolate(async () => sql.defer(text));
      await sql.isolate(() => Promise.reject(new Error("handled"))).catch(() => {});
    }, platformId);
  for (const text of ["update written set count = 0 where count = -1", "select cast('x' as integer)"])
    for (const writes of [[text], [text, text]]) {
      const results = await Promise.allSettled(writes.map(failing));
      expect(results.map(({ status }) => status)).toEqual(writes.map(() => "rejected"));
      expect(await engine.reader.first("select count(*) as count from written")).toEqual(before);
    }
});

test("a change that waits for its gate is sent before the commit", async () => {
  const before = await engine.reader.first<{ count: number }>("select count(*) as count from written");
  const waiting = () =>
    engine.transaction(async (sql) => {
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      setImmediate(open);
      const gated = await (await sql.changesAfter(Promise.resolve())).changesAfter(gate);
      gated.defer("insert into written (count) select max(count) + 1 from written");
    }, platformId);
  await waiting();
  await Promise.all([waiting(), waiting()]);
  const after = await engine.reader.first<{ count: number }>("select count(*) as count from written");
  expect((after?.count ?? 0) - (before?.count ?? 0)).toBe(3);
});

test("nothing is sent on its own when the transaction did not begin", async () => {
  const plan = new FaultPlan();
  const failing = createPostgresEngine(createPool(database.database, faultyClients(plan)));
  const change = () =>
    failing.transaction(async (sql) => {
      await sql.first("select 1");
      await sql.run("insert into written (count) values (-4)");
    }, platformId);
  await failing.ping();
  plan.arm(1, { code: "53100", when: "before" });
  await expect(change()).rejects.toThrow(StorageUnavailable);
  expect(plan.disarm()).toBe(true);
  expect(await engine.reader.all("select count from written where count = -4")).toEqual([]);
  await failing.close();
});

test("a write alone has no savepoint", async () => {
  const before = engine.stats.cost.statements;
  await write("committed");
  // Begin, lock, query, change, commit.
  expect(engine.stats.cost.statements - before).toBe(5);
});

test("no write of a group is acknowledged, not even a rejection, when the connection is lost before the commit", async () => {
  const before = await engine.reader.first("select count(*) as count from written");
  const cut = engine.transaction(async (sql) => {
    await sql.run("insert into written (count) values (-1)");
    proxy.cut();
    return "acknowledged";
  }, platformId);
  const results = await Promise.allSettled([write("committed"), write("rejectedAfter"), cut]);
  for (const result of results) expect(result).toMatchObject({ reason: expect.any(StorageUnavailable) });
  expect(await engine.reader.first("select count(*) as count from written")).toEqual(before);
});

const countOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count);
