import { randomBytes } from "node:crypto";
import type { Config } from "./config.ts";
import { Encryption } from "./core/auth/encryption.ts";
import {
  checkEncryption,
  encryptionCheck,
  ensurePepper,
  type InstallationKeys,
} from "./core/auth/installation-keys.ts";
import { createKeyFile, readKeyFiles } from "./storage/key-files.ts";
import type { Platform, Store } from "./storage/store.ts";

/**
 * The keys of the settings. Without an encryption key there, an SQLite database has one in a file next to it, which is
 * generated when the database contains no encrypted value.
 */
export async function loadKeys(config: Config, store: Store): Promise<InstallationKeys> {
  return { pepper: config.pepper, encryption: await loadEncryption(config, store.platform) };
}

/** Throws when the keys of the settings, or in the file next to the database, are not those of a copy with these values. */
export async function requireKeysOf(config: Config, stored: ReadonlyMap<string, string>): Promise<void> {
  const platform = {
    setting: async (name: string, initial: string) => stored.get(name) ?? initial,
    replaceSetting: async () => {},
    findSetting: async (name: string) => stored.get(name),
  };
  await ensurePepper(platform, config.pepper);
  // Older databases have no encrypted value, and no key file yet.
  if (stored.has(encryptionCheck)) await checkEncryption(platform, await loadEncryption(config, platform));
}

async function loadEncryption(config: Config, platform: Pick<Platform, "findSetting">): Promise<Encryption> {
  const { encryptionKey, decryptionKey, database } = config;
  if (encryptionKey !== undefined) return new Encryption(encryptionKey, decryptionKey);
  const { key, nextKey } = readKeyFiles(database);
  if (key !== undefined) return new Encryption(key, nextKey);
  if ((await platform.findSetting(encryptionCheck)) !== undefined)
    throw new Error(
      `The file with the encryption key of ${database} is missing. Restore ${database}-encryption-key, or set WHOSELINE_ENCRYPTION_KEY.`,
    );
  const created = randomBytes(32).toString("hex");
  createKeyFile(database, created);
  return new Encryption(created);
}
