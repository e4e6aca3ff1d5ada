import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { startPostgres } from "../../test/helpers/postgres.ts";

export interface PostgresPeer {
  readonly pid: number;
  /** Creates an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** PostgreSQL that syncs each commit, on all cores, with the memory and the log of a small production server. Call it before the load generator is pinned to a core. */
export async function startPostgresPeer(): Promise<PostgresPeer> {
  const server = await startPostgres(["shared_buffers=256MB", "max_wal_size=4GB"]);
  return {
    pid: Number.parseInt(readFileSync(join(server.dataFolder, "postmaster.pid"), "utf8"), 10),
    async createDatabase(name) {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return server.url.replace(/[^/]*$/, name);
    },
    stop: () => server.stop(),
  };
}
