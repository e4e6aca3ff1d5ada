import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type MonotonicClock, RouteIndexSync } from "../../src/core/routing/route-index-sync.ts";
import type { OrganizationId } from "../../src/model.ts";
import { openEngine } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { engineNames, makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { contentsOf, everythingIn } from "../helpers/route-contents.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const hourMs = 3_600_000;

describe.each(engineNames)("on %s", (engine) => {
  let database: TestDatabase;
  let app: RunningApp;
  let acme: Organization;
  let path: string;
  let folder: string;
  beforeAll(async () => {
    database = await makeDatabase(engine);
    app = await startApp({ database: database.database });
    acme = await makeOrganization(app.ask, "acme", "1");
    folder = await mkdtemp(join(tmpdir(), "whoseline-"));
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    path = join(folder, "routes");
  });
  afterEach(() => rm(path, { force: true }));

  interface Run {
    readonly isBuilt: boolean;
    readonly ignored: readonly string[];
    readonly contents: object;
  }

  /** Starts and ends a process' index on the file, with `work` between. */
  async function run(work: (sync: RouteIndexSync) => Promise<void> = async () => {}): Promise<Run> {
    const ignored: string[] = [];
    const read = new Set<string>();
    const sync = new RouteIndexSync(app.store, {
      onProgress: (what) => read.add(what),
      snapshot: { path, intervalMs: hourMs, linesMin: 0, onIgnored: (reason) => ignored.push(reason) },
    });
    sync.start();
    await sync.built;
    await work(sync);
    const contents = contentsOf(sync.snapshot?.index, await everythingIn(database.database));
    await sync.close();
    return { isBuilt: read.has("numbers"), ignored, contents };
  }

  const group = (name: string) =>
    app.ask(`POST /registry/v1/organizations/${acme.id}/groups`, { body: { name } });
  const hold = (line: { id: string }, { id }: { id: string }, method = "PUT") =>
    app.ask(`${method} /registry/v1/organizations/${acme.id}/numbers/${line.id}/holders/${id}`, {
      ...(method === "PUT" && { body: {} }),
    });

  test("the next start reads the snapshot and what was changed since", async () => {
    expect((await hold(acme.twilio, acme.member)).status).toBe(200);
    expect(await run()).toMatchObject({ isBuilt: true, ignored: [] });
    const before = await readFile(path);
    expect(await run()).toMatchObject({ isBuilt: false, ignored: [] });
    expect(await readFile(path)).toEqual(before);
    await hold(acme.twilio, acme.member, "DELETE");
    await hold(acme.sinch, acme.other);
    await makeOrganization(app.ask, `later-${engine}`, "7");
    const later = await run();
    expect(later).toMatchObject({ isBuilt: false, ignored: [] });
    expect(await readFile(path)).not.toEqual(before);
    await rm(path);
    expect((await run()).contents).toEqual(later.contents);
  });

  test("a damaged snapshot is not used, and replaced", async () => {
    await run();
    const bytes = await readFile(path);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] as number) ^ 1;
    await writeFile(path, bytes);
    expect(await run()).toMatchObject({ isBuilt: true, ignored: ["its checksum is wrong"] });
    expect(await run()).toMatchObject({ isBuilt: false, ignored: [] });
  });

  test("what a killed process left of the next snapshot is replaced", async () => {
    await run();
    await writeFile(`${path}-1.new`, "half of a snap");
    await utimes(`${path}-1.new`, new Date(0), new Date(0));
    expect(await run()).toMatchObject({ isBuilt: false, ignored: [] });
    await group("after the kill");
    expect(await run()).toMatchObject({ isBuilt: false, ignored: [] });
    expect(existsSync(`${path}-1.new`)).toBe(false);
  });

  test("a start that reads the erasure of a user deletes the snapshot", async () => {
    const user = `/registry/v1/organizations/${acme.id}/users`;
    const { json } = await app.ask(`POST ${user}`, {
      body: { name: "Lena", email: `lena@${engine}.example`, endpoints: ["client:lena-of-the-snapshot"] },
    });
    await app.ask(`DELETE ${user}/${json.id}`);
    await run();
    await app.ask(`POST ${user}/${json.id}/erasure`, { body: { reason: "asked for" } });
    expect((await readFile(path)).includes("lena-of-the-snapshot")).toBe(false);
    await run(async () => expect(existsSync(path)).toBe(false));
    expect((await readFile(path)).includes("lena-of-the-snapshot")).toBe(false);
  });

  test("the erasure of a user deletes the snapshot before it is acknowledged", async () => {
    const own = await makeDatabase(engine);
    const settings = { WHOSELINE_ROUTE_SNAPSHOT_DIRECTORY: folder };
    const file = join(folder, engine === "sqlite" ? "whoseline.db-routes" : "whoseline-routes");
    await writeFile(file, "damaged", { mode: 0o600 });
    const ownApp = await startApp({ database: own.database, settings });
    await ownApp.installation.routeIndexSync.built;
    expect(existsSync(file)).toBe(false);
    expect(
      ownApp.logged.find((line) => line.includes("the snapshot of the routing index is not used")),
    ).toContain("it is too short");
    const users = `/registry/v1/organizations/${(await makeOrganization(ownApp.ask, "own", "1")).id}/users`;
    const { json } = await ownApp.ask(`POST ${users}`, { body: { name: "Lena", email: "lena@own.example" } });
    await ownApp.ask(`DELETE ${users}/${json.id}`);
    await writeFile(file, "a snapshot");
    await writeFile(`${file}-1.new`, "left by a killed process");
    expect((await ownApp.ask(`POST ${users}/${json.id}/erasure`, { body: {} })).status).toBe(200);
    expect([file, `${file}-1.new`].filter(existsSync)).toEqual([]);
    await ownApp.close();
    await own.drop();
  });

  test("a folder that does not exist is warned about at the start", async () => {
    const own = await makeDatabase(engine);
    const settings = { WHOSELINE_ROUTE_SNAPSHOT_DIRECTORY: join(folder, "no", "such") };
    const ownApp = await startApp({ database: own.database, settings });
    await ownApp.close();
    await own.drop();
    expect(
      ownApp.logged.filter((line) => line.includes("ROUTE_SNAPSHOT_DIRECTORY must name a folder")),
    ).toHaveLength(1);
  });

  test("a snapshot of another database is not used", async () => {
    await run();
    const other = await makeDatabase(engine);
    const otherApp = await startApp({
      database: other.database,
      settings: { WHOSELINE_ENCRYPTION_KEY: "7b".repeat(32) },
    });
    const ignored: string[] = [];
    const sync = new RouteIndexSync(otherApp.store, {
      snapshot: { path, intervalMs: hourMs, linesMin: 0, onIgnored: (reason) => ignored.push(reason) },
    });
    sync.start();
    await sync.built;
    await sync.close();
    await otherApp.close();
    await other.drop();
    expect(ignored).toEqual(["it is of another database"]);
  });

  test("a snapshot with other events than the restored database is not used", async () => {
    await group("before the snapshot");
    await run();
    // As after a restore of an older backup, and other changes since.
    await loseEvents(database.database, acme.id, 1);
    await group("instead of the lost one");
    expect(await run()).toMatchObject({ isBuilt: true, ignored: ["the database has other events"] });
    await run();
    await loseEvents(database.database, acme.id, 1);
    expect(await run()).toMatchObject({ isBuilt: true, ignored: ["the database has other events"] });
    await run();
    await loseEvents(database.database, acme.id, 1);
    for (const name of ["one more", "and another"]) await group(name);
    expect(await run()).toMatchObject({ isBuilt: true, ignored: ["the database has other events"] });
  });

  test("a failure of the database while the snapshot is read does not discard it", async () => {
    await run();
    let failures = 1;
    const primaryHeads = async () => {
      if (failures-- > 0) throw new Error("the database is unavailable");
      return app.store.platform.primaryHeads();
    };
    const store: Store = { ...app.store, platform: { ...app.store.platform, primaryHeads } };
    const ignored: string[] = [];
    const read = new Set<string>();
    const sync = new RouteIndexSync(store, {
      pollMs: 1,
      onProgress: (what) => read.add(what),
      snapshot: { path, intervalMs: hourMs, linesMin: 0, onIgnored: (reason) => ignored.push(reason) },
    });
    sync.start();
    await sync.built;
    await sync.close();
    expect({ ignored, read: [...read] }).toEqual({ ignored: [], read: [] });
  });

  test("a snapshot is written after the interval, when something has changed", async () => {
    let time = 0;
    let waits = 0;
    const clock: MonotonicClock = {
      now: () => time,
      async wait() {
        waits += 1;
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const sync = new RouteIndexSync(app.store, {
      clock,
      snapshot: { path, intervalMs: hourMs, linesMin: 0 },
    });
    sync.start();
    await sync.built;
    const pass = () => {
      const before = waits;
      return until("two polls", () => waits > before + 2);
    };
    await pass();
    expect(existsSync(path)).toBe(false);
    time += hourMs;
    await until("the snapshot is written", () => existsSync(path));
    await rm(path);
    time += hourMs;
    await pass();
    expect(existsSync(path)).toBe(false);
    await sync.close();
    expect(existsSync(path)).toBe(false);
  });
});

/** As after a restore of an older backup. The last events must not be of changes that routing depends on. */
async function loseEvents(database: string, organizationId: OrganizationId, count: number): Promise<void> {
  const remaining = `(select e.$ from events e where e.organization_id = organization_heads.organization_id
      and e.seq = organization_heads.seq - ${count})`;
  const lose = `delete from events where organization_id = '${organizationId}'
      and seq > (select seq from organization_heads where organization_id = '${organizationId}') - ${count};
    update organization_heads set seq = seq - ${count}, hash = ${remaining.replace("$", "hash")},
        last_at = ${remaining.replace("$", "at")} where organization_id = '${organizationId}';`;
  if (database.startsWith("postgres")) {
    const engine = await openEngine(database);
    await engine.reader.script(`alter table events disable trigger user; ${lose}
      alter table events enable trigger user;`);
    await engine.close();
    return;
  }
  const db = new DatabaseSync(database);
  const trigger = "events_are_never_deleted";
  const { sql } = db.prepare("select sql from sqlite_master where name = ?").get(trigger) as { sql: string };
  db.exec(`begin; drop trigger ${trigger}; ${lose} ${sql}; commit;`);
  db.close();
}
