import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";

/** An empty database of a test's own. */
export interface TestDatabase {
  /** As WHOSELINE_DATABASE has it. */
  readonly database: string;
  drop(): Promise<void>;
}

export const engineNames = ["sqlite", "postgres"] as const;
export type EngineName = (typeof engineNames)[number];

declare module "vitest" {
  interface ProvidedContext {
    /** For the tests that do not say which: vitest.config.ts runs some of them on both. */
    engine: EngineName;
  }
}

export const makeDatabase = (engine: EngineName): Promise<TestDatabase> =>
  engine === "sqlite" ? makeSqlite() : makePostgres();

async function makeSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-"));
  return {
    database: join(folder, "whoseline.db"),
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function makePostgres(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = new URL(inject("postgresUrl"));
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: inject("postgresUrl") });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await administer(`create database ${name} encoding 'UTF8' template template0`);
  url.pathname = `/${name}`;
  return {
    database: url.href,
    drop: () => administer(`drop database if exists ${name} with (force)`),
  };
}
