import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Returns why power cuts cannot be simulated on this machine; undefined when they can. Throws when CI=true and the
 * C compiler is missing.
 */
export async function powerCutObstacle(): Promise<string | undefined> {
  if (process.platform !== "linux") return "power cuts are simulated with LD_PRELOAD, which needs Linux";
  const hasCompiler = await run("cc", ["--version"]).then(
    () => true,
    () => false,
  );
  if (hasCompiler) return undefined;
  const reason = "power cuts need a C compiler: install one so that `cc` runs";
  if (process.env.CI === "true") throw new Error(reason);
  return reason;
}

/** Compiles the library that simulates power cuts. Returns its path. */
export async function buildPowerCut(folder: string): Promise<string> {
  const library = join(folder, "power-cut.so");
  const source = join(import.meta.dirname, "power-cut.c");
  await run("cc", ["-shared", "-fPIC", "-O2", "-Wall", "-o", library, source]);
  return library;
}

/** When the power is cut: after a number of acknowledgements, or a number of syncs after a checkpoint. */
export type CutTime =
  | { readonly acknowledged: number }
  | { readonly checkpoint: number; readonly syncs: number };

export interface Cut {
  /** Every line whose write was acknowledged before the cut. */
  readonly acknowledged: readonly string[];
  /** The folder as the process left it, including unsynced data. */
  readonly folder: string;
  /** The folder with what was synced. */
  readonly disk: string;
  /** The file name of every sync. */
  readonly syncs: readonly string[];
}

/** Runs a writer on a database below `folder/watched` and cuts the power. */
export async function cutPower(
  library: string,
  folder: string,
  writer: readonly string[],
  cutTime: CutTime,
): Promise<Cut> {
  const [watched, disk] = [join(folder, "watched"), join(folder, "disk")];
  for (const path of [watched, join(disk, "content"), join(disk, "entries")])
    await mkdir(path, { recursive: true });
  const [script = "", ...rest] = writer;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, script), join(watched, databasePath), ...rest],
    {
      stdio: ["ignore", "pipe", "inherit"],
      // Ends with SIGTERM, which distinguishes a timeout from the cut (SIGKILL).
      timeout: 60_000,
      env: {
        ...process.env,
        LD_PRELOAD: library,
        POWER_CUT_FOLDER: watched,
        POWER_CUT_DISK: disk,
        ...("checkpoint" in cutTime && { POWER_CUT_AT: `${cutTime.checkpoint} ${cutTime.syncs}` }),
      },
    },
  );
  let output = "";
  let count = 0;
  child.stdout.setEncoding("latin1").on("data", (text: string) => {
    output += text;
    count += text.split("\n").length - 1;
    if ("acknowledged" in cutTime && count >= cutTime.acknowledged) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  if (signal !== "SIGKILL") throw new Error(`the writer ended without a cut: ${output.slice(-500)}`);
  const log = await readFile(join(disk, "log"), "latin1").catch(() => "");
  return {
    acknowledged: output.split("\n").slice(0, -1),
    folder: watched,
    disk,
    syncs: log.split("\n").slice(0, -1),
  };
}

/** In a folder that the writer creates, because the folder must survive as well. */
const databasePath = "data/whoseline.db";

/**
 * Builds the database that the next start finds; returns its path. `synced`: only synced data. `torn`: each unsynced
 * sector, file length and file name may have reached the disk as well.
 */
export async function databaseAfterCut(
  { folder, disk }: Cut,
  at: string,
  kind: "synced" | "torn",
): Promise<string> {
  const keeps = () => kind === "torn" && Math.random() < 0.5;
  const entries = new Map<string, string>();
  for (const name of await readdir(join(disk, "entries")))
    entries.set(name, await readFile(join(disk, "entries", name), "utf8"));
  await mkdir(join(at, "data"), { recursive: true });
  if (!entries.has("data") && !keeps()) return join(at, databasePath);
  for (const name of ["whoseline.db", "whoseline.db-wal", "whoseline.db-journal"]) {
    const entry = entries.get(`data%${name}`);
    const present = await readIfExists(join(folder, "data", name));
    if (entry === undefined && !(present && keeps())) continue;
    const synced = (await readIfExists(join(disk, "content", `data%${name}@${entry}`))) ?? Buffer.alloc(0);
    await writeFile(join(at, "data", name), present ? mixed(synced, present, keeps) : synced);
  }
  return join(at, databasePath);
}

const sectorSize = 512;

function mixed(synced: Buffer, present: Buffer, keeps: () => boolean): Buffer {
  const result = Buffer.alloc(keeps() ? present.length : synced.length);
  synced.copy(result);
  for (let start = 0; start < result.length; start += sectorSize)
    if (keeps()) present.copy(result, start, start, start + sectorSize);
  return result;
}

const readIfExists = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined);
