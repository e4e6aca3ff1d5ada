import { openAsBlob } from "node:fs";
import { access } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { CommandError } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** The file as the body of a request, which is read while it is sent; standard input for `-`, which is read before. */
export async function openFile({ stdin }: Io, path: string): Promise<Blob> {
  if (path === "-") return new Blob([new Uint8Array(await buffer(stdin))]);
  return readable(path).catch((error) => {
    throw new CommandError(`${path} cannot be read: ${error.message}`);
  });
}

/** `openAsBlob` throws at once, and does not report why. */
async function readable(path: string): Promise<Blob> {
  await access(path);
  return openAsBlob(path);
}
