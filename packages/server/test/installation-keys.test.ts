import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { keyFilesOf } from "../src/storage/key-files.ts";
import { type RunningApp, startApp } from "./helpers/app.ts";
import { type EngineName, engineNames, makeDatabase } from "./helpers/engines.ts";
import { runProcess } from "./helpers/process.ts";
import { encryptionKey, pepper } from "./helpers/secrets.ts";
import { openTableReader } from "./helpers/table-reader.ts";
import { makeWorld } from "./helpers/world.ts";

const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});

async function makeEmpty(engine: EngineName): Promise<string> {
  const { database, drop } = await makeDatabase(engine);
  drops.push(drop);
  return database;
}

/** As an installation without these settings. */
const none = { WHOSELINE_PEPPER: "", WHOSELINE_ENCRYPTION_KEY: "" };
const otherKey = "0f".repeat(32);

async function startAndStop(database: string, settings: Record<string, string> = {}): Promise<void> {
  await (await startApp({ database, settings })).close();
}

async function settingOf(database: string, name: string): Promise<string> {
  const tables = openTableReader(database);
  const [row] = await tables.rows("settings", `name = '${name}'`);
  await tables.close();
  return String(row?.value);
}

describe.each(engineNames)("on %s", (engine) => {
  test("a process with another encryption key does not start, and changes nothing", async () => {
    const database = await makeEmpty(engine);
    await startAndStop(database);
    const before = await settingOf(database, "encryption-check");
    await expect(startApp({ database, settings: { WHOSELINE_ENCRYPTION_KEY: otherKey } })).rejects.toThrow(
      /^The values in this database are encrypted with the key [0-9a-f]{16}, but the configured key is [0-9a-f]{16}\. /,
    );
    expect(await settingOf(database, "encryption-check")).toBe(before);
    await startAndStop(database);
  });

  test("a process with the former key as the decryption key starts", async () => {
    const database = await makeEmpty(engine);
    await startAndStop(database);
    await startAndStop(database, {
      WHOSELINE_ENCRYPTION_KEY: otherKey,
      WHOSELINE_DECRYPTION_KEY: encryptionKey,
    });
  });

  test("a process with another pepper does not start, and the database does not contain the pepper", async () => {
    const database = await makeEmpty(engine);
    await startAndStop(database);
    expect(await settingOf(database, "pepper")).toMatch(/^check:[0-9a-f]{64}$/);
    await expect(startApp({ database, settings: { WHOSELINE_PEPPER: otherKey } })).rejects.toThrow(
      "WHOSELINE_PEPPER is not the pepper of this database",
    );
    await startAndStop(database, { WHOSELINE_PEPPER: pepper.toUpperCase() });
  });
});

test("PostgreSQL needs both secrets in the settings: the start generates neither", async () => {
  const database = await makeEmpty("postgres");
  await expect(startApp({ database, settings: none })).rejects.toThrow(
    /^WHOSELINE_PEPPER is required with PostgreSQL: .+\nWHOSELINE_ENCRYPTION_KEY is required with PostgreSQL: /,
  );
  await expect(startApp({ database, settings: { WHOSELINE_ENCRYPTION_KEY: "" } })).rejects.toThrow(
    /^WHOSELINE_ENCRYPTION_KEY is required with PostgreSQL: [^\n]+$/,
  );
});

describe("an SQLite database without secrets in the settings", () => {
  const start = (database: string, settings: Record<string, string> = {}): Promise<RunningApp> =>
    startApp({ database, settings: { ...none, ...settings } });

  test("has a generated encryption key in a file that only its user can read", async () => {
    const database = await makeEmpty("sqlite");
    const app = await start(database);
    await app.close();
    const file = `${database}-encryption-key`;
    expect(keyFilesOf(database)).toEqual([file]);
    expect(readFileSync(file, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(app.logged.join("")).not.toContain(readFileSync(file, "utf8").trim());
    await (await start(database)).close();
  });

  test.skipIf(process.platform === "win32")("warns when other users can read the key", async () => {
    const database = await makeEmpty("sqlite");
    await (await start(database)).close();
    chmodSync(`${database}-encryption-key`, 0o644);
    const app = await start(database);
    await app.close();
    expect(app.logged.join("")).toContain(`chmod 600 ${database}-encryption-key`);
  });

  test("does not start without its key file, and does not generate another one", async () => {
    const database = await makeEmpty("sqlite");
    await (await start(database)).close();
    rmSync(`${database}-encryption-key`);
    await expect(start(database)).rejects.toThrow(
      `The file with the encryption key of ${database} is missing.`,
    );
    expect(keyFilesOf(database)).toEqual([]);
  });

  test("does not start when the key file contains something else", async () => {
    const database = await makeEmpty("sqlite");
    writeFileSync(`${database}-encryption-key`, "short\n");
    await expect(start(database)).rejects.toThrow("must contain a key of 64 hexadecimal characters");
  });

  test("accepts its key from a setting", async () => {
    const database = await makeEmpty("sqlite");
    await (await start(database)).close();
    const key = readFileSync(`${database}-encryption-key`, "utf8").trim();
    rmSync(`${database}-encryption-key`);
    await (await start(database, { WHOSELINE_ENCRYPTION_KEY: key })).close();
  });

  test("moves its pepper to the setting, and keys stay valid", async () => {
    const database = await makeEmpty("sqlite");
    const first = await start(database);
    const { acme } = await makeWorld(first.ask);
    await first.close();
    const stored = await settingOf(database, "pepper");
    expect(stored).toMatch(/^[0-9a-f]{64}$/);
    const moved = await start(database, { WHOSELINE_PEPPER: stored });
    const answer = await moved.ask(`GET /registry/v1/organizations/${acme.id}`, { key: acme.admin.key });
    expect(answer.status).toBe(200);
    await moved.close();
    expect(await settingOf(database, "pepper")).toMatch(/^check:/);
    await expect(start(database)).rejects.toThrow("The pepper of this database is not stored in it.");
  });
});

describe("whoseline rotate-encryption-key", () => {
  const rotate = (WHOSELINE_DATABASE: string, settings: Record<string, string>) =>
    runProcess({ WHOSELINE_DATABASE, ...settings }, ["rotate-encryption-key"]);

  test.each(engineNames)("encrypts every value on %s with the new key of the settings", async (engine) => {
    const database = await makeEmpty(engine);
    await startAndStop(database);
    const settings = { WHOSELINE_ENCRYPTION_KEY: otherKey, WHOSELINE_DECRYPTION_KEY: encryptionKey };
    expect(await rotate(database, settings)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^[1-9]\d* value\(s\) encrypted with the key [0-9a-f]{16}\./),
    });
    await startAndStop(database, { WHOSELINE_ENCRYPTION_KEY: otherKey });
    await expect(startApp({ database })).rejects.toThrow("Set WHOSELINE_ENCRYPTION_KEY");
    expect((await rotate(database, settings)).output).toMatch(/^0 value\(s\)/);
  });

  test("replaces the key file of an SQLite database, also after an interruption", async () => {
    const database = await makeEmpty("sqlite");
    await startAndStop(database, none);
    const key = () => readFileSync(`${database}-encryption-key`, "utf8");
    const before = key();
    expect((await rotate(database, none)).code).toBe(0);
    const rotated = key();
    expect(rotated).not.toBe(before);
    expect(keyFilesOf(database)).toHaveLength(1);
    await startAndStop(database, none);
    // As a kill before the rename leaves it: the values have the next key already.
    writeFileSync(`${database}-encryption-key-next`, rotated);
    writeFileSync(`${database}-encryption-key`, before);
    expect(keyFilesOf(database)).toHaveLength(2);
    await startAndStop(database, none);
    expect((await rotate(database, none)).code).toBe(0);
    expect(key()).toBe(rotated);
    await startAndStop(database, none);
  });

  test("reports that there is no key to rotate", async () => {
    const database = await makeEmpty("sqlite");
    await startAndStop(database);
    expect(await rotate(database, none)).toMatchObject({
      code: 1,
      output: expect.stringContaining("There is no key to rotate."),
    });
  });
});

describe("whoseline export-pepper", () => {
  const run = (WHOSELINE_DATABASE: string, file: string) =>
    runProcess({ WHOSELINE_DATABASE, ...none }, ["export-pepper", "--to", file]);

  test("writes the stored pepper to a private file, once", async () => {
    const database = await makeEmpty("sqlite");
    await startAndStop(database, none);
    const file = `${database}.pepper`;
    expect((await run(database, file)).code).toBe(0);
    expect(readFileSync(file, "utf8").trim()).toBe(await settingOf(database, "pepper"));
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await run(database, file)).toMatchObject({
      code: 1,
      output: `The file ${file} exists already.\n`,
    });
    await startAndStop(database, { ...none, WHOSELINE_PEPPER: "", WHOSELINE_PEPPER_FILE: file });
    expect(await run(database, `${file}2`)).toMatchObject({
      code: 1,
      output: "The database contains no pepper.\n",
    });
  });
});
