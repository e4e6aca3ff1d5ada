import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Engine } from "../../src/storage/engine.ts";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";
import { makeDatabase } from "../helpers/engines.ts";

test("yields to the event loop during a long group", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const engine = await openSqlite(database);
  let turn = 0;
  let isOver = false;
  const others = async () => {
    for (; !isOver; turn += 1) await setImmediate();
  };
  const waiting = others();
  const turns: number[] = [];
  const write = () =>
    engine.transaction(async () => {
      turns.push(turn);
      occupy(1);
    });
  await Promise.all(Array.from({ length: 30 }, write));
  isOver = true;
  await waiting;
  expect(engine.stats.groups.counts.reduce((sum, count) => sum + count)).toBe(1);
  expect(new Set(turns).size).toBeGreaterThan(5);
  await engine.close();
  await drop();
});

/** How a write of the group ends. `handled` fails a statement and goes on. */
const endings = ["committed", "rejectedBefore", "rejectedAfter", "handled"] as const;
type Ending = (typeof endings)[number];

/** Inserts how many rows there are, or fails. */
const write = (engine: Engine, ending: Ending): Promise<number> =>
  engine.transaction(async (sql) => {
    const row = await sql.first<{ count: number }>("select count(*) as count from written");
    const count = row?.count ?? 0;
    if (ending === "rejectedBefore") throw new Error(`before ${count}`);
    await sql.run("insert into written (count) values ($1)", count);
    if (ending === "handled")
      await sql.run("insert into written (count) values ($1)", count).catch(() => undefined);
    if (ending === "rejectedAfter") throw new Error(`after ${count}`);
    return count;
  });

test("the writes of a group have the results that they have one after the other", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const engine = await openSqlite(database);
  await engine.transaction((sql) => sql.script("create table written (count integer primary key) strict"));
  let committed = 0;
  const groups = fc.array(fc.array(fc.constantFrom(...endings), { minLength: 1, maxLength: 8 }));
  await fc.assert(
    fc.asyncProperty(groups, async (runs) => {
      for (const run of runs) {
        const results = await Promise.allSettled(run.map((ending) => write(engine, ending)));
        const expected = run.map((ending) => {
          if (ending === "rejectedBefore" || ending === "rejectedAfter")
            return { reason: new Error(`${ending.slice(8).toLowerCase()} ${committed}`) };
          return { value: committed++ };
        });
        expect(results).toMatchObject(expected);
      }
    }),
    { numRuns: 100 },
  );
  const rows = await engine.reader.all<{ count: number }>("select count from written order by count");
  expect(rows.map(({ count }) => count)).toEqual(Array.from({ length: committed }, (_, index) => index));
  await engine.close();
  await drop();
});

test("a group has savepoints only after a write has failed after a change", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const engine = await openSqlite(database);
  await engine.transaction((sql) => sql.script("create table written (count integer primary key) strict"));
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  const savepointsOf = async (...group: Ending[]) => {
    exec.mockClear();
    await Promise.allSettled(group.map((ending) => write(engine, ending)));
    return exec.mock.calls.filter(([text]) => text.startsWith("savepoint")).length;
  };
  expect(await savepointsOf("committed", "rejectedBefore", "committed")).toBe(0);
  expect(await savepointsOf("rejectedAfter")).toBe(0);
  expect(await savepointsOf("committed", "rejectedAfter", "committed")).toBe(3);
  for (let group = 0; group < 50; group++) expect(await savepointsOf("committed")).toBe(1);
  expect(await savepointsOf("committed")).toBe(0);
  exec.mockRestore();
  await engine.close();
  await drop();
});

/** Blocks the event loop. */
function occupy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
