import { createHmac, randomBytes } from "node:crypto";
import type { Platform } from "../../storage/store.ts";
import { type Encryption, keyIdOf } from "./encryption.ts";
import { isEqual } from "./secrets.ts";

/** The secrets of an installation that are not in its database. */
export interface InstallationKeys {
  /** 32 bytes in hexadecimal. Undefined when the database contains the pepper. */
  readonly pepper: string | undefined;
  readonly encryption: Encryption;
}

/** What the checks read and write of the database. */
export type Settings = Pick<Platform, "setting" | "replaceSetting">;

const checkPrefix = "check:";

/**
 * Returns the pepper. Without a configured one the database contains it; the first start generates it there. With one, the
 * database contains only a check value, which replaces a stored pepper. Throws when the configured pepper is not that of
 * the database.
 */
export async function ensurePepper(platform: Settings, configured: string | undefined): Promise<string> {
  return configured === undefined ? storedPepper(platform) : checkedPepper(platform, configured);
}

async function storedPepper(platform: Settings): Promise<string> {
  const pepper = await platform.setting("pepper", randomBytes(32).toString("hex"));
  if (pepper.startsWith(checkPrefix))
    throw new Error(
      "The pepper of this database is not stored in it. Set WHOSELINE_PEPPER or WHOSELINE_PEPPER_FILE to it.",
    );
  return pepper;
}

async function checkedPepper(platform: Settings, pepper: string): Promise<string> {
  const check = checkPrefix + createHmac("sha256", Buffer.from(pepper, "hex")).update("check").digest("hex");
  const stored = await platform.setting("pepper", check);
  if (isEqual(stored, pepper)) await platform.replaceSetting("pepper", stored, check);
  else if (!isEqual(stored, check))
    throw new Error(
      "WHOSELINE_PEPPER is not the pepper of this database: with it, every API key would be invalid.",
    );
  return pepper;
}

export const encryptionCheck = "encryption-check";
const checkPlace = ["settings", "value", encryptionCheck];

/** Throws when the database contains values of an encryption key that is not configured. Stores the check value first. */
export async function checkEncryption(platform: Settings, encryption: Encryption): Promise<void> {
  const stored = await platform.setting(encryptionCheck, encryption.encrypt(checkPlace, "whoseline"));
  try {
    encryption.decrypt(checkPlace, stored);
  } catch (cause) {
    throw new Error(
      `The values in this database are encrypted with the key ${keyIdOf(stored)}, but the configured key is ${encryption.keyId}. Set WHOSELINE_ENCRYPTION_KEY to the key of the database.`,
      { cause },
    );
  }
}
