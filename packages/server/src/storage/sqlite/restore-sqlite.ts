import { existsSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Applied } from "../migration-files.ts";
import { damageOf, openUnused } from "./integrity.ts";
import { lockFile } from "./lock-file.ts";
import { createPrivateLockFile, syncFolder } from "./sqlite-files.ts";

export interface RestoredDatabase {
  readonly bytes: number;
  /** Logs of another database file, which SQLite would have applied to this one. */
  readonly removed: readonly string[];
}

export interface BackupContents {
  readonly migrations: readonly Applied[];
  readonly settings: ReadonlyMap<string, string>;
}

/** Throws when this installation cannot open the backup. */
export type CheckContents = (contents: BackupContents) => Promise<void>;

export async function restoreSqlite(
  file: string,
  path: string,
  checkContents: CheckContents,
): Promise<RestoredDatabase> {
  createPrivateLockFile(path);
  const lock = lockFile(path);
  const copy = `${path}-restoring`;
  try {
    requireFree(file, path);
    const bytes = await copyPrivately(file, copy);
    await requireBackup(file, copy, checkContents);
    return { bytes, removed: replaceLogs(copy, path) };
  } finally {
    rmSync(copy, { force: true });
    lock.close();
  }
}

function requireFree(file: string, path: string): void {
  if (existsSync(path))
    throw new Error(
      `There is a database at ${path} already. Move its files away first, or set WHOSELINE_DATABASE to another path.`,
    );
  if (existsSync(`${file}-wal`))
    throw new Error(
      `${file} is not a backup but a database with a log, ${file}-wal. Make a backup of it with the command backup.`,
    );
}

/** Returns the number of bytes. */
async function copyPrivately(file: string, copy: string): Promise<number> {
  const source = await open(file);
  try {
    rmSync(copy, { force: true });
    const target = await open(copy, "wx", 0o600);
    try {
      await target.writeFile(source.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }));
      await target.sync();
      return (await target.stat()).size;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function requireBackup(file: string, copy: string, checkContents: CheckContents): Promise<void> {
  const damage = await damageOf(pathToFileURL(copy));
  if (damage !== undefined) throw new Error(`${file} is damaged or not a backup: ${damage}.`);
  const contents = readContentsOf(copy);
  if (contents === undefined) throw new Error(`${file} is not a backup of Whoseline's database.`);
  await checkContents(contents);
}

/** Undefined when the database is another program's. */
function readContentsOf(copy: string): BackupContents | undefined {
  const db = openUnused(pathToFileURL(copy));
  try {
    const migrations = db.prepare("select * from migrations order by version").all();
    const settings = db.prepare("select name, value from settings").all();
    return {
      migrations: migrations as unknown as Applied[],
      settings: new Map(settings.map(({ name, value }) => [String(name), String(value)])),
    };
  } catch {
    return undefined;
  } finally {
    db.close();
  }
}

/** Puts the copy in place. SQLite would apply the log of another database file to it. */
function replaceLogs(copy: string, path: string): readonly string[] {
  const removed = [`${path}-wal`, `${path}-shm`].filter((log) => existsSync(log));
  for (const log of removed) rmSync(log);
  renameSync(copy, path);
  syncFolder(dirname(resolve(path)));
  return removed;
}
