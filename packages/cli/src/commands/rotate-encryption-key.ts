import type { Command } from "commander";

/** Adds the command that replaces the encryption key. */
export function addRotateEncryptionKey(program: Command): void {
  program
    .command("rotate-encryption-key")
    .description("encrypt every value with a new encryption key")

    .addHelpText(
      "after",
      "\nWith WHOSELINE_ENCRYPTION_KEY set to the new key and WHOSELINE_DECRYPTION_KEY to the former one, servers can run\nmeanwhile. Without them, the key file of an SQLite database is replaced; stop its server first.",
    )
    .action(rotateEncryptionKey);
}

async function rotateEncryptionKey(): Promise<void> {
  const { rotateEncryptionKey } = await import("@whoseline/server");
  try {
    await rotateEncryptionKey();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
