import type { Pool } from "pg";
import type { ConcurrentIndex } from "../engine.ts";

/** Between two reports of the progress. */
const reportMs = 1000;

const statementPattern = /^create (?:unique )?index concurrently (\w+)\s+on \w+/;

/** The indexes of a migration that consists of `create index concurrently`; none for other migrations. */
export function concurrentIndexes(pool: Pool, migration: string): readonly ConcurrentIndex[] {
  const statements = migration
    .replaceAll(/^--.*$/gm, "")
    .split(";")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  if (!statements.some((text) => /\bconcurrently\b/.test(text))) return [];
  return statements.map((text) => {
    const name = statementPattern.exec(text)?.[1];
    if (name === undefined)
      throw new Error(
        "A migration with `concurrently` cannot have other statements than `create index concurrently`.",
      );
    return { build: (onPages) => build(pool, name, text, onPages) };
  });
}

/** Waits for running transactions without a limit: it delays no reads and no writes of rows. */
async function build(
  pool: Pool,
  name: string,
  statement: string,
  onPages: Parameters<ConcurrentIndex["build"]>[0],
): Promise<void> {
  const state = await pool.query(
    "select indisvalid as valid from pg_index where indexrelid = to_regclass($1)",
    [name],
  );
  if (state.rows[0]?.valid === true) return;
  if (state.rows[0] !== undefined) await pool.query(`drop index concurrently ${name}`);
  const client = await pool.connect();
  let isBroken = true;
  try {
    const { rows } = await client.query("select pg_backend_pid() as pid");
    const stop = reportPages(pool, rows[0].pid, onPages);
    await client.query(statement).finally(stop);
    isBroken = false;
  } finally {
    client.release(isBroken);
  }
}

/** Returns the function that ends the reports. */
function reportPages(pool: Pool, pid: number, onPages: Parameters<ConcurrentIndex["build"]>[0]): () => void {
  let last = 0;
  const report = async () => {
    const { rows } = await pool.query(
      "select blocks_done as done, blocks_total as total from pg_stat_progress_create_index where pid = $1",
      [pid],
    );
    const [pages] = rows;
    if (pages === undefined || pages.done === last || pages.total === 0) return;
    last = pages.done;
    onPages({ done: pages.done, total: pages.total });
  };
  // A report that fails is left out; the build has its own connection.
  const timer = setInterval(() => void report().catch(() => {}), reportMs);
  return () => clearInterval(timer);
}
