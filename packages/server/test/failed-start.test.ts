import { readFile, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { capturedLogger } from "./helpers/captured.ts";
import { makeDatabase } from "./helpers/engines.ts";

const start = (database: string, key: string) =>
  createApp(readConfig({ WHOSELINE_DATABASE: database, WHOSELINE_SUPERADMIN_KEY: key }), {
    logger: capturedLogger(),
  });

test("a start that fails after opening the database closes it", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  for (const key of ["the-first-superadmin-key", "the-second-superadmin-key"])
    await (await start(database, key)).close();
  await expect(start(database, "the-first-superadmin-key")).rejects.toThrow("superadmin key is revoked");
  await (await start(database, "the-second-superadmin-key")).close();
  await drop();
});

test("a start on a file that is not a database closes it", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  await (await start(database, "the-first-superadmin-key")).close();
  const sound = await readFile(database);
  await writeFile(database, "this is not a database, and long enough to be recognized as such".repeat(20));
  await expect(start(database, "the-first-superadmin-key")).rejects.toThrow("not a database");
  await writeFile(database, sound);
  for (const end of ["-wal", "-shm"]) await rm(`${database}${end}`, { force: true });
  await (await start(database, "the-first-superadmin-key")).close();
  await drop();
});
