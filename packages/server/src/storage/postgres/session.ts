import { Client, type ClientBase, DatabaseError, type QueryConfig, type QueryResult } from "pg";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";

/** Limits of a session in milliseconds; 0 is no limit. */
export interface SessionLimits {
  readonly statement_timeout: number;
  readonly lock_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
}

/** Less than the time limit for a connection. */
const startTimeoutMs = 2500;

const limitNames = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"] as const;
const readLimits = `select name, cast(setting as integer) as value from pg_settings
  where name in (${limitNames.map((name) => `'${name}'`).join(", ")})`;

/**
 * Sets the limits of a new connection and reads them back. They are no startup parameters, because poolers reject those.
 * Throws when they are not in force, and when a pooler has no server for the connection.
 */
export async function startSession(client: ClientBase, limits: SessionLimits): Promise<void> {
  const settings = limitNames.map((name) => `set ${name} = ${limits[name]}`).join("; ");
  await ask(client, settings);
  const { rows } = await ask(client, readLimits);
  for (const { name, value } of rows as { name: keyof SessionLimits; value: number }[])
    if (value !== limits[name]) throw new Error(`${name} is ${value} ms and must be ${limits[name]} ms.`);
}

/** Runs a statement with a short time limit, also on a client whose `query` is replaced. */
export async function ask(client: ClientBase, text: string, values?: string[]): Promise<QueryResult> {
  // `query_timeout` closes the connection; the types lack it.
  const statement = { text, values, query_timeout: startTimeoutMs } as QueryConfig;
  try {
    return await (Client.prototype.query as (statement: QueryConfig) => Promise<QueryResult>).call(
      client,
      statement,
    );
  } catch (error) {
    if (error instanceof DatabaseError || !/timeout/.test((error as Error).message)) throw error;
    throw new NoServerConnection(noServerConnection, { cause: error });
  }
}

/** A connection was accepted, and nothing answers on it. */
export class NoServerConnection extends StorageUnavailable {}

const noServerConnection = `PostgreSQL accepted a connection and answered no statement on it within ${startTimeoutMs} ms. If there is a pooler, such as PgBouncer, its pool is too small: each process needs 20 server connections (default_pool_size).`;
