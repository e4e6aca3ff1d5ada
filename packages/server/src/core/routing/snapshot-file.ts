import { createHash, type Hash, randomBytes } from "node:crypto";
import { constants, existsSync, readdirSync, rmSync, type Stats, statSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  type ImagePart,
  type MemoryImage,
  memoryFor,
  memoryLayout,
} from "../../routing/memory/memory-image.ts";
import type { RouteMemory, TableName } from "../../routing/memory/route-memory.ts";
import type { FeedPosition } from "./feed-cursor.ts";

// A snapshot file: the magic bytes, the length of the header (4 bytes, little-endian), its SHA-256, the header as JSON, the
// parts of the image, and the SHA-256 of everything before it.

const magic = Buffer.from("whoseline routes");
const lengthBytes = 4;
const digestBytes = 32;
const fileMode = 0o600;

/** What a snapshot contains in addition to the memory. */
export interface SnapshotHeader {
  /** Of the database; anything that another one does not have. */
  readonly identity: string;
  /** The last event of each organization that the memory includes. */
  readonly positions: readonly FeedPosition[];
}

interface FileHeader extends SnapshotHeader {
  readonly layout: string;
  readonly states: MemoryImage["states"];
  readonly parts: readonly { readonly table: TableName; readonly page: number; readonly length: number }[];
}

/** The file cannot be used; the message is the reason. */
export class InvalidSnapshot extends Error {
  override readonly name = "InvalidSnapshot";
}

/** Longer than a write takes. */
const staleMs = 3_600_000;

/** Where a snapshot is until it is complete. Several processes can write to one folder. */
const newTemporaryPath = (path: string): string => `${path}-${randomBytes(8).toString("hex")}.new`;

/** Deletes incomplete snapshots: all of them, also those that other processes are writing, or those that a crash left. */
export function deleteIncomplete(path: string, which: "all" | "stale"): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(path)}-`) || !name.endsWith(".new")) continue;
    const incomplete = join(folder, name);
    if (which === "all" || isStale(incomplete)) rmSync(incomplete, { force: true });
  }
}

const isStale = (path: string): boolean =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) > staleMs;

/**
 * Replaces the file. A crash leaves the former file or the new one. `isWanted` is asked before the file is replaced;
 * when it is not, the former one stays. Returns whether the file was replaced: another process can delete the new one
 * with `deleteIncomplete`.
 */
export async function writeSnapshot(
  path: string,
  { identity, positions }: SnapshotHeader,
  image: MemoryImage,
  isWanted: () => boolean,
): Promise<boolean> {
  const parts = image.parts.map(({ table, page, bytes }) => ({ table, page, length: bytes.length }));
  const header: FileHeader = { layout: memoryLayout, identity, positions, states: image.states, parts };
  deleteIncomplete(path, "stale");
  const temporary = newTemporaryPath(path);
  try {
    await writeTemporary(temporary, header, image.parts);
    if (!isWanted() || !(await renameIfExists(temporary, path))) return false;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

const renameIfExists = (from: string, to: string): Promise<boolean> =>
  rename(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );

/** Creates the file: one that exists could be a link, or have a mode with which others read it. */
async function writeTemporary(path: string, header: FileHeader, parts: readonly ImagePart[]): Promise<void> {
  const file = await open(path, "wx", fileMode);
  try {
    await writeParts(file, header, parts);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeParts(file: FileHandle, header: FileHeader, parts: readonly ImagePart[]): Promise<void> {
  const hash = createHash("sha256");
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(json.length);
  for (const bytes of [magic, length, digestOf(json), json, ...parts.map((part) => part.bytes)]) {
    hash.update(bytes);
    await writeAll(file, bytes);
  }
  await writeAll(file, hash.digest());
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; )
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder.
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

/** Returns undefined when there is no file. Throws InvalidSnapshot when it is damaged, or of another version. */
export async function readSnapshot(
  path: string,
): Promise<{ readonly header: SnapshotHeader; readonly memory: RouteMemory } | undefined> {
  const file = await openIfExists(path);
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    requireOwn(stats);
    return await new SnapshotReader(file, stats.size).read();
  } finally {
    await file.close();
  }
}

/** Throws for a file whose content another user of the machine can choose: calls would go where they want. */
function requireOwn(stats: Stats): void {
  if (!stats.isFile()) throw new InvalidSnapshot("it is not a file");
  // Windows has no owners and modes.
  if (process.getuid === undefined) return;
  if (stats.uid !== process.getuid()) throw new InvalidSnapshot("another user owns it");
  if ((stats.mode & writableByOthers) !== 0) throw new InvalidSnapshot("other users can write it");
}

const writableByOthers = 0o022;

/** Opening a pipe would wait for its writer. */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function openIfExists(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, readFlags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads no more than the size of the file, whatever the file contains. */
class SnapshotReader {
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash("sha256");
  #remaining: number;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#remaining = size - digestBytes;
  }

  async read(): Promise<{ readonly header: SnapshotHeader; readonly memory: RouteMemory }> {
    if (!magic.equals(await this.#next(magic.length))) throw new InvalidSnapshot("it is not a snapshot");
    const length = (await this.#next(lengthBytes)).readUInt32LE();
    const header = await this.#header(length);
    if (header.layout !== memoryLayout) throw new InvalidSnapshot("another version wrote it");
    const size = header.parts.reduce((sum, part) => sum + part.length, 0);
    if (size !== this.#remaining) throw new InvalidSnapshot("its length is wrong");
    const { memory, targets } = memoryFor(header);
    for (const target of targets) await this.#fill(target);
    await this.#verify();
    return { header, memory };
  }

  async #header(length: number): Promise<FileHeader> {
    const digest = await this.#next(digestBytes);
    const json = await this.#next(length);
    if (!digest.equals(digestOf(json))) throw new InvalidSnapshot("its header is damaged");
    return JSON.parse(json.toString());
  }

  async #verify(): Promise<void> {
    const expected = this.#hash.digest();
    const digest = Buffer.alloc(digestBytes);
    await readAll(this.#file, digest);
    if (!digest.equals(expected)) throw new InvalidSnapshot("its checksum is wrong");
  }

  async #next(length: number): Promise<Buffer> {
    if (length > this.#remaining) throw new InvalidSnapshot("it is too short");
    const bytes = Buffer.alloc(length);
    await this.#fill(bytes);
    return bytes;
  }

  async #fill(target: Uint8Array): Promise<void> {
    await readAll(this.#file, target);
    this.#hash.update(target);
    this.#remaining -= target.length;
  }
}

async function readAll(file: FileHandle, target: Uint8Array): Promise<void> {
  for (let read = 0; read < target.length; ) {
    const { bytesRead } = await file.read(target, read, target.length - read);
    if (bytesRead === 0) throw new InvalidSnapshot("it is too short");
    read += bytesRead;
  }
}

const digestOf = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
