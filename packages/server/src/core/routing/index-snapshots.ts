import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { imageOf, type MemoryImage } from "../../routing/memory/memory-image.ts";
import { RouteIndex } from "../../routing/route-index.ts";
import type { Platform } from "../../storage/store.ts";
import { encryptionCheck } from "../auth/installation-keys.ts";
import { FeedCursor } from "./feed-cursor.ts";
import { deleteIncomplete, InvalidSnapshot, readSnapshot, writeSnapshot } from "./snapshot-file.ts";

/** Where and when snapshots of the index are written. */
export interface SnapshotOptions {
  readonly path: string;
  /** Between two snapshots, in milliseconds; one is also written at the end. */
  readonly intervalMs: number;
  /** A smaller index is built about as fast as it is read. */
  readonly linesMin?: number | undefined;
  /** Called when a file is not used, with the reason. */
  readonly onIgnored?: ((reason: string) => void) | undefined;
  /** Called when a snapshot could not be written or deleted. */
  readonly onFailed?: ((cause: unknown) => void) | undefined;
}

export const snapshotLinesMin = 10_000;

/** Reads and writes the file that an index is read from at the start of a process. Only failures to read throw. */
export class IndexSnapshots {
  readonly #platform: Platform;
  readonly #options: SnapshotOptions;
  #identity = "";
  #writtenAt = Number.NEGATIVE_INFINITY;
  /** The positions of the last snapshot, to write none that is equal. */
  #written = "";
  #writing: Promise<void> | undefined;
  #discarded = 0;

  constructor(platform: Platform, options: SnapshotOptions) {
    this.#platform = platform;
    this.#options = options;
  }

  /**
   * The index of the file; undefined when there is none, or one that cannot be used. The caller must catch up from the
   * feeds, which shows whether they are the database's.
   */
  async load(now: number): Promise<FeedCursor | undefined> {
    const check = (await this.#platform.findSetting(encryptionCheck)) ?? "";
    // The check value is ciphertext with a random part.
    this.#identity = createHash("sha256").update(check).digest("hex");
    this.#writtenAt = now;
    try {
      const snapshot = await readSnapshot(this.#options.path);
      if (snapshot === undefined) return undefined;
      const { header, memory } = snapshot;
      if (header.identity !== this.#identity) throw new InvalidSnapshot("it is of another database");
      const cursor = new FeedCursor(header.positions, new RouteIndex(memory));
      await this.#requireNear(cursor);
      this.#written = keyOf(cursor);
      return cursor;
    } catch (error) {
      if (!(error instanceof InvalidSnapshot) && !isFileError(error)) throw error;
      this.ignore(error.message);
      return undefined;
    }
  }

  /** Deletes a file that cannot be used. */
  ignore(reason: string): void {
    this.#options.onIgnored?.(reason);
    this.discard();
  }

  /**
   * Deletes the file and every incomplete one, because personal values in them were erased or the file cannot be used.
   * Other processes whose files are in the same folder read the erasure in the feed, and do the same.
   */
  discard(): void {
    this.#discarded += 1;
    this.#written = "";
    try {
      deleteIncomplete(this.#options.path, "all");
      rmSync(this.#options.path, { force: true });
    } catch (error) {
      this.#options.onFailed?.(error);
    }
  }

  /** Begins to write a snapshot when the last one is old. The index is copied before the call returns. */
  writeIfDue(cursor: FeedCursor, now: number): void {
    if (this.#writing !== undefined || now - this.#writtenAt < this.#options.intervalMs) return;
    this.#writtenAt = now;
    if (this.#isWorthWriting(cursor)) this.#begin(cursor, copyOf(imageOf(cursor.index.memory)));
  }

  /** Writes the last snapshot. The index must not change any more. */
  async close(cursor: FeedCursor | undefined): Promise<void> {
    await this.#writing;
    if (cursor === undefined || !this.#isWorthWriting(cursor)) return;
    this.#begin(cursor, imageOf(cursor.index.memory));
    await this.#writing;
  }

  #isWorthWriting(cursor: FeedCursor): boolean {
    const { linesMin = snapshotLinesMin } = this.#options;
    return cursor.index.lines >= linesMin && keyOf(cursor) !== this.#written;
  }

  #begin(cursor: FeedCursor, image: MemoryImage): void {
    const { path, onFailed } = this.#options;
    const [key, discarded] = [keyOf(cursor), this.#discarded];
    const header = { identity: this.#identity, positions: cursor.positions };
    this.#writing = writeSnapshot(path, header, image, () => this.#discarded === discarded)
      .then((isWritten) => {
        if (this.#discarded === discarded) this.#written = isWritten ? key : "";
        // Discarded after the new file was in place.
        else rmSync(path, { force: true });
      })
      .catch((error) => onFailed?.(error))
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /**
   * An organization of the file that the database does not have would never be noticed in the feeds, and reading very many
   * events takes longer than reading the tables.
   */
  async #requireNear(cursor: FeedCursor): Promise<void> {
    const heads = await this.#platform.primaryHeads();
    const known = new Set(heads.map(({ organizationId }) => organizationId));
    if (cursor.positions.some(({ organizationId }) => !known.has(organizationId)))
      throw new InvalidSnapshot("the database does not have one of its organizations");
    const behind = heads.reduce((sum, { organizationId, seq }) => sum + seq - cursor.seq(organizationId), 0);
    if (behind > Math.max(eventsMin, cursor.index.lines))
      throw new InvalidSnapshot(`the database has ${behind} later events`);
  }
}

/** So many events after a snapshot are always read. */
const eventsMin = 10_000;

const copyOf = ({ states, parts }: MemoryImage): MemoryImage => ({
  states,
  parts: parts.map((part) => ({ ...part, bytes: Uint8Array.from(part.bytes) })),
});

const keyOf = ({ positions }: FeedCursor): string =>
  createHash("sha256").update(JSON.stringify(positions)).digest("hex");

/** Not one of the database. */
const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string" && "path" in error;
