import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { ask } from "./session.ts";

const markText = "select set_config('whoseline.session', $1, false), pg_backend_pid() as pid";
const readText = "select current_setting('whoseline.session', true) as marker, pg_backend_pid() as pid";

interface Watched {
  readonly client: PoolClient;
  readonly marker: string;
  readonly pid: number;
}

/**
 * Throws when connections share servers. A connection that was given the process id of its server has no pooler in between,
 * which would have to tell whom a cancellation concerns; otherwise compares `pairs` of connections.
 */
export async function requireSessions(pool: Pool, pairs: number): Promise<void> {
  if (!(await isDirect(pool))) await comparePairs(pool, pairs);
}

async function isDirect(pool: Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    const { rows } = await ask(client, "select pg_backend_pid() as pid");
    return rows[0]?.pid === (client as PoolClient & { processID: number | null }).processID;
  } finally {
    client.release();
  }
}

/**
 * Throws when connections share servers: a pooler of transactions moves them, so that limits, prepared
 * statements and locks of one would apply to another. Each of `pairs` marks a connection and leaves it idle, holds a
 * transaction open on another one, and looks at the first again; on an idle pooler, two statements in a row prove nothing.
 */
async function comparePairs(pool: Pool, pairs: number): Promise<void> {
  const clients: PoolClient[] = [];
  const open = async () => {
    const client = await pool.connect();
    // The server closes a connection whose transaction is idle for too long.
    client.on("error", () => {});
    clients.push(client);
    return client;
  };
  try {
    const pids = new Set<number>();
    const watched: Watched[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      watched.push(await mark(await open(), pids));
      await hold(await open(), pids);
    }
    for (const { client, marker, pid } of watched) {
      const { rows } = await ask(client, readText);
      if (rows[0]?.marker !== marker || rows[0]?.pid !== pid) throw transactionPooling();
    }
  } finally {
    for (const client of clients) client.release(true);
  }
}

async function mark(client: PoolClient, pids: Set<number>): Promise<Watched> {
  const marker = randomUUID();
  const { rows } = await ask(client, markText, [marker]);
  add(pids, rows[0]?.pid);
  return { client, marker, pid: rows[0]?.pid };
}

async function hold(client: PoolClient, pids: Set<number>): Promise<void> {
  await ask(client, "begin");
  const { rows } = await ask(client, "select pg_backend_pid() as pid");
  add(pids, rows[0]?.pid);
}

function add(pids: Set<number>, pid: number): void {
  if (pids.has(pid)) throw transactionPooling();
  pids.add(pid);
}

const transactionPooling = () =>
  new Error(
    "The database URL leads to a pooler that moves connections between servers, such as PgBouncer with pool_mode = transaction. Use session pooling (pool_mode = session), or a URL of PostgreSQL itself.",
  );
