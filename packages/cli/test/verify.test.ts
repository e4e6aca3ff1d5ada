import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunningApp, startApp } from "../../server/test/helpers/app.ts";
import { type EngineName, engineNames, makeDatabase } from "../../server/test/helpers/engines.ts";
import { runProcess } from "../../server/test/helpers/process.ts";
import { openTableReader } from "../../server/test/helpers/table-reader.ts";
import { makeWorld } from "../../server/test/helpers/world.ts";

const folder = mkdtempSync(join(tmpdir(), "whoseline-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function file(value: unknown): string {
  const path = join(folder, `${++count}.json`);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

const verify = (...args: string[]) => runProcess({ LOG_LEVEL: "silent" }, ["verify", ...args]);

interface Installation {
  readonly database: string;
  readonly acme: string;
  /** The number of acme's last event. */
  readonly last: number;
  readonly checkpoint: string;
  readonly keys: string;
  /** Every event of acme, as its feed shows them. */
  readonly feed: readonly Record<string, unknown>[];
  /** As SQL on the closed database. */
  change(...statements: string[]): Promise<void>;
}

const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});

async function makeInstallation(engine: EngineName): Promise<Installation> {
  const { database, drop } = await makeDatabase(engine);
  drops.push(drop);
  const app = await startApp({ database });
  const { acme } = await makeWorld(app.ask);
  const at = `/registry/v1/organizations/${acme.id}`;
  const feed = (await app.ask(`GET ${at}/events?limit=200`)).json;
  const checkpoint = file((await app.ask(`GET ${at}/events/checkpoint`)).json);
  const keys = file((await app.ask("GET /registry/v1/keys")).json);
  await app.close();
  const withoutTriggers =
    engine === "postgres" ? ["alter table events disable trigger all"] : await dropTriggers(database);
  return {
    database,
    acme: acme.id,
    last: feed.head,
    checkpoint,
    keys,
    feed: feed.items,
    async change(...statements) {
      const tables = openTableReader(database);
      for (const statement of [...withoutTriggers, ...statements]) await tables.query(statement);
      await tables.close();
    },
  };
}

async function dropTriggers(database: string): Promise<string[]> {
  const tables = openTableReader(database);
  const triggers = await tables.query<{ name: string }>(
    "select name from sqlite_schema where type = 'trigger' and tbl_name = 'events'",
  );
  await tables.close();
  return triggers.map(({ name }) => `drop trigger if exists ${name}`);
}

describe.each(engineNames)("a database on %s", (engine) => {
  let installation: Installation;
  let event: (seq: number) => string;
  beforeEach(async () => {
    installation = await makeInstallation(engine);
    event = (seq) => `organization_id = '${installation.acme}' and seq = ${seq}`;
  });

  test("that nobody changed fits, with its checkpoint", async () => {
    const { database, checkpoint, keys, acme, last } = installation;
    const { code, output } = await verify("--database", database, "--checkpoint", checkpoint, "--keys", keys);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("Everything fits: ") });
    expect(output).toMatch(new RegExp(`^Organization ${acme}: ${last} [0-9a-f]{64}$`, "m"));
    expect((await verify("--database", database, "--checkpoint", checkpoint)).code).toBe(0);
  });

  test.each([
    [
      "a changed actor",
      (at: string) => [`update events set actor_id = '${"f".repeat(24)}' where ${at}`],
      "content",
    ],
    [
      "a changed record",
      (at: string) => [`update events set after = '{}' where ${at}`],
      "(?:content|personal values)",
    ],
    ["a record that is not JSON", (at: string) => [`update events set after = '{' where ${at}`], ""],
    ["a deleted event", (at: string) => [`delete from events where ${at}`], "number is not the next one", 1],
    ["another hash", (at: string) => [`update events set hash = '${"0".repeat(64)}' where ${at}`], "content"],
  ] as const)(
    "with %s does not fit, and the event is named",
    async (_, statements, reason, offset: number = 0) => {
      const { database, acme, change } = installation;
      await change(...statements(event(3)));
      const { code, output } = await verify("--database", database);
      expect(code).toBe(1);
      expect(output).toMatch(
        new RegExp(`^Organization ${acme}: Event ${3 + offset} does not fit: .*${reason}`, "m"),
      );
    },
  );

  test("without its last events does not fit a checkpoint, and only that detects it", async () => {
    const { database, checkpoint, acme, last, change } = installation;
    await change(
      `delete from events where organization_id = '${acme}' and seq > ${last - 2}`,
      `update organization_heads set seq = ${last - 2}, hash = (select hash from events where ${event(last - 2)})
       where organization_id = '${acme}'`,
    );
    expect((await verify("--database", database)).code).toBe(0);
    const { code, output } = await verify("--database", database, "--checkpoint", checkpoint);
    expect(code).toBe(1);
    expect(output).toContain(
      `Organization ${acme}: Events ${last - 1} to ${last} are missing: the checkpoint of `,
    );
  });

  test("without its last events does not fit its table of heads", async () => {
    const { database, acme, last, change } = installation;
    await change(`delete from events where ${event(last)}`);
    const { code, output } = await verify("--database", database);
    expect(code).toBe(1);
    expect(output).toContain(`Organization ${acme}: Events ${last} to ${last} are missing: the table`);
  });

  test("without an organization's events and head does not fit its checkpoint", async () => {
    const { database, checkpoint, acme, last, change } = installation;
    await change(
      `delete from events where organization_id = '${acme}'`,
      `update organization_heads set seq = 0 where organization_id = '${acme}'`,
    );
    const { code, output } = await verify("--database", database, "--checkpoint", checkpoint);
    expect(code).toBe(1);
    expect(output).toContain(`Organization ${acme}: Events 1 to ${last} are missing`);
  });

  test("can be verified while the server runs", async () => {
    const app: RunningApp = await startApp({ database: installation.database });
    await app.ask("POST /registry/v1/router-keys", { body: { name: "edge" } });
    expect((await verify("--database", installation.database)).code).toBe(0);
    expect((await app.ask("POST /registry/v1/router-keys", { body: { name: "edge 2" } })).status).toBe(201);
    await app.close();
  });
});

describe("a downloaded feed", () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await makeInstallation("sqlite");
  });
  const changedAt = (index: number, change: object) =>
    installation.feed.map((event, at) => (at === index ? { ...event, ...change } : event));
  const lines = (events: readonly unknown[]) => events.map((event) => JSON.stringify(event)).join("\n");

  test("fits as one page, as pages, and as events", async () => {
    const { feed, checkpoint, keys } = installation;
    const pages = lines([{ items: feed.slice(0, 4) }, { items: feed.slice(4) }]);
    const indented = JSON.stringify({ items: feed, head: feed.length }, null, 2);
    const expanded = lines(feed.map((event) => ({ ...event, names: { line: null, userName: "Present" } })));
    for (const content of [{ items: feed }, pages, lines(feed), indented, expanded]) {
      const args = ["--feed", file(content), "--checkpoint", checkpoint, "--keys", keys];
      expect(await verify(...args)).toMatchObject({
        code: 0,
        output: expect.stringContaining(`Everything fits: ${feed.length} event(s) of 1 chain(s) verified.`),
      });
    }
  });

  test("that was changed does not fit, and the event is named", async () => {
    const feed = lines(changedAt(4, { requestId: "another" }));
    expect(await verify("--feed", file(feed))).toMatchObject({
      code: 1,
      output: expect.stringContaining("The feed: Event 5 does not fit: its hash is not that of its content."),
    });
  });

  test("without its last events does not fit a checkpoint, and only that detects it", async () => {
    const { feed, checkpoint, keys, last } = installation;
    const path = file(lines(feed.slice(0, -1)));
    expect((await verify("--feed", path)).code).toBe(0);
    expect(await verify("--feed", path, "--checkpoint", checkpoint, "--keys", keys)).toMatchObject({
      code: 1,
      output: expect.stringContaining(`The feed: Events ${last} to ${last} are missing: the checkpoint of `),
    });
  });

  test("from a later event on fits, and the missing start is reported", async () => {
    const path = file(lines(installation.feed.slice(2)));
    expect(await verify("--feed", path)).toMatchObject({
      code: 0,
      output: expect.stringContaining("The feed: events 1 to 2 are not in the feed and were not verified."),
    });
  });

  test("a checkpoint with another signature, another key or other content is rejected", async () => {
    const { feed, checkpoint, keys, database } = installation;
    const other = await makeInstallation("sqlite");
    const path = file(lines(feed));
    const run = (given: string, known: string) =>
      verify("--feed", path, "--checkpoint", given, "--keys", known);
    expect(await run(checkpoint, other.keys)).toMatchObject({
      code: 1,
      output: expect.stringContaining("is not among the public keys"),
    });
    const payload = Buffer.from(JSON.stringify({ seq: 1, hash: "0".repeat(64) })).toString("base64url");
    const { signature } = JSON.parse(await readText(checkpoint));
    const [header, , mac] = signature.split(".");
    expect(await run(file({ signature: `${header}.${payload}.${mac}` }), keys)).toMatchObject({
      code: 1,
      output: expect.stringContaining("signature verification failed"),
    });
    expect((await verify("--database", database, "--checkpoint", other.checkpoint)).code).toBe(1);
  });
});

test.each([
  ["a database that does not exist", ["--database", join(folder, "missing.db")], "There is no file"],
  ["a feed that is not JSON", ["--feed", file("{")], "does not contain JSON"],
  ["a checkpoint without keys", ["--feed", file([]), "--checkpoint", file({})], "--keys is required"],
  [
    "a file without a checkpoint",
    ["--feed", file([]), "--checkpoint", file({}), "--keys", file({ keys: [] })],
    "does not contain a checkpoint",
  ],
])("%s exits with 2", async (_, args, sentence) => {
  expect(await verify(...args)).toMatchObject({ code: 2, output: expect.stringContaining(sentence) });
});

const readText = async (path: string): Promise<string> =>
  (await import("node:fs/promises")).readFile(path, "utf8");
