import type { OrganizationId } from "../../model.ts";
import { platformId } from "../../storage/store.ts";

// Cells of 32 bits. Only the main thread writes.
const clockCell = 0;
const everythingCell = 1;
const organizationsCell = 2;
/** Organizations share cells by the hash of their id: a shared cell empties more of a cache than necessary. */
const organizationCells = 2 ** 14;
/** After so many raises every epoch is raised, so that the age of an epoch fits into 31 bits. */
const raisesMax = 2 ** 30;

/** The epochs on which a cached credential depends, as they were when it was read. */
export interface EpochStamp {
  readonly cell: number;
  readonly epoch: number;
  readonly everything: number;
  /** The clock at the last check. */
  clock: number;
}

/**
 * Shared memory by which the main thread empties parts of the credential caches of other threads: one epoch for every
 * organization, and one for the users of the platform. A change to a user, key or organization raises the epoch before
 * it is acknowledged. An epoch is the value of a clock that every raise advances, so that a thread can tell whether
 * something changed while it waited for an answer.
 */
export class CredentialEpochs {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  /** Without a buffer, creates one; with another instance's, shows the same epochs. */
  constructor(buffer = new SharedArrayBuffer(4 * (organizationsCell + organizationCells))) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  /** Advances with every raise. */
  get clock(): number {
    return Atomics.load(this.#cells, clockCell);
  }

  /** For credentials of the organization; of the platform's users with `platformId`. Main thread only. */
  raise(organizationId: OrganizationId): void {
    this.#raise(cellOf(organizationId));
  }

  /** For every credential. Main thread only. */
  raiseAll(): void {
    this.#raise(everythingCell);
  }

  /**
   * The stamp of a credential that was read by asking at the time `since` of the clock; undefined when its organization
   * has changed since, so that it must not be cached. Platform users have the organization null.
   */
  stamp(organizationId: OrganizationId | null, since: number): EpochStamp | undefined {
    const cell = cellOf(organizationId ?? platformId);
    const [clock, epoch, everything] = [this.clock, this.#at(cell), this.#at(everythingCell)];
    return isAfter(epoch, since) || isAfter(everything, since)
      ? undefined
      : { cell, epoch, everything, clock };
  }

  /** Whether nothing has changed that concerns the credential. */
  isCurrent(stamp: EpochStamp): boolean {
    const { clock } = this;
    if (stamp.clock === clock) return true;
    if (this.#at(stamp.cell) !== stamp.epoch || this.#at(everythingCell) !== stamp.everything) return false;
    // The cells were read after the clock, so they contain every raise up to it.
    stamp.clock = clock;
    return true;
  }

  /** The epoch before the clock: a thread that sees the clock sees the epoch too. */
  #raise(cell: number): void {
    const next = (this.clock + 1) | 0;
    if (next % raisesMax === 0) this.#cells.fill(next, everythingCell);
    Atomics.store(this.#cells, cell, next);
    Atomics.store(this.#cells, clockCell, next);
  }

  #at(cell: number): number {
    return Atomics.load(this.#cells, cell);
  }
}

/** Also when the clock has overflowed in between. */
const isAfter = (epoch: number, since: number): boolean => ((epoch - since) | 0) > 0;

/** FNV-1a. */
function cellOf(organizationId: OrganizationId): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < organizationId.length; index++)
    hash = Math.imul(hash ^ organizationId.charCodeAt(index), 0x01000193);
  return organizationsCell + ((hash >>> 0) % organizationCells);
}
