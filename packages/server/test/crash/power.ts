import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Builds the library that keeps only what was synced. */
export async function buildPowerCut(folder: string): Promise<string> {
  const library = join(folder, "power-cut.so");
  const source = join(import.meta.dirname, "power-cut.c");
  try {
    await promisify(execFile)("cc", ["-shared", "-fPIC", "-O2", "-Wall", "-o", library, source]);
  } catch (cause) {
    throw new Error("The power-cut test could not be built: install a C compiler, so that `cc` runs.", {
      cause,
    });
  }
  return library;
}

/** When the power goes: after so many acknowledgements, or so many syncs after a sync of the database file. */
export type Moment =
  | { readonly acknowledged: number }
  | { readonly checkpoint: number; readonly syncs: number };

export interface Cut {
  /** Every line whose write was acknowledged before the power went. */
  readonly acknowledged: readonly string[];
  /** The watched folder as the process left it, with all that was never synced. */
  readonly folder: string;
  /** What was on the disk. */
  readonly disk: string;
  /** The name of the file, for every sync. */
  readonly syncs: readonly string[];
}

/** Runs a writer on a database below `folder/watched` and cuts the power. */
export async function cutPower(
  library: string,
  folder: string,
  writer: readonly string[],
  moment: Moment,
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
      // SIGTERM: a writer that the power did not reach has not been cut off.
      timeout: 60_000,
      env: {
        ...process.env,
        LD_PRELOAD: library,
        POWER_CUT_FOLDER: watched,
        POWER_CUT_DISK: disk,
        ...("checkpoint" in moment && { POWER_CUT_AT: `${moment.checkpoint} ${moment.syncs}` }),
      },
    },
  );
  let said = "";
  let count = 0;
  child.stdout.setEncoding("latin1").on("data", (text: string) => {
    said += text;
    count += text.split("\n").length - 1;
    if ("acknowledged" in moment && count >= moment.acknowledged) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  if (signal !== "SIGKILL") throw new Error(`the writer ended by itself: ${said.slice(-500)}`);
  const log = await readFile(join(disk, "log"), "latin1").catch(() => "");
  return {
    acknowledged: said.split("\n").slice(0, -1),
    folder: watched,
    disk,
    syncs: log.split("\n").slice(0, -1),
  };
}

/** In a folder that the writer has to make: that its name survives is a promise too. */
const databasePath = "data/whoseline.db";

/**
 * The database as the next start finds it. `synced`: nothing but what was synced. `torn`: of what was not, any
 * sector, length and name may have reached the disk as well.
 */
export async function survivor({ folder, disk }: Cut, at: string, kind: "synced" | "torn"): Promise<string> {
  const keeps = () => kind === "torn" && Math.random() < 0.5;
  const entries = new Map<string, string>();
  for (const name of await readdir(join(disk, "entries")))
    entries.set(name, await readFile(join(disk, "entries", name), "utf8"));
  await mkdir(join(at, "data"), { recursive: true });
  if (!entries.has("data") && !keeps()) return join(at, databasePath);
  for (const name of ["whoseline.db", "whoseline.db-wal", "whoseline.db-journal"]) {
    const entry = entries.get(`data%${name}`);
    const present = await readOrNothing(join(folder, "data", name));
    if (entry === undefined && !(present && keeps())) continue;
    const synced = (await readOrNothing(join(disk, "content", `data%${name}@${entry}`))) ?? Buffer.alloc(0);
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

const readOrNothing = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined);
