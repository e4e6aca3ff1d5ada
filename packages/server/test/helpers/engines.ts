import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";

/** A new, empty database. */
export interface TestDatabase {
  /** A value of WHOSELINE_DATABASE. */
  readonly database: string;
  drop(): Promise<void>;
}

export const engineNames = ["sqlite", "postgres"] as const;
export type EngineName = (typeof engineNames)[number];

declare module "vitest" {
  interface ProvidedContext {
    /** The default engine of the vitest project. */
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
  const serverUrl = inject("postgresUrl") as string | undefined;
  if (serverUrl === undefined)
    throw new Error(
      "The unit tests run without PostgreSQL: list this file as integration in vitest.config.ts.",
    );
  const url = new URL(serverUrl);
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: serverUrl });
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
