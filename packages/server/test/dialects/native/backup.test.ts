import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunningApp, startApp, superadminKey } from "../../helpers/app.ts";
import { makeDatabase, type TestDatabase } from "../../helpers/engines.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { until } from "../../helpers/until.ts";
import { created, makeOrganization } from "../../helpers/world.ts";

const path = "/registry/v1/backup";
const headers = { authorization: `Bearer ${superadminKey}` };

describe("a backup of a SQLite database", () => {
  let stored: TestDatabase;
  let app: RunningApp;
  beforeEach(async () => {
    stored = await makeDatabase("sqlite");
    app = await startApp({ database: stored.database });
    await makeOrganization(app.ask, "acme", "1");
  });
  afterEach(async () => {
    await app.close();
    await stored.drop();
  });
  const begin = () =>
    request(app.url + path, { method: "POST", headers })
      .on("error", () => {})
      .end();
  const download = () => fetch(app.url + path, { method: "POST", headers });

  test("is the database at the time of the request, with its length and digest", async () => {
    const before = await openTableReader(app.database).dump();
    const response = await download();
    const content = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/vnd.sqlite3",
      "content-length": String(content.length),
      "repr-digest": `sha-256=:${createHash("sha256").update(content).digest("base64")}:`,
      "cache-control": "no-store",
    });
    await makeOrganization(app.ask, "late", "2");
    writeFileSync(`${stored.database}.received`, content);
    expect(await openTableReader(`${stored.database}.received`).dump()).toBe(before);
    expect(existsSync(`${stored.database}-backup`)).toBe(false);
  });

  test("is refused while the content of another one is not read", async () => {
    const first = begin();
    await once(first, "response");
    const second = await app.ask(`POST ${path}`);
    expect([second.status, second.json.code]).toEqual([409, "backup_running"]);
    first.destroy();
    await until("the first is closed", async () => (await app.ask(`POST ${path}`)).status === 200);
  });

  test("has no time limit before its first byte", async () => {
    await app.close();
    app = await startApp({
      database: stored.database,
      limits: { responseMs: 20, idleMs: 20, sweepMs: 5 },
    });
    const { status, headers } = await app.ask(`POST ${path}`);
    expect([status, headers.get("content-type")]).toEqual([200, "application/vnd.sqlite3"]);
  });

  test("ends when its client disconnects before it is complete, and permits the next", async () => {
    await addLongAliases(app);
    const connection = begin();
    await until("the copy has begun", () => existsSync(`${stored.database}-backup`));
    connection.destroy();
    await until("its file is gone", () => !existsSync(`${stored.database}-backup`));
    await until("the next begins", async () => (await app.ask(`POST ${path}`)).status === 200);
    expect(app.logged.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)).toEqual([]);
  });

  test("of a damaged database is a 500, which the log explains", async () => {
    await addLongAliases(app);
    await app.close();
    const content = readFileSync(stored.database);
    const at = content.lastIndexOf("a long alias");
    content.fill(0xff, at - (at % 4096), at - (at % 4096) + 4096);
    writeFileSync(stored.database, content);
    app = await startApp({ database: stored.database });
    const { status, json } = await app.ask(`POST ${path}`);
    expect([status, json.code]).toEqual([500, "backup_damaged"]);
    expect(app.logged.join()).toContain("backup failed: ");
  });

  test("of a database with a rewritten event is a 500, which the log explains", async () => {
    await app.close();
    const db = new DatabaseSync(stored.database);
    for (const { name } of db.prepare("select name from sqlite_schema where type = 'trigger'").all())
      db.exec(`drop trigger ${name}`);
    db.exec("update events set reason = 'rewritten' where seq = 2");
    db.close();
    app = await startApp({ database: stored.database });
    const { status, json } = await app.ask(`POST ${path}`);
    expect([status, json.code]).toEqual([500, "backup_damaged"]);
    expect(app.logged.join()).toMatch(/event 2 of organization \w+ does not fit the hash chain/);
  });

  test.each(["admin", "router"] as const)("is refused to a %s", async (role) => {
    const { admin } = await makeOrganization(app.ask, "rival", "3");
    const router = await created(app.ask, "/registry/v1/router-keys", { name: "edge" });
    const { status, json } = await app.ask(`POST ${path}`, {
      key: role === "admin" ? admin.key : router.key,
    });
    expect([status, json.code]).toEqual([403, "insufficient_role"]);
  });
});

test("on PostgreSQL a backup is refused with the names of its tools", async () => {
  const app = await startApp({ engine: "postgres" });
  const { status, json } = await app.ask(`POST ${path}`);
  expect([status, json.code]).toEqual([409, "backup_not_supported"]);
  expect(json.detail).toMatch(/pgBackRest.*pg_dump/);
  await app.close();
});

/** Makes the database large enough for several steps of a copy. */
async function addLongAliases({ ask }: RunningApp): Promise<void> {
  const { id } = await makeOrganization(ask, "large", "4");
  const alias = "a long alias ".repeat(15);
  for (let batch = 0; batch < 20; batch++)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        created(ask, `/registry/v1/organizations/${id}/numbers`, {
          provider: "vonage",
          line: `+1416555${1000 + batch * 50 + index}`,
          alias,
        }),
      ),
    );
}
