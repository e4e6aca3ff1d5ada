import { createHash } from "node:crypto";
import { createReadStream, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { BackupFailure } from "../contract/backups.ts";
import { damageOf } from "./integrity.ts";

// The worker thread of sqlite-backups.ts: copies and checks the database, then posts one BackupThreadResult.

export type BackupThreadResult =
  | { readonly bytes: number; readonly sha256: Uint8Array }
  | { readonly failure: BackupFailure | "aborted" | "unavailable"; readonly details: string };

/** In pages of 4 KiB. Between two steps the thread sees an abort. */
const stepSize = 1000;

/** Bytes that a backup leaves free: the log grows while the database is copied. */
const reserveBytes = 64 * 1024 * 1024;

const { path, copy } = workerData as { path: string; copy: string };
let isAborted = false;
parentPort?.once("message", () => {
  isAborted = true;
});
parentPort?.unref();
parentPort?.postMessage(await run());

async function run(): Promise<BackupThreadResult> {
  try {
    await copyDatabase();
    const damage = await damageOf(pathToFileURL(copy));
    if (damage !== undefined) return { failure: "damaged", details: damage };
    const hash = createHash("sha256");
    await pipeline(createReadStream(copy), hash);
    return { bytes: statSync(copy).size, sha256: hash.digest() };
  } catch (error) {
    return isAborted ? { failure: "aborted", details: "aborted" } : failureOf(error as SqliteError);
  }
}

async function copyDatabase(): Promise<void> {
  const source = new DatabaseSync(path, { readOnly: true, timeout: 2000 });
  try {
    // Without a snapshot, every commit of another connection restarts the copy: https://sqlite.org/backup.html
    source.exec("begin");
    requireSpace(source);
    await backup(source, copy, {
      rate: stepSize,
      progress() {
        if (isAborted) throw new Error("aborted");
      },
    });
  } finally {
    // Until then no checkpoint can pass the snapshot.
    source.close();
  }
}

/** A full disk would fail the writes of the server too. */
function requireSpace(source: DatabaseSync): void {
  const row = source
    .prepare("select page_count * page_size as size from pragma_page_count, pragma_page_size")
    .get();
  const { bavail, bsize } = statfsSync(dirname(copy));
  const needed = Number(row?.size) + reserveBytes;
  if (bavail * bsize < needed)
    throw Object.assign(new Error(`the backup needs ${needed} bytes, and ${bavail * bsize} are free`), {
      code: "ENOSPC",
    });
}

type SqliteError = Error & { readonly code?: string; readonly errcode?: number };

const sqliteFull = 13;

function failureOf({ code, errcode, message }: SqliteError): BackupThreadResult {
  const isFull = code === "ENOSPC" || (errcode !== undefined && (errcode & 0xff) === sqliteFull);
  return { failure: isFull ? "no_space" : "unavailable", details: message };
}
