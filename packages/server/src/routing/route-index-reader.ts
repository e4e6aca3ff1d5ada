import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Provider, UserId } from "../model.ts";
import { RouteMemory } from "./memory/route-memory.ts";
import { type Currency, SequenceReader } from "./memory/sequence.ts";
import { sharedClockOffset } from "./memory/shared-clock.ts";
import { MemoryRouteInputs } from "./memory-route-inputs.ts";
import type { PlainLine } from "./plain-line.ts";
import type { PartsMessage } from "./route-index-readers.ts";
import type { Conflict, LineRouteInput, UserRouteInput } from "./route-input.ts";
import type { RouteIndexHandle, RouteInputs, RouteSnapshot, RouteSnapshotSource } from "./route-snapshot.ts";

/**
 * Reads the index that another thread writes, from shared memory. Never waits for more than the write of one change, and
 * never delays the writer. An answer is one that was true at some time between the call and its return.
 */
export class RouteIndexReader implements RouteSnapshotSource {
  readonly #sequence: SequenceReader;
  readonly #port: MessagePort;
  readonly #now: () => number;
  #generation: number | undefined;
  #index: IndexInputs;

  /** `now`: the clock of RouteIndexSync when that is not the system's, for tests. */
  constructor({ control, port }: RouteIndexHandle, now?: () => number) {
    this.#sequence = new SequenceReader(control);
    this.#port = port;
    const offset = sharedClockOffset().upper;
    this.#now = now ?? (() => performance.now() + offset);
    this.#index = this.#newIndex();
    // Not only when the reader is asked, so that a reader without lookups does not keep replaced buffers.
    port.on("message", (message: PartsMessage) => this.#apply(message));
    port.unref();
    this.#receive();
  }

  get snapshot(): RouteSnapshot | undefined {
    for (;;) {
      const begin = this.#sequence.begin();
      this.#receive();
      const snapshot = this.#snapshotOf(this.#sequence.currency);
      if (this.#sequence.isCurrent(begin)) return snapshot;
    }
  }

  close(): void {
    this.#port.close();
  }

  #snapshotOf({ isBuilt, isShared, syncedAt, uncertainSince }: Currency): RouteSnapshot | undefined {
    if (!isBuilt) return undefined;
    const since = isShared ? syncedAt : uncertainSince;
    return { index: this.#index, ageMs: since === undefined ? 0 : Math.max(0, this.#now() - since) };
  }

  /** Uses the buffers that were published before the current read began. */
  #receive(): void {
    if (this.#sequence.generation === this.#generation) return;
    for (let it = receiveMessageOnPort(this.#port); it !== undefined; it = receiveMessageOnPort(this.#port))
      this.#apply(it.message as PartsMessage);
  }

  #apply({ generation, isNewIndex, parts }: PartsMessage): void {
    if (isNewIndex) this.#index = this.#newIndex();
    for (const part of parts) this.#index.memory.setPart(part);
    this.#generation = generation;
  }

  #newIndex(): IndexInputs {
    return new IndexInputs(this.#sequence, () => this.#receive());
  }
}

/** Thrown out of a read of memory that has changed meanwhile; the read is repeated. */
const torn = new Error("the index has changed during a read");

/** One index. After another one replaced it, still answers with the state in which it was replaced. */
class IndexInputs implements RouteInputs {
  readonly memory = new RouteMemory();
  readonly #sequence: SequenceReader;
  readonly #receive: () => void;
  readonly #inputs: MemoryRouteInputs;
  #begin = 0;

  constructor(sequence: SequenceReader, receive: () => void) {
    this.#sequence = sequence;
    this.#receive = receive;
    this.#inputs = new MemoryRouteInputs(this.memory, () => {
      if (!sequence.isCurrent(this.#begin)) throw torn;
    });
  }

  line(provider: Provider, line: string): LineRouteInput | Conflict | undefined {
    return this.#read((inputs) => inputs.line(provider, line));
  }

  user(id: UserId, provider?: Provider): UserRouteInput | undefined {
    return this.#read((inputs) => inputs.user(id, provider));
  }

  plainLine(provider: Provider, key: number, target: PlainLine): boolean {
    return this.#read((inputs) => inputs.plainLine(provider, key, target));
  }

  /** A read of memory that changes can return or throw anything; only its repetition counts. */
  #read<Result>(read: (inputs: RouteInputs) => Result): Result {
    for (;;) {
      this.#begin = this.#sequence.begin();
      this.#receive();
      try {
        const result = read(this.#inputs);
        if (this.#sequence.isCurrent(this.#begin)) return result;
      } catch (error) {
        if (this.#sequence.isCurrent(this.#begin)) throw error;
      }
    }
  }
}
