import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
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

/** Blocks the event loop. */
function occupy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
