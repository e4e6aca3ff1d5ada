import { readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderPrefix, makePostgresFolder, PostgresProcess } from "./postgres-process.ts";

export interface PostgresServer {
  /** URL of the `postgres` database. */
  readonly url: string;
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL on a free port with a new data folder. `flags` are settings: `fsync=off`. */
export async function startPostgres(flags: readonly string[] = []): Promise<PostgresServer> {
  sweepOrphans();
  const folder = await makePostgresFolder();
  const server = await PostgresProcess.start(folder.template, flags);
  // When the process exits without calling stop().
  const abandon = () => {
    if (server.isRunning) process.kill(server.pid, "SIGQUIT");
    rmSync(folder.path, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", abandon);
  return {
    url: server.url,
    dataFolder: folder.template,
    async stop() {
      await server.stop();
      process.off("exit", abandon);
      await folder.remove();
    },
  };
}

/** Stops the servers of test runs that were killed, and deletes their folders. */
function sweepOrphans(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    const folder = join(tmpdir(), name);
    if (isAlive(readPid(join(folder, "owner.pid")))) continue;
    const postmaster = readPid(join(folder, "template", "postmaster.pid"));
    if (isAlive(postmaster)) process.kill(postmaster, "SIGQUIT");
    rmSync(folder, { recursive: true, force: true });
  }
}

function readPid(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10);
  } catch {
    return Number.NaN;
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
