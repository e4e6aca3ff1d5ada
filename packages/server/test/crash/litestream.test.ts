import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { times } from "../helpers/depth.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { until } from "../helpers/until.ts";
import { created } from "../helpers/world.ts";

// Litestream replicates the log that the group commit syncs and a thread of the server checkpoints.

const writers = 8;
const writes = times(800, 20_000);
const config = join(import.meta.dirname, "../../../../examples/litestream/litestream.yml");
const litestream = binary();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whoseline-litestream-"));
});
beforeEach(({ skip }) => skip(litestream === undefined, "there is no Litestream for this platform"));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a replica has every acknowledged write once it has caught up with a killed server", {
  timeout: 600_000,
}, async () => {
  const { ledgers, replicator, replica } = await writeUntilKilled("server", "server");
  let restores = 0;
  await until(
    "the replica has every write",
    () => {
      const lines = restoredLines(replica, join(folder, `restored-${++restores}.db`));
      return ledgers.flat().every((line) => lines.has(line));
    },
    60_000,
  );
  await stop(replicator);
});

test("a replica of a machine that is lost has a prefix of the writes and is sound", {
  timeout: 600_000,
}, async () => {
  const { ledgers, replica } = await writeUntilKilled("machine", "both");
  const lines = restoredLines(replica, join(folder, "prefix.db"));
  // Each writer waits for one write before it sends the next, so a later one proves the earlier ones.
  const lost = ledgers.map((ledger) => ledger.length - ledger.findLastIndex((line) => lines.has(line)) - 1);
  for (const [writer, ledger] of ledgers.entries()) {
    const kept = ledger.slice(0, ledger.length - (lost[writer] ?? 0));
    expect(kept.filter((line) => !lines.has(line))).toEqual([]);
  }
  const total = lost.reduce((sum, count) => sum + count, 0);
  process.stdout.write(`lost with the machine: ${total} of ${ledgers.flat().length} acknowledged writes\n`);
});

/** Returns the acknowledged lines of each writer. */
async function writeUntilKilled(name: string, killed: "server" | "both") {
  const database = join(folder, name, "whoseline.db");
  const server = await startProcess({ WHOSELINE_DATABASE: database, LOG_LEVEL: "warn" });
  const replica = pathToFileURL(join(folder, name, "replica")).href;
  const replicator = spawn(litestream ?? "", ["replicate", "-config", config], {
    env: { WHOSELINE_DATABASE: database, LITESTREAM_REPLICA_URL: replica },
    stdio: "ignore",
  });
  await until("the first snapshot is written", () =>
    existsSync(join(folder, name, "replica", "generations")),
  );
  const ledgers = await write(server, database);
  if (killed === "both") await stop(replicator);
  await server.stop("SIGKILL");
  return { ledgers, replicator, replica };
}

async function write({ ask }: ServerProcess, database: string): Promise<readonly (readonly string[])[]> {
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await created(ask, "/registry/v1/organizations", { name: "acme", owner });
  const path = `/registry/v1/organizations/${organization.id}/numbers`;
  let left = writes;
  let longest = 0;
  const writer = async (_: unknown, index: number) => {
    const ledger: string[] = [];
    while (left-- > 0) {
      const line = `+1416${index}${String(ledger.length).padStart(6, "0")}`;
      await created(ask, path, { provider: "vonage", line });
      ledger.push(line);
      longest = Math.max(longest, statSync(`${database}-wal`).size);
    }
    return ledger;
  };
  const ledgers = await Promise.all(Array.from({ length: writers }, writer));
  expect(longest).toBeLessThan(64 * 1024 * 1024);
  expect(existsSync(join(database, "../.whoseline.db-litestream"))).toBe(true);
  return ledgers;
}

function restoredLines(replica: string, target: string): ReadonlySet<string> {
  execFileSync(litestream ?? "", ["restore", "-o", target, replica], { stdio: "pipe" });
  const db = new DatabaseSync(target);
  expect(db.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
  const lines = db.prepare("select line from numbers").all();
  db.close();
  return new Set(lines.map(({ line }) => String(line)));
}

async function stop(replicator: ChildProcess): Promise<void> {
  const exited = once(replicator, "exit");
  replicator.kill("SIGKILL");
  await exited;
}

/** The program of the package for this platform; the package's script would start it as a child that a kill leaves behind. */
function binary(): string | undefined {
  try {
    const name = `@flydotio/litestream-${process.platform}-${process.arch}/litestream`;
    return fileURLToPath(import.meta.resolve(name));
  } catch {
    return undefined;
  }
}
