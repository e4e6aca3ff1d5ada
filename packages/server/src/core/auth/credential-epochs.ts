import { platformId } from "../../storage/store.ts";
import type { Principal } from "./access.ts";

// Cells of 32 bits. Only the main thread writes.
const clockCell = 0;
const everythingCell = 1;
const recordsCell = 2;
/** Records share cells by the hash of their id: a shared cell empties more of a cache than necessary. */
const recordCells = 2 ** 16;
/** After so many raises every epoch is raised, so that the age of an epoch fits into 31 bits. */
const raisesMax = 2 ** 30;

/** The epochs on which a cached credential depends, as they were when it was read. */
export interface EpochStamp {
  /** Those of the records, and their epochs in the same order. */
  readonly cells: readonly number[];
  readonly epochs: readonly number[];
  readonly everything: number;
  /** The clock at the last check. */
  clock: number;
}

/**
 * Shared memory by which the main thread empties parts of the credential caches of other threads: one epoch for every
 * record that a credential depends on. A change to a user, key or organization raises its epoch before it is
 * acknowledged. An epoch is the value of a clock that every raise advances, so that a thread can tell whether something
 * changed while it waited for an answer.
 */
export class CredentialEpochs {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  /** Without a buffer, creates one; with another instance's, shows the same epochs. */
  constructor(buffer = new SharedArrayBuffer(4 * (recordsCell + recordCells))) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  /** Advances with every raise. */
  get clock(): number {
    return Atomics.load(this.#cells, clockCell);
  }

  /** For credentials that depend on one of the records. Main thread only. */
  raise(recordIds: Iterable<string>): void {
    this.#raise([...recordIds].map(cellOf));
  }

  /** For every credential. Main thread only. */
  raiseAll(): void {
    this.#raise([everythingCell]);
  }

  /**
   * The stamp of a caller who was read by asking at the time `since` of the clock; undefined when a record of theirs has
   * changed since, so that they must not be cached.
   */
  stamp(caller: RecordIds, since: number): EpochStamp | undefined {
    const { clock } = this;
    const cells = recordIdsOf(caller).map(cellOf);
    const epochs = cells.map((cell) => this.#at(cell));
    const everything = this.#at(everythingCell);
    return [...epochs, everything].some((epoch) => isAfter(epoch, since))
      ? undefined
      : { cells, epochs, everything, clock };
  }

  /** Whether nothing has changed that concerns the credential. */
  isCurrent(stamp: EpochStamp): boolean {
    const { clock } = this;
    if (stamp.clock === clock) return true;
    if (this.#at(everythingCell) !== stamp.everything) return false;
    if (stamp.cells.some((cell, index) => this.#at(cell) !== stamp.epochs[index])) return false;
    // The cells were read after the clock, so they contain every raise up to it.
    stamp.clock = clock;
    return true;
  }

  /** The epochs before the clock: a thread that sees the clock sees the epochs too. */
  #raise(cells: readonly number[]): void {
    const next = (this.clock + 1) | 0;
    if (next % raisesMax === 0) this.#cells.fill(next, everythingCell);
    for (const cell of cells) Atomics.store(this.#cells, cell, next);
    Atomics.store(this.#cells, clockCell, next);
  }

  #at(cell: number): number {
    return Atomics.load(this.#cells, cell);
  }
}

/** Also when the clock has overflowed in between. */
const isAfter = (epoch: number, since: number): boolean => ((epoch - since) | 0) > 0;

type RecordIds = Pick<Principal, "userId" | "credentialId" | "organizationId" | "session">;

/** The ids of the records on which a caller depends: those of the credential cache. */
const recordIdsOf = ({ userId, credentialId, organizationId, session }: RecordIds): readonly string[] => [
  ...[userId, credentialId, organizationId ?? platformId],
  ...(session?.keyId ? [session.keyId] : []),
];

/** FNV-1a, of which the lower bits depend on every character. */
function cellOf(recordId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < recordId.length; index++)
    hash = Math.imul(hash ^ recordId.charCodeAt(index), 0x01000193);
  return recordsCell + ((hash >>> 0) % recordCells);
}
