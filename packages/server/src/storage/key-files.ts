import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

const encryptionKeyFile = (database: string): string => `${database}-encryption-key`;
/** Exists while the key is rotated. */
const nextKeyFile = (database: string): string => `${encryptionKeyFile(database)}-next`;

/**
 * The existing files with keys that belong to an SQLite database. A backup without them cannot be restored completely.
 * Keys that the settings contain are not among them.
 */
export const keyFilesOf = (database: string): readonly string[] =>
  [encryptionKeyFile(database), nextKeyFile(database)].filter(existsSync);

export interface StoredKeys {
  readonly key: string | undefined;
  /** Of a rotation that was interrupted. */
  readonly nextKey: string | undefined;
}

/** Reads the keys next to an SQLite database. Throws when a file does not contain a key. */
export const readKeyFiles = (database: string): StoredKeys => ({
  key: readKey(encryptionKeyFile(database)),
  nextKey: readKey(nextKeyFile(database)),
});

export const createKeyFile = (database: string, key: string): void =>
  writeSecretFile(encryptionKeyFile(database), key);

export const createNextKeyFile = (database: string, key: string): void =>
  writeSecretFile(nextKeyFile(database), key);

/** Replaces the key by the next one. */
export function completeRotation(database: string): void {
  renameSync(nextKeyFile(database), encryptionKeyFile(database));
  syncFolderOf(database);
}

function readKey(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const key = readFileSync(path, "utf8").trim();
  if (!/^[0-9a-f]{64}$/i.test(key))
    throw new Error(`The file ${path} must contain a key of 64 hexadecimal characters.`);
  return key.toLowerCase();
}

/** Writes a new file durably that only this user can read. Throws when the file exists. */
export function writeSecretFile(path: string, text: string): void {
  if (existsSync(path)) throw new Error(`The file ${path} exists already.`);
  const partial = `${path}.partial`;
  const file = openSync(partial, "w", 0o600);
  try {
    writeFileSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
  syncFolderOf(path);
}

function syncFolderOf(path: string): void {
  const folder = openSync(dirname(resolve(path)), "r");
  fsyncSync(folder);
  closeSync(folder);
}
