import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeDatabase } from "../../server/test/helpers/engines.ts";
import { runProcess, type ServerProcess, startProcess } from "../../server/test/helpers/process.ts";
import { keySettings, superadminKey } from "../../server/test/helpers/secrets.ts";
import { until } from "../../server/test/helpers/until.ts";
import { created } from "../../server/test/helpers/world.ts";

const folder = mkdtempSync(join(tmpdir(), "whoseline-backup-"));
const database = join(folder, "live", "whoseline.db");
const file = join(folder, "backup.db");
const key = { WHOSELINE_SUPERADMIN_KEY: superadminKey };

let server: ServerProcess;
let organization: string;
const started: ServerProcess[] = [];
const start = async (path: string): Promise<ServerProcess> => {
  const keys = path.startsWith("postgres") ? {} : { WHOSELINE_PEPPER: "", WHOSELINE_ENCRYPTION_KEY: "" };
  const process = await startProcess({ WHOSELINE_DATABASE: path, LOG_LEVEL: "warn", ...keys });
  started.push(process);
  return process;
};
beforeAll(async () => {
  server = await start(database);
  const owner = { name: "Olga", email: "olga@acme.example" };
  const made = await created(server.ask, "/registry/v1/organizations", { name: "acme", owner });
  organization = `/registry/v1/organizations/${made.organization.id}`;
});
afterAll(async () => {
  for (const process of started) await process.stop("SIGKILL");
  rmSync(folder, { recursive: true });
});

const backup = (to: string, url = server.url, settings: Record<string, string> = key) =>
  runProcess(settings, ["backup", to, "--url", url]);
const keyFileOf = (path: string) => `${path}-encryption-key`;
/** With the key file of the server, unless the target has one. */
const restore = (from: string, to: string) => {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  if (!existsSync(keyFileOf(to))) copyFileSync(keyFileOf(database), keyFileOf(to));
  return restoreWithout(from, to);
};
const restoreWithout = (from: string, to: string, settings: Record<string, string> = {}) =>
  runProcess({ WHOSELINE_PEPPER: "", WHOSELINE_ENCRYPTION_KEY: "", WHOSELINE_DATABASE: to, ...settings }, [
    "restore",
    from,
  ]);
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("under write load", () => {
  const acknowledged: string[] = [];
  let isWriting = true;
  let writers: Promise<unknown>;
  /** Acknowledged before the backup began. */
  let expected: readonly string[];
  let routerKey: string;
  let missingInCopy: number;
  let head: number;
  let restored: ServerProcess;
  const copy = join(folder, "plain-copy.db");
  const target = join(folder, "restored", "whoseline.db");

  /** Zero only right after a checkpoint. */
  const countMissingInCopy = (): number => {
    const before = [...acknowledged];
    copyFileSync(database, copy);
    const lines = linesOf(copy);
    return before.filter((line) => !lines.has(line)).length;
  };
  const write = async (writer: number) => {
    for (let count = 0; isWriting; count++) {
      const line = `+1416${writer}${String(count).padStart(6, "0")}`;
      await created(server.ask, `${organization}/numbers`, { provider: "vonage", line });
      acknowledged.push(line);
    }
  };
  beforeAll(async () => {
    writers = Promise.all(Array.from({ length: 4 }, (_, writer) => write(writer)));
    await until("there are writes", () => acknowledged.length > 200);
    missingInCopy = await until("a copy of the file lacks writes", countMissingInCopy);
    const edge = await created(server.ask, "/registry/v1/router-keys", { name: "edge" });
    expected = [...acknowledged];
    expect(await backup(file)).toEqual({
      code: 0,
      output: expect.stringMatching(new RegExp(`^${file}: \\d+ bytes, SHA-256 [0-9a-f]{64}\n$`)),
    });
    isWriting = false;
    await writers;
    await server.ask(`DELETE /registry/v1/router-keys/${edge.id}`);
    routerKey = edge.key;
    head = (await server.ask(`GET ${organization}/events`)).json.head;
    expect(await restore(file, target)).toEqual({
      code: 0,
      output: expect.stringContaining(`bytes to ${target}. The backup is sound; start the server.\n`),
    });
    restored = await start(target);
  });

  test("a restored backup has every write acknowledged before the backup began", async () => {
    const lines = linesOf(target);
    expect(expected.filter((line) => !lines.has(line))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(expected.length);
  });

  test("control: a copy of the database file lacks acknowledged writes", () => {
    expect(missingInCopy).toBeGreaterThan(0);
  });

  test("a reader of the change feed that is ahead of the restored database gets position_ahead", async () => {
    const { status, json } = await restored.ask(`GET ${organization}/events?after=${head}`);
    expect([status, json.code]).toEqual([409, "position_ahead"]);
    const lines = `${organization}/numbers`;
    await created(restored.ask, lines, { provider: "vonage", line: "+14169999999" });
  });

  test("a key that was revoked after the backup works in the restored database", async () => {
    const lookup = "GET /registry/v1/routes/inbound?provider=vonage&to=%2B14160000000";
    expect((await server.ask(lookup, { key: routerKey })).status).toBe(401);
    expect((await restored.ask(lookup, { key: routerKey })).status).toBe(200);
  });

  test("the backup and the restored database can be read by this user only", () => {
    const files = readdirSync(join(target, "..")).map((name) => join(target, "..", name));
    for (const path of [file, ...files]) expect([path, modeOf(path)]).toEqual([path, "600"]);
    expect(modeOf(join(target, ".."))).toBe("700");
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  test("a restore is refused while a server uses the database", async () => {
    const { code, output } = await restore(file, target);
    expect([code, output]).toEqual([1, expect.stringContaining("Another Whoseline process already uses")]);
  });
});

describe("a restore", () => {
  const target = join(folder, "other", "whoseline.db");
  afterEach(() => rmSync(join(folder, "other"), { recursive: true, force: true }));
  const damaged = (name: string, change: (content: Buffer) => Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(file)));
    return path;
  };

  test("never replaces a database", async () => {
    await restore(file, target);
    const before = readFileSync(target);
    const { code, output } = await restore(file, target);
    expect([code, output]).toEqual([1, expect.stringContaining(`There is a database at ${target} already.`)]);
    expect(readFileSync(target).equals(before)).toBe(true);
  });

  test("removes the log of another database", async () => {
    await restore(file, target);
    rmSync(target);
    copyFileSync(`${database}-wal`, `${target}-wal`);
    const { code, output } = await restore(file, target);
    expect([code, output]).toEqual([0, expect.stringContaining(`Removed ${target}-wal`)]);
    expect(existsSync(`${target}-wal`)).toBe(false);
    expect(linesOf(target).size).toBe(linesOf(file).size);
  });

  test.each([
    ["a truncated file", (content: Buffer) => content.subarray(0, content.length / 2)],
    ["a file with a damaged page", (content: Buffer) => content.fill(0xff, 8192, 12_288)],
    ["another file", () => Buffer.from("not a database at all".repeat(500))],
    ["an empty file", () => Buffer.alloc(0)],
  ])("refuses %s and leaves nothing behind", async (name, change) => {
    const path = damaged(`${name.replaceAll(" ", "-")}.db`, change);
    const { code, output } = await restore(path, target);
    expect([code, output]).toEqual([1, expect.stringMatching(`^${path} is (damaged|not a backup)[^\n]*\n$`)]);
    expect(readdirSync(join(target, ".."))).toEqual(["whoseline.db-encryption-key", "whoseline.db-lock"]);
  });

  test("refuses a database with a log, and one of a newer version", async () => {
    const live = await restore(database, target);
    expect([live.code, live.output]).toEqual([
      1,
      expect.stringContaining("is not a backup but a database with a log"),
    ]);
    const newer = damaged("newer.db", (content) => content);
    const db = new DatabaseSync(newer);
    db.exec("insert into migrations (version, name, checksum) values (9999, '9999-later.sql', 'x')");
    db.close();
    const { code, output } = await restore(newer, target);
    expect([code, output]).toEqual([1, expect.stringContaining("written by a newer version")]);
  });

  test("is refused without the keys of the backup, or with others", async () => {
    const missing = await restoreWithout(file, target);
    expect([missing.code, missing.output]).toEqual([
      1,
      expect.stringContaining(`Restore ${keyFileOf(target)}`),
    ]);
    writeFileSync(keyFileOf(target), "0".repeat(64));
    const other = await restoreWithout(file, target);
    expect([other.code, other.output]).toEqual([1, expect.stringContaining("the configured key is")]);
    copyFileSync(keyFileOf(database), keyFileOf(target));
    const pepper = await restoreWithout(file, target, { WHOSELINE_PEPPER: "0".repeat(64) });
    expect([pepper.code, pepper.output]).toEqual([1, expect.stringContaining("is not the pepper of this")]);
    expect(existsSync(target)).toBe(false);
    expect((await restoreWithout(file, target)).code).toBe(0);
  });

  test("to PostgreSQL names PostgreSQL's tools", async () => {
    const { code, output } = await restoreWithout(file, "postgres://127.0.0.1:1/whoseline", keySettings);
    expect([code, output]).toEqual([1, expect.stringContaining("pg_restore")]);
  });
});

describe("a download", () => {
  const earlier = join(folder, "earlier.db");

  /** Runs the command against a server that answers in the place of Whoseline. */
  async function backupFrom(answer: RequestListener) {
    writeFileSync(earlier, "an earlier backup");
    const double = createServer(answer).listen(0, "127.0.0.1");
    await until("it listens", () => double.listening);
    const { code, output } = await backup(
      earlier,
      `http://127.0.0.1:${(double.address() as AddressInfo).port}`,
    );
    double.close();
    double.closeAllConnections();
    expect(readFileSync(earlier, "utf8")).toBe("an earlier backup");
    expect(existsSync(`${earlier}.partial`)).toBe(false);
    return { code, output };
  }
  const content = Buffer.alloc(100_000, "x");
  const headers = {
    "content-length": content.length,
    "repr-digest": "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
  };

  test("that is cut off fails, and keeps the earlier file", async () => {
    const { code, output } = await backupFrom((_request, response) => {
      response.writeHead(200, headers).write(content.subarray(0, 50_000), () => response.destroy());
    });
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^The download ended after \d+ of 100000 bytes\.\n$/),
    ]);
  });

  test("with another digest fails, and keeps the earlier file", async () => {
    const { code, output } = await backupFrom(
      (_request, response) => void response.writeHead(200, headers).end(content),
    );
    expect([code, output]).toEqual([
      1,
      expect.stringContaining("differs from the backup that the server made"),
    ]);
  });

  test("without a digest fails, and keeps the earlier file", async () => {
    const { code, output } = await backupFrom(
      (_request, response) => void response.writeHead(200).end(content),
    );
    expect([code, output]).toEqual([1, expect.stringContaining("no length and digest")]);
  });

  test("replaces an earlier file, with this user's access only", async () => {
    writeFileSync(earlier, "an earlier backup");
    chmodSync(earlier, 0o644);
    expect((await backup(earlier)).code).toBe(0);
    expect(modeOf(earlier)).toBe("600");
    expect(linesOf(earlier).size).toBe(linesOf(database).size);
  });

  test("reads the key from a file, and never needs it as an argument", async () => {
    const path = join(folder, "key");
    writeFileSync(path, `${superadminKey}\n`);
    expect((await backup(earlier, server.url, { WHOSELINE_SUPERADMIN_KEY_FILE: path })).code).toBe(0);
    const without = await backup(earlier, server.url, {});
    expect([without.code, without.output]).toEqual([
      1,
      expect.stringContaining("WHOSELINE_SUPERADMIN_KEY_FILE"),
    ]);
  });

  test("uses the port of PORT by default", async () => {
    const { code } = await runProcess({ ...key, PORT: String(server.port) }, ["backup", earlier]);
    expect(code).toBe(0);
  });

  test("with a wrong key, without a server or on PostgreSQL prints one sentence", async () => {
    const wrong = await backup(earlier, server.url, { WHOSELINE_SUPERADMIN_KEY: "a-key-that-is-wrong" });
    expect([wrong.code, wrong.output]).toEqual([1, expect.stringMatching(/^The credential is invalid.*\n$/)]);
    const absent = await backup(earlier, "http://127.0.0.1:1");
    expect([absent.code, absent.output]).toEqual([
      1,
      "The server at http://127.0.0.1:1 cannot be reached: ECONNREFUSED.\n",
    ]);
    const stored = await makeDatabase("postgres");
    const postgres = await start(stored.database);
    const refused = await backup(earlier, postgres.url);
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining("pg_dump")]);
    await postgres.stop("SIGTERM");
    await stored.drop();
  });
});

/** The lines in a database file, without its log when there is none. Empty when it has no tables yet. */
function linesOf(path: string): ReadonlySet<string> {
  const db = new DatabaseSync(path);
  try {
    return new Set(
      db
        .prepare("select line from numbers")
        .all()
        .map(({ line }) => String(line)),
    );
  } catch {
    return new Set();
  } finally {
    db.close();
  }
}
