import { execFile, spawn } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { loadDemo } from "../src/demo.ts";
import { copyDatabase } from "../src/storage/copy.ts";
import { migrate } from "../src/storage/migrate.ts";
import { openEngine } from "../src/storage/open.ts";
import { startApp } from "./helpers/app.ts";
import { type EngineName, makeDatabase } from "./helpers/engines.ts";
import { freePort } from "./helpers/free-port.ts";
import { brokenRules } from "./helpers/invariants.ts";
import { whoseline } from "./helpers/process.ts";
import { openTableReader, tableNames } from "./helpers/table-reader.ts";
import { until } from "./helpers/until.ts";

const program = [...whoseline, "migrate-data"];
const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});

async function makeEmpty(engine: EngineName): Promise<string> {
  const { database, drop } = await makeDatabase(engine);
  drops.push(drop);
  return database;
}

const localNumbers = [
  { provider: "twilio", line: "72345", kind: "shortCode", country: "CA" },
  { provider: "sinch", line: "ACME", kind: "alphanumeric" },
];

/** A database with the demo, a short code and a sender id; and a key of the demo. */
async function makeDemo(engine: EngineName): Promise<{ database: string; key: string; path: string }> {
  const database = await makeEmpty(engine);
  const app = await startApp({ database });
  const { adminKey, organizationId } = await loadDemo(app);
  for (const body of localNumbers)
    await app.ask(`POST /registry/v1/organizations/${organizationId}/numbers`, { body });
  await app.close();
  return { database, key: adminKey ?? "", path: `/registry/v1/organizations/${organizationId}` };
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function migrateData(from: string, to: string, ...options: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...program, "--from", from, "--to", to, ...options], (failure, out, error) =>
      resolve({ code: Number(failure?.code ?? 0), out, error }),
    );
  });
}

const directions = [
  { from: "sqlite", to: "postgres" },
  { from: "postgres", to: "sqlite" },
] as const;

describe.each(directions)("from $from to $to", ({ from, to }) => {
  test("copies every row, keeps keys valid, and prints counts and hashes", async () => {
    const { database, key, path } = await makeDemo(from);
    const target = await makeEmpty(to);
    const ran = await migrateData(database, target);
    expect(ran).toMatchObject({ code: 0, error: "" });
    expect(ran.out).toMatch(/users +5 +[0-9a-f]{64}\n/);
    expect(ran.out).toMatch(/numbers +8 +[0-9a-f]{64}\n/);
    const [before, after] = [await seen(database, key, path), await seen(target, key, path)];
    expect(after).toEqual(before);
    const reader = openTableReader(target);
    expect(await brokenRules(reader)).toEqual([]);
    await reader.close();
    const app = await startApp({ database: target });
    expect((await app.ask(`POST ${path}/groups`, { key, body: { name: "after" } })).status).toBe(201);
    await app.close();
  });

  test("a second run changes nothing", async () => {
    const { database } = await makeDemo(from);
    const target = await makeEmpty(to);
    const first = await migrateData(database, target);
    expect(hashes((await migrateData(database, target)).out)).toEqual(hashes(first.out));
    expect(hashes(first.out)).toHaveLength(tableNames.length - 1);
  });

  test("marks the source as moved, and a start on it is refused with the new address", async () => {
    const { database } = await makeDemo(from);
    const target = await makeEmpty(to);
    const ran = await migrateData(database, target);
    const { password } = new URL(target, "file:");
    const address = password === "" ? target : target.replace(`:${password}@`, "@");
    expect(ran.out).toContain(`Next, start the server with WHOSELINE_DATABASE set to ${address}.`);
    if (password !== "") expect(ran.out).not.toContain(`:${password}@`);
    await expect(startApp({ database })).rejects.toThrow(`This database was moved to ${address} at `);
    await (await startApp({ database, allowsMoved: true })).close();
    await (await startApp({ database: target })).close();
    const other = await makeEmpty(to);
    const again = await migrateData(database, other);
    expect([again.code, again.error]).toEqual([1, expect.stringContaining(`moved to ${address} at `)]);
    expect((await migrateData(database, other, "--allow-moved")).code).toBe(0);
  });

  test("a source that was moved is never copied over its target again", async () => {
    const { database, key, path } = await makeDemo(from);
    const target = await makeEmpty(to);
    expect((await migrateData(database, target)).code).toBe(0);
    const app = await startApp({ database: target });
    await app.ask(`POST ${path}/groups`, { key, body: { name: "after" } });
    await app.close();
    const before = await seen(target, key, path);
    for (const options of [[], ["--allow-moved"]]) {
      const { code, error } = await migrateData(database, target, ...options);
      expect([code, error]).toEqual([1, expect.stringContaining("they differ now. Nothing was copied.")]);
    }
    expect(await seen(target, key, path)).toEqual(before);
  });

  test("moving back removes the mark of the first source", async () => {
    const { database } = await makeDemo(from);
    const target = await makeEmpty(to);
    expect((await migrateData(database, target)).code).toBe(0);
    expect((await migrateData(target, database)).code).toBe(0);
    await (await startApp({ database })).close();
    await expect(startApp({ database: target })).rejects.toThrow("This database was moved to ");
  });

  test("rejects a target with other data and leaves it unchanged", async () => {
    const { database } = await makeDemo(from);
    const { database: target, key, path } = await makeDemo(to);
    const before = await seen(target, key, path);
    const ran = await migrateData(database, target);
    expect(ran).toMatchObject({ code: 1, out: "" });
    expect(ran.error).toContain("The target database contains other data.");
    expect(await seen(target, key, path)).toEqual(before);
  });

  test("completes when run again after it was killed", async () => {
    const { database, key, path } = await makeDemo(from);
    await enlarge(database, 20_000);
    const target = await makeEmpty(to);
    const child = spawn(process.execPath, [...program, "--from", database, "--to", target], {
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
    await until("a part has arrived", async () => (await copied(target)) > 500);
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    expect(await copied(target)).toBeLessThan(20_000);
    const ran = await migrateData(database, target);
    expect(ran).toMatchObject({ code: 0, error: "" });
    expect(await copied(target)).toBe(20_001);
    expect(await seen(target, key, path)).toEqual(await seen(database, key, path));
  });

  test.each(["users", "idempotency"])("reports a source that changes while %s are copied", async (table) => {
    const { database } = await makeDemo(from);
    const source = await openEngine(database);
    const target = await openEngine(await makeEmpty(to));
    await migrate(target);
    let now = "";
    const changing = {
      start(name: string) {
        now = name;
      },
      copied() {},
    };
    const reader = {
      ...source.reader,
      first: source.reader.first.bind(source.reader),
      async all<Row>(text: string, ...values: never[]): Promise<Row[]> {
        const rows = await source.reader.all<Row>(text, ...values);
        // Renames a user after the users were read.
        if (now === table && !text.includes("migrations"))
          await source.transaction((sql) => sql.run("update users set name = name || '!' where serial = 1"));
        return rows;
      },
    };
    const copy = copyDatabase({ ...source, reader: reader as typeof source.reader }, target, changing);
    await expect(copy).rejects.toThrow(/The table users differs after the copy .+\./);
    await source.close();
    await target.close();
  });
});

test("a source in use is refused with advice for this command", async () => {
  const { database } = await makeDemo("sqlite");
  const app = await startApp({ database });
  expect(await migrateData(database, await makeEmpty("sqlite"))).toEqual({
    code: 1,
    out: "",
    error: `A Whoseline process uses the database file ${database}. Stop it, and run the command again.\n`,
  });
  await app.close();
});

test("names an absent server, database and role, without the password", async () => {
  const { database } = await makeDemo("sqlite");
  const target = new URL(await makeEmpty("postgres"));
  const { host, username } = target;
  const changed = (changes: Partial<URL>) => Object.assign(new URL(target), changes).href;
  const absent = "no_such_database";
  const port = String(await freePort());
  for (const [to, sentence] of [
    [
      changed({ pathname: `/${absent}` }),
      `The PostgreSQL server at ${host} has no database "${absent}". Create it`,
    ],
    [changed({ port }), `There is no PostgreSQL server at ${target.hostname}:${port} (ECONNREFUSED).`],
    [
      changed({ username: "nobody_here", password: "wrong-password" }),
      `The PostgreSQL server at ${host} does not accept the role "nobody_here"`,
    ],
  ] as const) {
    for (const ends of [
      [database, to],
      [to, database],
    ] as const) {
      const { code, error } = await migrateData(...ends);
      expect([code, error]).toEqual([1, expect.stringContaining(sentence)]);
      expect(error).not.toContain("wrong-password");
    }
  }
  expect(username).not.toBe("");
});

test("rejects a missing source and does not create it", async () => {
  const ran = await migrateData("/tmp/whoseline-that-is-not.db", await makeEmpty("sqlite"));
  expect(ran).toEqual({ code: 1, out: "", error: "There is no file /tmp/whoseline-that-is-not.db.\n" });
});

test("exits with 1 and names the missing option when no source is named", async () => {
  const { stderr, code } = await promisify(execFile)(process.execPath, [...program, "--to", "x.db"]).catch(
    (failure) => failure,
  );
  expect({ stderr, code }).toEqual({
    stderr: "error: required option '--from <database>' not specified\n(add --help for the options)\n",
    code: 1,
  });
});

/** Responses of the demo to a caller. */
async function seen(database: string, key: string, path: string): Promise<string[]> {
  const app = await startApp({ database, allowsMoved: true });
  const lists = ["users", "numbers", "assignments", "groups", "api-keys"];
  const answers = await Promise.all(lists.map((list) => app.ask(`GET ${path}/${list}?limit=200`, { key })));
  await app.close();
  for (const { status, text } of answers) expect(status, text).toBe(200);
  return answers.map(({ text }) => text);
}

const hashes = (out: string): readonly string[] => out.match(/\b[0-9a-f]{64}\b/g) ?? [];

/** Inserts thousands of groups directly into the database. */
async function enlarge(database: string, count: number): Promise<void> {
  const reader = openTableReader(database);
  const numbers = database.startsWith("postgres")
    ? `select n from generate_series(1, ${count}) as series(n)`
    : `with recursive series(n) as (select 1 union all select n + 1 from series where n < ${count}) select n from series`;
  const pad = database.startsWith("postgres") ? "lpad(n::text, 24, '0')" : "printf('%024d', n)";
  await reader.query(
    `insert into user_groups (organization_id, id, serial, name, created_at, deleted_at, version)
     select '5f7b1c2e8a1d4e0012c3b400', ${pad}, 1000 + n, 'group ' || n, 0, 1, 1 from (${numbers}) as many`,
  );
  await reader.close();
}

/** The number of groups in the target; 0 while it has no tables. */
async function copied(target: string): Promise<number> {
  if (!target.startsWith("postgres")) {
    try {
      const db = new DatabaseSync(target, { readOnly: true });
      const row = db.prepare("select count(*) as count from user_groups").get();
      db.close();
      return Number(row?.count);
    } catch {
      return 0;
    }
  }
  const reader = openTableReader(target);
  const rows = await reader.query<{ count: string }>("select count(*) from user_groups").catch(() => []);
  await reader.close();
  return Number(rows[0]?.count ?? 0);
}
