import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startApp, superadminKey } from "../helpers/app.ts";
import { type Answer, type Ask, createAsk } from "../helpers/ask.ts";
import { report } from "../helpers/depth.ts";
import { brokenRules } from "../helpers/invariants.ts";
import { makePostgresFolder, type PostgresFolder, PostgresProcess } from "../helpers/postgres-process.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { until } from "../helpers/until.ts";
import { created } from "../helpers/world.ts";
import { canMount, limitFiles, mountDisk, processesOf, type SmallDisk, startServer } from "./small-disk.ts";

const ways = canMount ? (["mount", "limit"] as const) : (["limit"] as const);

describe.each(ways)("with SQLite on a full disk (%s)", (way) => {
  test("reads continue, writes return 503, no acknowledged write is lost, and writing resumes without a restart", async () => {
    const disk = way === "mount" ? mounted(4) : undefined;
    const folder = disk?.path ?? mkdtempSync(join(tmpdir(), "whoseline-"));
    const database = join(folder, "whoseline.db");
    const server = await startServer(database);
    onTestFinished(async () => {
      await server.stop();
      if (!disk) rmSync(folder, { recursive: true });
    });
    const writer = await Writer.start(createAsk(server.url, superadminKey));
    await writer.write(20);
    if (disk) disk.fill();
    else limitFiles([server.pid], 65_536);
    const refusal = await writer.untilRefused();
    expect(refusal.headers.get("retry-after")).toBe("1");
    expect(refusal.json.detail).toMatch(/^The database is unavailable.+\.$/);
    await writer.goOnWhileFull();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    if (disk) disk.free();
    else limitFiles([server.pid], "unlimited");
    await writer.resume();
    await writer.write(20);
    await server.stop();
    await expectKept(database, writer.acknowledged);
    report(
      `disk full, SQLite (${way}): ${writer.acknowledged.length} acknowledged, ${writer.refused} refused, 0 lost`,
    );
  });
});

describe("with PostgreSQL on a full disk", () => {
  let folder: PostgresFolder;
  beforeAll(async () => {
    folder = await makePostgresFolder(["--wal-segsize=1"]);
  });
  afterAll(() => folder.remove());

  // Only root can mount a disk for the tables alone; every case below tests a full log.
  const withMount = canMount ? [["data"]] : [];
  test.each(withMount)(
    "(%s) reads continue, writes return 503, and writing resumes without a restart",
    async () => {
      const disk = mounted(100);
      const data = join(disk.path, "data");
      execFileSync("cp", ["-a", folder.template, data]);
      moveWal(data, join(folder.path, "wal-of-data"));
      const postgres = await PostgresProcess.start(data);
      onTestFinished(() => postgres.stop());
      const app = await startApp({ database: postgres.url });
      const writer = await Writer.start(app.ask);
      await writer.write(20);
      disk.fill();
      await writer.untilRefused();
      await writer.goOnWhileFull();
      disk.free();
      await writer.resume();
      await app.close();
      await expectKept(postgres.url, writer.acknowledged);
      report(
        `disk full, PostgreSQL (data): ${writer.acknowledged.length} acknowledged, ${writer.refused} refused, 0 lost`,
      );
    },
  );

  test.each(ways)(
    "(log, %s) the PostgreSQL server exits, and Whoseline recovers after it restarts",
    async (way) => {
      const disk = way === "mount" ? mounted(40) : undefined;
      const data = await folder.copy(`data-${way}`);
      if (disk) moveWal(data, join(disk.path, "wal"));
      const postgres = await PostgresProcess.start(data, ["max_wal_size=4MB", "min_wal_size=2MB"]);
      onTestFinished(() => postgres.stop());
      const app = await startApp({ database: postgres.url });
      const writer = await Writer.start(app.ask);
      // Keeps WAL segments from being recycled: the usual cause of a full log.
      await postgres.query("select pg_create_physical_replication_slot('forgotten', true)");
      await writer.write(20);
      if (disk) disk.fill();
      else limitFiles(processesOf(postgres.pid), 524_288);
      await writer.untilRefused(() => postgres.query("select pg_switch_wal()").catch(() => {}));
      await until("the server has panicked", () => postgres.log.includes("PANIC"));
      expect((await app.ask("GET /healthz")).status).toBe(200);
      if (disk) disk.free();
      else if (postgres.isRunning) limitFiles(processesOf(postgres.pid), "unlimited");
      await recovered(postgres);
      await until("ready again", async () => (await app.ask("GET /readyz")).status === 200, 5000);
      await writer.resume();
      await app.close();
      await expectKept(postgres.url, writer.acknowledged);
      report(
        `disk full, PostgreSQL (log, ${way}): ${writer.acknowledged.length} acknowledged, ${writer.refused} refused, 0 lost`,
      );
    },
  );
});

function mounted(sizeMb: number): SmallDisk {
  const disk = mountDisk(sizeMb);
  onTestFinished(disk.remove);
  return disk;
}

/** Waits for the server, or starts it as its supervisor would. */
async function recovered(postgres: PostgresProcess): Promise<void> {
  await until("the server serves", async () => {
    if (!postgres.isRunning) await postgres.start().catch(() => {});
    return postgres.query("select 1").then(
      () => true,
      () => false,
    );
  });
}

function moveWal(data: string, to: string): void {
  execFileSync("cp", ["-a", join(data, "pg_wal"), to]);
  renameSync(join(data, "pg_wal"), join(data, "pg_wal-before"));
  symlinkSync(to, join(data, "pg_wal"));
}

async function expectKept(database: string, acknowledged: readonly string[]): Promise<void> {
  const reader = openTableReader(database);
  const made = await reader.query<{ name: string }>("select name from user_groups");
  expect(made.map(({ name }) => name).sort()).toEqual([...acknowledged].sort());
  expect(await brokenRules(reader)).toEqual([]);
  if (!database.startsWith("postgres"))
    expect(await reader.query("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  await reader.close();
}

/** Creates one group after another. */
class Writer {
  readonly acknowledged: string[] = [];
  refused = 0;
  readonly #ask: Ask;
  readonly #path: string;
  #next = 0;

  private constructor(ask: Ask, path: string) {
    this.#ask = ask;
    this.#path = path;
  }

  static async start(ask: Ask): Promise<Writer> {
    const owner = { name: "Olga", email: "olga@acme.example" };
    const { organization } = await created(ask, "/registry/v1/organizations", { name: "Acme", owner });
    return new Writer(ask, `/registry/v1/organizations/${organization.id}/groups`);
  }

  async write(count: number): Promise<void> {
    for (let made = 0; made < count; made++) expect((await this.#make()).status).toBe(201);
  }

  /** Allocated pages may have room left. */
  async untilRefused(meanwhile?: () => Promise<unknown>): Promise<Answer> {
    return until("a write is refused", async () => {
      await meanwhile?.();
      for (let count = 0; count < 100; count++) {
        const answer = await this.#make();
        if (answer.status !== 201) {
          expect(answer.status, answer.text).toBe(503);
          return answer;
        }
      }
      return undefined;
    });
  }

  /** Reads succeed; a write may still fit. */
  async goOnWhileFull(): Promise<void> {
    for (let count = 0; count < 20; count++) {
      expect((await this.#ask(`GET ${this.#path}?limit=1`)).status).toBe(200);
      expect([201, 503]).toContain((await this.#make()).status);
    }
  }

  /** Repeats the rejected write until it succeeds. */
  async resume(): Promise<void> {
    await until("writing has resumed", async () => (await this.#make()).status === 201, 10_000);
  }

  async #make(): Promise<Answer> {
    const name = `group ${this.#next} ${"x".repeat(80)}`;
    const headers = { "idempotency-key": name };
    const answer = await this.#ask(`POST ${this.#path}`, { body: { name }, headers });
    if (answer.status === 201) {
      this.acknowledged.push(name);
      this.#next += 1;
    } else this.refused += 1;
    return answer;
  }
}
