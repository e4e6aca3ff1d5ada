// The control buffer of an index: a sequence counter that is odd during a write, the number of published buffers, and how
// current the index is. One thread writes. https://en.wikipedia.org/wiki/Seqlock

const sequence = 0;
const generation = 1;
const state = 2;
const ints = 4;

const syncedAt = 0;
const uncertainSince = 1;
const floats = 2;

const builtFlag = 1;
const sharedFlag = 2;

/** Milliseconds that a reader sleeps at most before it looks at the counter again. */
const sleepMs = 5;
/** A write takes some microseconds: so many looks at the counter come first. */
const looksMax = 200;

/** How current an index is. Instants are milliseconds of a clock that is the same in all threads. */
export interface Currency {
  readonly isBuilt: boolean;
  /** Whether other processes write to the database. */
  readonly isShared: boolean;
  /** The start of the last complete poll. */
  readonly syncedAt: number;
  /** The start of the oldest write whose outcome is unknown. */
  readonly uncertainSince: number | undefined;
}

class Control {
  readonly buffer: SharedArrayBuffer;
  protected readonly ints: Int32Array;
  protected readonly floats: Float64Array;

  constructor(buffer = new SharedArrayBuffer(ints * 4 + floats * 8)) {
    this.buffer = buffer;
    this.ints = new Int32Array(buffer, 0, ints);
    this.floats = new Float64Array(buffer, ints * 4, floats);
  }

  get generation(): number {
    return Atomics.load(this.ints, generation);
  }
}

export class SequenceWriter extends Control {
  #depth = 0;

  /** Runs a write that readers see completely or not at all. */
  write<Result>(work: () => Result): Result {
    if (this.#depth++ === 0) this.#step();
    try {
      return work();
    } finally {
      if (--this.#depth === 0) {
        this.#step();
        Atomics.notify(this.ints, sequence);
      }
    }
  }

  setCurrency({ isBuilt, isShared, syncedAt: synced, uncertainSince: uncertain }: Currency): void {
    this.write(() => {
      this.ints[state] = (isBuilt ? builtFlag : 0) | (isShared ? sharedFlag : 0);
      this.floats[syncedAt] = synced;
      this.floats[uncertainSince] = uncertain ?? Number.NaN;
    });
  }

  /** Counts a buffer that was posted to all readers. */
  nextGeneration(): number {
    Atomics.store(this.ints, generation, (this.generation + 1) | 0);
    return this.generation;
  }

  /** The load keeps later plain writes from being seen before the store on processors with weak ordering, as on ARM. */
  #step(): void {
    Atomics.store(this.ints, sequence, (Atomics.load(this.ints, sequence) + 1) | 0);
    Atomics.load(this.ints, sequence);
  }
}

export class SequenceReader extends Control {
  /** A store to it orders the plain reads before it on processors with weak ordering. */
  readonly #own = new Int32Array(new SharedArrayBuffer(4));

  /** Waits for the end of a write. Returns the counter. */
  begin(): number {
    for (let looks = 0; ; looks++) {
      const value = Atomics.load(this.ints, sequence);
      if ((value & 1) === 0) return value;
      // The writer may not have a processor.
      if (looks >= looksMax) Atomics.wait(this.ints, sequence, value, sleepMs);
    }
  }

  /** Whether nothing was written since `begin` returned the value. */
  isCurrent(value: number): boolean {
    Atomics.store(this.#own, 0, value);
    return Atomics.load(this.ints, sequence) === value;
  }

  /** Belongs to the other reads between `begin` and `isCurrent`. */
  get currency(): Currency {
    const flags = this.ints[state] as number;
    const uncertain = this.floats[uncertainSince] as number;
    return {
      isBuilt: (flags & builtFlag) !== 0,
      isShared: (flags & sharedFlag) !== 0,
      syncedAt: this.floats[syncedAt] as number,
      uncertainSince: Number.isNaN(uncertain) ? undefined : uncertain,
    };
  }
}
