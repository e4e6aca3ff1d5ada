import { readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { type App, createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createAsk } from "./helpers/ask.ts";
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

/** Starts an app that listens, and sends a request while it is prepared. */
async function askDuringStart(database: string, prepare: () => Promise<void>) {
  const key = "the-first-superadmin-key";
  let answer: Promise<number> | undefined;
  const app = createApp(readConfig({ WHOSELINE_DATABASE: database, WHOSELINE_SUPERADMIN_KEY: key }), {
    logger: capturedLogger(),
    listen: async (server) => void (await server.listen({ port: 0, host: "127.0.0.1" })),
    async prepare({ server }) {
      const arrived = new Promise((resolve) => server.server.once("request", resolve));
      const { port } = server.server.address() as AddressInfo;
      const ask = createAsk(`http://127.0.0.1:${port}`, key);
      answer = ask("GET /registry/v1/organizations").then(({ status }) => status);
      await arrived;
      await prepare();
    },
  });
  const started: App | Error = await app.catch((error) => error);
  const status = await answer;
  if (!(started instanceof Error)) await started.close();
  return { status, started };
}

test("a caller who connects during the start waits until it is complete", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const { status } = await askDuringStart(database, async () => {});
  expect(status).toBe(200);
  await drop();
});

test("a caller who connects during a start that fails gets 503, and the database is closed", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const { status, started } = await askDuringStart(database, () => Promise.reject(new Error("no demo")));
  expect([status, started]).toEqual([503, new Error("no demo")]);
  expect((await askDuringStart(database, async () => {})).status).toBe(200);
  await drop();
});
