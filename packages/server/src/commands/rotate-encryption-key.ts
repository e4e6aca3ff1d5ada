import { randomBytes } from "node:crypto";
import { type Config, readConfig } from "../config.ts";
import { Encryption, keyIdOf } from "../core/auth/encryption.ts";
import { replaceEncryptedValues } from "../storage/encrypted-values.ts";
import type { Engine } from "../storage/engine.ts";
import { completeRotation, createNextKeyFile, readKeyFiles } from "../storage/key-files.ts";
import { isPostgres, openEngine } from "../storage/open.ts";

/**
 * Encrypts every value with the encryption key of the settings that the decryption key of the settings can decrypt. For an
 * SQLite database with a key file next to it, generates the new key and replaces the file. An interrupted rotation is
 * continued by running it again.
 *
 * @throws ConfigError when a setting is invalid; Error when a key is missing or does not decrypt a value.
 */
export async function rotateEncryptionKey(): Promise<void> {
  const config = readConfig(process.env);
  const engine = await openEngine(config.database);
  try {
    await (config.encryptionKey === undefined
      ? rotateKeyFile(engine, config)
      : rotateSettings(engine, config));
  } finally {
    await engine.close();
  }
}

async function rotateSettings(engine: Engine, config: Config): Promise<void> {
  const { encryptionKey = "", decryptionKey } = config;
  if (decryptionKey === undefined)
    throw new Error(
      "Set WHOSELINE_ENCRYPTION_KEY to the new key and WHOSELINE_DECRYPTION_KEY to the former one.",
    );
  await reencrypt(engine, new Encryption(encryptionKey, decryptionKey));
  print("WHOSELINE_DECRYPTION_KEY is no longer needed.");
}

/** The next key is durable before it encrypts anything, and becomes the key when it has encrypted everything. */
async function rotateKeyFile(engine: Engine, { database }: Config): Promise<void> {
  const { key, nextKey = randomBytes(32).toString("hex") } = isPostgres(database)
    ? { key: undefined }
    : readKeyFiles(database);
  if (key === undefined)
    throw new Error(
      "There is no key to rotate. Set WHOSELINE_ENCRYPTION_KEY to the new key and WHOSELINE_DECRYPTION_KEY to the former one.",
    );
  if (readKeyFiles(database).nextKey === undefined) createNextKeyFile(database, nextKey);
  await reencrypt(engine, new Encryption(nextKey, key));
  completeRotation(database);
}

async function reencrypt(engine: Engine, encryption: Encryption): Promise<void> {
  const count = await replaceEncryptedValues(engine, (place, stored) =>
    keyIdOf(stored) === encryption.keyId
      ? undefined
      : encryption.encrypt(place, encryption.decrypt(place, stored)),
  );
  print(`${count} value(s) encrypted with the key ${encryption.keyId}.`);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
