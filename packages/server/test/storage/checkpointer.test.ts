import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Checkpointer } from "../../src/storage/sqlite/checkpointer.ts";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";
import { makeDatabase } from "../helpers/engines.ts";
import { until } from "../helpers/until.ts";

const page = 4096;
const rows = 4000;
const filler = "x".repeat(page);

test("checkpoints the WAL during writes without losing data", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const engine = await openSqlite(database, { walLimits: { batchSize: 50, max: 500 } });
  await engine.transaction((sql) => sql.script("create table fillers (text text not null)"));
  let written = 0;
  let longest = 0;
  const write = async () => {
    while (written++ < rows) {
      await engine.transaction((sql) => sql.run("insert into fillers values ($1)", filler));
      // A slow worker thread must not make the WAL grow. Every commit starts a checkpoint when one is due.
      while (statSync(database).size < (written - 600) * page) await engine.transaction(async () => {});
      longest = Math.max(longest, statSync(`${database}-wal`).size);
    }
  };
  await Promise.all(Array.from({ length: 8 }, write));
  expect(longest).toBeLessThan(3000 * page);
  expect(statSync(database).size).toBeGreaterThan((rows - 1000) * page);
  await engine.close();
  expect(existsSync(`${database}-wal`)).toBe(false);

  const again = await openSqlite(database);
  const [{ count, sound }] = (await again.reader.all<{ count: number; sound: string }>(
    "select count(*) as count, (select integrity_check from pragma_integrity_check) as sound from fillers",
  )) as [{ count: number; sound: string }];
  expect([count, sound]).toEqual([rows, "ok"]);
  await again.close();
  await drop();
});

test("checkpoints a short WAL on the worker thread", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const engine = await openSqlite(database, { walLimits: { batchSize: 50, max: Number.POSITIVE_INFINITY } });
  await engine.transaction((sql) => sql.script("create table fillers (text text not null)"));
  for (let row = 0; row < 60; row++)
    await engine.transaction((sql) => sql.run("insert into fillers values ($1)", filler));
  await until("the file has most of it", () => statSync(database).size > 40 * page);
  await engine.close();
  await drop();
});

test("checkpoints what a long read held up on the worker thread, however long the WAL is", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const writer = new DatabaseSync(database);
  writer.exec("pragma journal_mode = wal; create table fillers (text text not null)");
  const limits = { batchSize: 50, max: 500 };
  const checkpointer = new Checkpointer(database, writer, 1, limits);
  for (let row = 0; row < 2 * limits.max; row++) writer.prepare("insert into fillers values (?)").run(filler);
  const checkpointed = () => writer.prepare("pragma wal_checkpoint(noop)").get()?.checkpointed;
  checkpointer.afterCommit();
  expect(checkpointed()).toBe(0);
  await until("the thread has checkpointed it", () => checkpointed() !== 0);
  await checkpointer.close();
  writer.close();
  await drop();
});

test("a process with nothing else to do waits for the checkpoint thread on close", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const sqlite = JSON.stringify(new URL("../../src/storage/sqlite/sqlite.ts", import.meta.url));
  const script = `import { openSqlite } from ${sqlite};
    const engine = await openSqlite(${JSON.stringify(database)}, { walLimits: { batchSize: 1, max: 500 } });
    await engine.transaction((sql) => sql.script("create table fillers (text text not null)"));
    await engine.close();
    console.log("closed");`;
  const run = await promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", script]);
  expect(run.stdout).toBe("closed\n");
  expect(existsSync(`${database}-wal`)).toBe(false);
  await drop();
});
