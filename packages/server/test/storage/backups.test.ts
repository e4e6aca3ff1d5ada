import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Engine } from "../../src/storage/engine.ts";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";
import { canMount, mountDisk } from "../faults/small-disk.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { until } from "../helpers/until.ts";

const { signal } = new AbortController();
const filler = "x".repeat(4096);

let stored: TestDatabase;
let engine: Engine;
beforeEach(async () => {
  stored = await makeDatabase("sqlite");
  engine = await openSqlite(stored.database);
  await createTable(engine);
});
afterEach(async () => {
  await engine.close();
  await stored.drop();
});

const createTable = ({ transaction }: Engine) =>
  transaction((sql) => sql.script("create table fillers (id integer primary key, text text not null)"));
const insert = (count = 1) =>
  engine.transaction(async (sql) => {
    for (let row = 0; row < count; row++) await sql.run("insert into fillers (text) values ($1)", filler);
  });
const backups = () => engine.backups ?? expect.fail("there are no backups");
const folderOf = (database: string) => `${database}-backup`;
const copyPath = () => join(stored.database, "..", "received.db");

/** The rows of a copy, after a check of its digest and its integrity. */
async function rowsOf(copy: Awaited<ReturnType<ReturnType<typeof backups>["create"]>>): Promise<number> {
  const content = await buffer(copy.content);
  expect([content.length, createHash("sha256").update(content).digest()]).toEqual([copy.bytes, copy.sha256]);
  writeFileSync(copyPath(), content);
  const db = new DatabaseSync(copyPath(), { readOnly: true });
  expect(db.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
  const row = db.prepare("select count(*) as rows, coalesce(max(id), 0) as last from fillers").get();
  db.close();
  expect(row?.last).toBe(row?.rows);
  return Number(row?.rows);
}

test("a backup has every write acknowledged before it began, while writers continue", async () => {
  await insert(5000);
  let acknowledged = 5000;
  let isWriting = true;
  const write = async () => {
    while (isWriting) {
      await insert();
      acknowledged += 1;
    }
  };
  const writers = Promise.all(Array.from({ length: 8 }, write));
  for (let round = 0; round < 5; round++) {
    const before = acknowledged;
    const rows = await rowsOf(await backups().create(signal));
    expect(rows).toBeGreaterThanOrEqual(before);
    expect(acknowledged).toBeGreaterThan(before);
  }
  isWriting = false;
  await writers;
});

test("one backup is made at a time, until its content is read or destroyed", async () => {
  const running = { failure: "running" };
  const first = backups().create(signal);
  await expect(backups().create(signal)).rejects.toMatchObject(running);
  const { content } = await first;
  await expect(backups().create(signal)).rejects.toMatchObject(running);
  content.destroy();
  const second = await until("the first is closed", () =>
    backups()
      .create(signal)
      .catch(() => undefined),
  );
  expect(await rowsOf(second)).toBe(0);
});

test("the temporary copy is private while it is made and gone before its content is read", async () => {
  await insert(4000);
  const copying = backups().create(signal);
  const folder = folderOf(stored.database);
  const file = join(folder, "copy.db");
  const modes = await until("the copy has begun", () =>
    existsSync(file) ? [folder, file].map((path) => (statSync(path).mode & 0o777).toString(8)) : undefined,
  );
  expect(modes).toEqual(["700", "600"]);
  const copy = await copying;
  expect(existsSync(folder)).toBe(false);
  expect(await rowsOf(copy)).toBe(4000);
});

test("an aborted backup rejects with the reason, removes its file and permits the next", async () => {
  await insert(8_000);
  const aborter = new AbortController();
  const copying = backups().create(aborter.signal);
  await until("the copy has begun", () => existsSync(folderOf(stored.database)));
  aborter.abort(new Error("the client left"));
  await expect(copying).rejects.toThrow("the client left");
  expect(existsSync(folderOf(stored.database))).toBe(false);
  expect(await rowsOf(await backups().create(signal))).toBe(8_000);
});

test("the start removes the copy that a killed process left behind", async () => {
  await engine.close();
  mkdirSync(folderOf(stored.database));
  writeFileSync(join(folderOf(stored.database), "copy.db"), "half");
  engine = await openSqlite(stored.database);
  expect(existsSync(folderOf(stored.database))).toBe(false);
});

test("a database with a damaged page has no backup", async () => {
  await insert(2000);
  await engine.close();
  const content = readFileSync(stored.database);
  // The middle of the file holds leaves of the table.
  content.fill(0xff, content.length >> 1, (content.length >> 1) + 4096);
  writeFileSync(stored.database, content);
  engine = await openSqlite(stored.database);
  await expect(backups().create(signal)).rejects.toMatchObject({ failure: "damaged" });
  expect(existsSync(folderOf(stored.database))).toBe(false);
});

test.skipIf(!canMount)("a copy that does not fit is refused before it fills the disk", async () => {
  const disk = mountDisk(80);
  const full = await openSqlite(join(disk.path, "whoseline.db"));
  await createTable(full);
  await full.transaction(async (sql) => {
    for (let row = 0; row < 3000; row++) await sql.run("insert into fillers (text) values ($1)", filler);
  });
  await expect(full.backups?.create(signal)).rejects.toMatchObject({ failure: "no_space" });
  const { bavail, bsize } = statfsSync(disk.path);
  expect(bavail * bsize).toBeGreaterThan(40 * 1024 * 1024);
  await full.close();
  disk.remove();
});
