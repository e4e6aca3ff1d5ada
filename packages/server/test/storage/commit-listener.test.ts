import { open } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { until } from "../helpers/until.ts";

const handle = await open(import.meta.filename);
const handles = Object.getPrototypeOf(handle) as { datasync(): Promise<void> };
await handle.close();

const [acme, rival] = ["a".repeat(24), "b".repeat(24)] as [OrganizationId, OrganizationId];
let database: TestDatabase;
let engine: Engine;
let commits: (OrganizationId | undefined)[];
beforeEach(async () => {
  database = await makeDatabase("sqlite");
  engine = await openSqlite(database.database);
  await engine.transaction((sql) => sql.script("create table counters (value integer)"));
  commits = [];
  engine.onCommit?.((id) => commits.push(id));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await engine.close();
  await database.drop();
});

const insert = (organizationId?: OrganizationId) =>
  engine.transaction((sql) => sql.run("insert into counters values (1)"), organizationId);

test("reports a commit when it is visible, before it is durable", async () => {
  const synced = Promise.withResolvers<void>();
  const sync = vi.spyOn(handles, "datasync").mockReturnValue(synced.promise);
  const inserted = insert(acme);
  await until("the commit is being synced", () => sync.mock.calls.length > 0);
  expect(await engine.reader.all("select value from counters")).toHaveLength(1);
  expect(commits).toEqual([acme]);
  synced.resolve();
  await inserted;
  expect(commits).toEqual([acme]);
});

test("reports each organization of a group once", async () => {
  await Promise.all([insert(acme), insert(rival), insert(acme), insert()]);
  expect(commits).toEqual([acme, rival, undefined]);
});
