import type { Command } from "commander";

/** Adds the command that downloads a backup from a server that is running. */
export function addBackup(program: Command): void {
  program
    .command("backup")
    .description("download a checked copy of the SQLite database from a server that is running")
    .argument("<file>", "where to write it; replaced only by a complete backup")
    .option("--url <url>", "base URL of the server (default: the port of PORT, or 2212, on this machine)")
    .addHelpText(
      "after",
      "\nThe superadmin key is read from WHOSELINE_SUPERADMIN_KEY, or from the file that WHOSELINE_SUPERADMIN_KEY_FILE names.",
    )
    .action(backup);
}

async function backup(file: string, options: { url?: string }): Promise<void> {
  try {
    const { url, key } = await readTarget(options.url);
    const [{ downloadBackup }, { progressBar }] = await Promise.all([
      import("../download-backup.ts"),
      import("../progress-bar.ts"),
    ]);
    const bar = progressBar();
    const { bytes, sha256 } = await downloadBackup({ url, key, file, progress: bar }).finally(() =>
      bar.stop(),
    );
    process.stdout.write(`${file}: ${bytes} bytes, SHA-256 ${sha256}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}

async function readTarget(url: string | undefined): Promise<{ url: string; key: string }> {
  const { readConfig } = await import("@whoseline/server/config");
  const { port, superadminKey } = readConfig(process.env);
  if (superadminKey === undefined)
    throw new Error(
      "Set WHOSELINE_SUPERADMIN_KEY or WHOSELINE_SUPERADMIN_KEY_FILE: only a superadmin can make a backup.",
    );
  return { url: url ?? `http://127.0.0.1:${port}`, key: superadminKey };
}
