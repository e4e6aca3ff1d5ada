import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const folderMode = 0o700;
const fileMode = 0o600;

/**
 * Creates the missing files of a database and their folder, readable by this user only. SQLite creates the log with the
 * mode of the database file.
 */
export function createPrivateFiles(path: string): void {
  createMissing(path, [path, lockPathOf(path)]);
}

/** The same without the database file. */
export function createPrivateLockFile(path: string): void {
  createMissing(path, [lockPathOf(path)]);
}

const lockPathOf = (path: string): string => `${path}-lock`;

function createMissing(path: string, files: readonly string[]): void {
  const folder = dirname(resolve(path));
  createFolder(folder);
  const missing = files.filter((file) => !existsSync(file));
  for (const file of missing) closeSync(openSync(file, "a", fileMode));
  if (missing.length > 0) syncFolder(folder);
}

/** One sentence for the folder and for each file that other users of the machine can access. */
export function permissionWarnings(path: string): readonly string[] {
  if (process.platform === "win32") return [];
  const files = ["", "-wal", "-shm", "-lock", "-encryption-key", "-routes"]
    .map((suffix) => `${path}${suffix}`)
    .filter(existsSync);
  return [
    warningOf(dirname(resolve(path)), folderMode),
    ...files.map((file) => warningOf(file, fileMode)),
  ].filter((warning) => warning !== undefined);
}

function warningOf(path: string, expected: number): string | undefined {
  const mode = statSync(path).mode & 0o777;
  if ((mode & ~expected) === 0) return undefined;
  const [actual, right] = [mode, expected].map((bits) => bits.toString(8));
  return `Other users can access ${path}: its mode is ${actual} and should be ${right}. Run: chmod ${right} ${path}`;
}

/** Creates the folder durably. SQLite syncs the folder of its files, but not the folders above. */
function createFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: folderMode });
  if (first === undefined) return;
  for (let created = path; created.length >= first.length; created = dirname(created))
    syncFolder(dirname(created));
}

export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}
