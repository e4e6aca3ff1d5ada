import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deleted-bytes-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the database file contains no value that was replaced or deleted, long or short", async () => {
  const path = join(folder, "registry.db");
  const engine = await openSqlite(path);
  await engine.transaction(async (sql) => {
    await sql.run("create table notes (id integer primary key, note text not null)");
    const notes = ["Zuzana", "Zuzana".repeat(5000), "Zuzana at the front desk"];
    for (const [id, note] of notes.entries()) await sql.run("insert into notes values ($1, $2)", id, note);
  });
  await engine.transaction(async (sql) => {
    await sql.run("update notes set note = 'erased' where id = 0");
    await sql.run("delete from notes where id > 0");
  });
  await engine.close();
  const bytes = readFileSync(path);
  expect(bytes.includes("erased")).toBe(true);
  expect(bytes.includes("Zuzana")).toBe(false);
});
