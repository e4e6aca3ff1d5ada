import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { capturedLogger } from "../helpers/captured.ts";
import { times } from "../helpers/depth.ts";
import { makeDatabase } from "../helpers/engines.ts";
import { startCluster } from "../helpers/instances.ts";
import { keySettings } from "../helpers/secrets.ts";
import { openTableReader } from "../helpers/table-reader.ts";

const rounds = times(8, 100);

const start = (database: string) =>
  createApp(readConfig({ WHOSELINE_DATABASE: database, ...keySettings }), { logger: capturedLogger() });

test("three instances that start concurrently on an empty database create one superadmin with one key", async () => {
  for (let round = 0; round < rounds; round++) {
    const cluster = await startCluster("postgres", 3);
    const tables = openTableReader(cluster.database);
    expect(await tables.rows("migrations")).toHaveLength(
      (await readdir(new URL("../../migrations/postgres/", import.meta.url))).length,
    );
    expect(await tables.rows("settings")).toHaveLength(2);
    expect(await tables.rows("users")).toMatchObject([{ role: "superadmin" }]);
    expect(await tables.rows("api_keys")).toMatchObject([
      { name: "WHOSELINE_SUPERADMIN_KEY", revoked_at: null },
    ]);
    for (const { ask } of cluster.instances)
      expect((await ask("GET /registry/v1/organizations")).json).toEqual({ items: [], nextCursor: null });
    await tables.close();
    await cluster.close();
  }
});

test("of three instances that start concurrently without a key, exactly one creates and prints it", async () => {
  for (let round = 0; round < rounds; round++) {
    const { database, drop } = await makeDatabase("postgres");
    const apps = await Promise.all([start(database), start(database), start(database)]);
    const made = apps.map(({ superadmin }) => superadmin.createdKey).filter((key) => key !== undefined);
    expect(made).toHaveLength(1);
    expect(new Set(apps.map(({ superadmin }) => superadmin.userId)).size).toBe(1);
    for (const { installation } of apps)
      expect(await installation.authenticateKey(made[0] as string)).toMatchObject({ role: "superadmin" });
    for (const app of apps) await app.close();
    await drop();
  }
});

test("the second instance on a SQLite file exits with the reason", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const starts = await Promise.allSettled([start(database), start(database)]);
  expect(starts.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  for (const outcome of starts)
    if (outcome.status === "fulfilled") await outcome.value.close();
    else expect(outcome.reason.message).toContain("Another Whoseline process already uses the database file");
  await drop();
});
