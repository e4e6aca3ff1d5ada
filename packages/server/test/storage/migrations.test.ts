import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";
import { platformId } from "../../src/storage/store.ts";
import { addUser, makeOrganization } from "./contract/fixture.ts";
import { migrateTo } from "./migrate-to.ts";

const folder = await mkdtemp(join(tmpdir(), "whoseline-migrations-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

let databases = 0;
let path: string;
beforeEach(() => {
  path = join(folder, `${++databases}.db`);
});

test("applies every migration to a new database exactly once", async () => {
  await (await openStore(path)).close();
  const files = (await readdir(new URL("../../migrations/sqlite/", import.meta.url))).sort();
  const applied = inspect("select version, name from migrations order by version");
  expect(applied.map(({ name }) => name)).toEqual(files);
  expect(applied.map(({ version }) => version)).toEqual(files.map((_, index) => index + 1));
});

test("reopening a database applies nothing and preserves its data", async () => {
  const first = await openStore(path);
  const id = await makeOrganization(first);
  const user = await first.write(id, (tx) => addUser(tx));
  await first.close();
  const before = inspect("select * from migrations");
  const second = await openStore(path);
  expect(await second.read(id).users.find({ id: user.id })).toEqual(user);
  await second.close();
  expect(inspect("select * from migrations")).toEqual(before);
});

test("rejects a database with an unknown migration and does not change it", async () => {
  await (await openStore(path)).close();
  change("insert into migrations (version, name, checksum) values (9999, '9999-tomorrow.sql', 'x')");
  await expect(openStore(path)).rejects.toThrow(
    "The database was written by a newer version of Whoseline: it has migration 9999-tomorrow.sql. Install that version or a newer one.",
  );
  expect(inspect("select count(*) as count from migrations where version = 9999")).toEqual([{ count: 1 }]);
});

test("opens a database that is one schema version ahead, and applies nothing", async () => {
  await (await openStore(path)).close();
  change("insert into migrations select 9999, '9999-tomorrow.sql', 'x', max(version) from migrations");
  const before = inspect("select * from migrations");
  const store = await openStore(path);
  const id = await makeOrganization(store);
  await store.write(id, (tx) => addUser(tx));
  await store.close();
  expect(inspect("select * from migrations")).toEqual(before);
});

test("rejects a database that is two schema versions ahead", async () => {
  await (await openStore(path)).close();
  change("insert into migrations select 9999, '9999-tomorrow.sql', 'x', max(version) + 1 from migrations");
  await expect(openStore(path)).rejects.toThrow("newer version of Whoseline");
});

test("records with each migration what a server must know, also in tables of earlier releases", async () => {
  const engine = await openSqlite(path);
  await migrateTo(engine, 28);
  await engine.close();
  await (await openStore(path)).close();
  const required = inspect("select distinct requires from migrations where version > 28");
  expect(required.map(({ requires }) => requires)).toEqual([28]);
  expect(inspect("select version from migrations where version <= 28 and requires is not null")).toEqual([]);
});

test("rejects a database whose migration has another checksum", async () => {
  await (await openStore(path)).close();
  change("update migrations set checksum = 'another' where version = 1");
  await expect(openStore(path)).rejects.toThrow(
    /^Migration 0001-.*\.sql differs from the one that was applied to this database\. Restore the original file\.$/,
  );
});

test("opens a rejected database after the cause is removed", async () => {
  await (await openStore(path)).close();
  change("insert into migrations (version, name, checksum) values (9999, '9999-tomorrow.sql', 'x')");
  await expect(openStore(path)).rejects.toThrow("newer version of Whoseline");
  change("delete from migrations where version = 9999");
  await (await openStore(path)).close();
});

test("rejects a file that is not a database", async () => {
  await writeFile(path, "not a database, and longer than a database header; ".repeat(20));
  await expect(openStore(path)).rejects.toThrow();
});

test("declares every table strict", async () => {
  await (await openStore(path)).close();
  const tables = inspect("pragma table_list").filter(({ name }) => !/^sqlite_|_search/.test(String(name)));
  expect(tables.map(({ name }) => name).sort()).toEqual([
    "api_key_uses",
    "api_keys",
    "assignments",
    "calls",
    "carrier_accounts",
    "carrier_inboxes",
    "carrier_sightings",
    "carrier_sync_items",
    "carrier_syncs",
    "email_blocks",
    "events",
    "group_members",
    "idempotency",
    "identities",
    "import_portions",
    "imports",
    "invitations",
    "jobs",
    "message_forwards",
    "migrations",
    "notification_deliveries",
    "notifications",
    "number_claims",
    "numbers",
    "offboardings",
    "organization_heads",
    "organization_slugs",
    "organizations",
    "plan_items",
    "plans",
    "received_messages",
    "saved_views",
    "session_uses",
    "sessions",
    "settings",
    "signing_keys",
    "user_groups",
    "users",
    "webhook_attempts",
    "webhook_deliveries",
    "webhook_states",
    "webhooks",
  ]);
  expect(tables.filter(({ strict, name }) => strict !== 1 && name !== "migrations")).toEqual([]);
});

test("has every unique index with its condition", async () => {
  await (await openStore(path)).close();
  const indexes = inspect("select name, sql from sqlite_schema where type = 'index' and sql like '%unique%'");
  const conditions = indexes.map(({ name, sql }) => [name, / where (.*)$/s.exec(String(sql))?.[1] ?? ""]);
  expect(
    Object.fromEntries(conditions.map(([name, text]) => [name, String(text).replaceAll(/\s+/g, " ")])),
  ).toEqual({
    event_is_undone_once: "undoes is not null",
    group_name_is_unique: "deleted_at is null",
    number_has_one_inbound_holder: "unassigned_at is null",
    number_line_is_unique: "released_at is null",
    open_job_key_is_unique: "due_at is not null",
    organization_has_one_owner: "is_owner = 1",
    user_email_is_unique: "status <> 'removed'",
    user_external_id_is_unique: "status <> 'removed'",
    user_has_one_default: "unassigned_at is null and is_default = 1",
    user_has_one_open_invitation: "redeemed_at is null and revoked_at is null",
    user_holds_number_once: "unassigned_at is null",
    user_id_is_unique: "",
    user_username_is_unique: "status <> 'removed'",
  });
});

test("rejects updates and deletes of events, also from SQL", async () => {
  await (await openStore(path)).close();
  const zeros = "0".repeat(64);
  change(
    `insert into events values ('${platformId}', 1, 0, 'user.created', 's', null, null, 'a', 'c', 'native', 'r', null, null, null, null, '${zeros}', '${zeros}', 1, null, null, null)`,
  );
  expect(() => change("update events set at = 1")).toThrow("events are never changed");
  expect(() => change("delete from events")).toThrow("events are never deleted");
});

function inspect(sql: string) {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare(sql).all();
  db.close();
  return rows.map((row) => ({ ...row }));
}

function change(sql: string): void {
  const db = new DatabaseSync(path);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}
