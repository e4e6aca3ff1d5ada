import { downloadBackup } from "../download-backup.ts";
import { CommandError, exitCodes } from "./exit-codes.ts";
import { write } from "./io.ts";
import type { Prepared } from "./perform.ts";

/** Downloads a backup to the file that the command names. */
export async function download({ io, connection, args, options }: Prepared): Promise<number> {
  const file = String(args.at(-1));
  const { url, key } = connection;
  if (options.dryRun) {
    const request = {
      method: "POST",
      url: new URL("registry/v1/backup", `${url.replace(/\/+$/, "")}/`).href,
    };
    await write(io.stdout, `${JSON.stringify(request, undefined, 2)}\n`);
    return exitCodes.done;
  }
  if (key === undefined)
    throw new CommandError("A backup needs the key of a superadmin: whoseline login", exitCodes.notPermitted);
  const { progressBar } = await import("../progress-bar.ts");
  const bar = progressBar();
  const { bytes, sha256 } = await downloadBackup({ url, key, file, progress: bar }).finally(() => bar.stop());
  await write(io.stdout, `${file}: ${bytes} bytes, SHA-256 ${sha256}\n`);
  return exitCodes.done;
}
