import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { Cluster } from "../failover/cluster.ts";
import { startApp } from "../helpers/app.ts";
import { makePostgresFolder, type PostgresFolder } from "../helpers/postgres-process.ts";
import { createTwoRoles } from "../helpers/two-roles.ts";
import { until } from "../helpers/until.ts";

const strict = { WHOSELINE_CLUSTER: "strict" };
const dangers = [
  { setting: "fsync", value: "off", sentence: /fsync is off: .+\./ },
  { setting: "full_page_writes", value: "off", sentence: /full_page_writes is off: .+\./ },
  { setting: "synchronous_commit", value: "off", sentence: /synchronous_commit is off: .+\./ },
  { setting: "synchronous_commit", value: "local", sentence: /synchronous_commit is local: .+\./ },
  {
    setting: "synchronous_commit",
    value: "remote_write",
    sentence: /synchronous_commit is remote_write: .+\./,
  },
] as const;

let folder: PostgresFolder;
let cluster: Cluster;
/** Of the role that runs the server, and of the owner. */
let url: string;
let ownerUrl: string;
beforeAll(async () => {
  folder = await makePostgresFolder();
  cluster = await Cluster.start(folder, { isSynchronous: true });
  ({ url, ownerUrl } = await createTwoRoles(cluster.url));
  const settings = { WHOSELINE_MIGRATION_DATABASE_URL: ownerUrl };
  await (await startApp({ database: url, settings })).close();
});
afterAll(async () => {
  await cluster.stop();
  await folder.remove();
});

test("WHOSELINE_CLUSTER=strict starts on a server that cannot lose an acknowledged write", async () => {
  const app = await startApp({ database: url, settings: strict });
  expect(warningsOf(app.logged)).toEqual([]);
  await app.installation.routeIndexSync.built;
  expect((await app.ask("GET /readyz")).status).toBe(200);
  await app.close();
});

describe.each(dangers)("with $setting = $value", ({ setting, value, sentence }) => {
  beforeAll(() => configure(setting, value));
  afterAll(() => reset(setting));

  test("strict refuses to start and names the setting", async () => {
    await expect(startApp({ database: url, settings: strict })).rejects.toThrow(sentence);
  });

  test("without strict it starts and warns", async () => {
    const app = await startApp({ database: url });
    expect(warningsOf(app.logged)).toEqual([expect.stringMatching(sentence)]);
    await app.close();
  });
});

test("strict reports every unsafe setting at once", async () => {
  await configure("fsync", "off");
  await configure("full_page_writes", "off");
  await expect(startApp({ database: url, settings: strict })).rejects.toThrow(
    /strict rejects.+\nfsync.+\nfull_page_writes.+/,
  );
  await reset("fsync");
  await reset("full_page_writes");
});

test("strict refuses a primary without a synchronous standby, for which no warning is logged otherwise", async () => {
  const alone = await Cluster.start(folder, { isSynchronous: false, name: "alone" });
  await expect(startApp({ database: alone.url, settings: strict })).rejects.toThrow(
    /synchronous_standby_names is empty: .+\./,
  );
  const app = await startApp({ database: alone.url });
  expect(warningsOf(app.logged)).toEqual(["superadmin key created"]);
  await app.close();
  await alone.stop();
});

const forbidden = [
  "truncate events",
  "truncate organizations cascade",
  "drop table events",
  "drop schema public cascade",
  "alter table events disable trigger all",
  "alter table events add column extra text",
  "drop trigger events_are_never_truncated on events",
  "create table extra (id text)",
  "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
  "set session_replication_role = replica",
];

test.each(forbidden)("the role of the server may not run: %s", async (statement) => {
  await expect(query(url, statement)).rejects.toMatchObject({ code: "42501" });
});

test.each([
  ["is a superuser", () => cluster.url.replace(/postgres$/, "whoseline"), /It is a superuser: .+\./],
  ["owns the tables", () => ownerUrl, /It owns tables, .+\nIt can create objects .+\./],
] as const)("strict refuses a role that %s", async (_, role, sentence) => {
  await expect(startApp({ database: role(), settings: strict })).rejects.toThrow(sentence);
  await (await startApp({ database: role() })).close();
});

test.each([
  ["truncate on events", /It can truncate tables\./],
  ["trigger on users", /It can add triggers to tables\./],
  ["create on schema public", /It can create objects in the schema\./],
  ["set on parameter session_replication_role", /It can set session_replication_role/],
] as const)("strict refuses the privilege %s", async (privilege, sentence) => {
  const superuser = cluster.url.replace(/postgres$/, "whoseline");
  await query(superuser, `grant ${privilege} to whoseline_app`);
  await expect(startApp({ database: url, settings: strict })).rejects.toThrow(sentence);
  await query(superuser, `revoke ${privilege} from whoseline_app`);
  await (await startApp({ database: url, settings: strict })).close();
});

test("strict refuses an SQLite database", () => {
  const settings = { ...strict, WHOSELINE_DATABASE: "./data/whoseline.db" };
  expect(() => readConfig(settings)).toThrow(
    "WHOSELINE_CLUSTER requires WHOSELINE_DATABASE to be a postgres:// URL.",
  );
  expect(() => readConfig(strict)).toThrow("WHOSELINE_CLUSTER");
});

async function query(database: string, text: string): Promise<void> {
  const client = new Client({ connectionString: database });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

async function configure(setting: string, value: string): Promise<void> {
  await cluster.primary.query(`alter system set ${setting} = ${value}`);
  await reload(setting, value);
}

async function reset(setting: string): Promise<void> {
  await cluster.primary.query(`alter system reset ${setting}`);
  await reload(setting, "on");
}

async function reload(setting: string, expected: string): Promise<void> {
  await cluster.primary.query("select pg_reload_conf()");
  await until(`${setting} is ${expected}`, async () => {
    const [row] = await cluster.primary.query<{ value: string }>(
      `select current_setting('${setting}') as value`,
    );
    return row?.value === expected;
  });
}

const warningsOf = (logged: readonly string[]): string[] =>
  logged
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === 40)
    .map(({ msg }) => msg);
