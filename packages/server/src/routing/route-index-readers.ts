import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { MemoryPart } from "./memory/route-memory.ts";
import { type Currency, SequenceWriter } from "./memory/sequence.ts";
import type { RouteIndex } from "./route-index.ts";
import type { RouteIndexHandle } from "./route-snapshot.ts";

/** Posted to readers: the generation after it, and what the reader needs for it. */
export interface PartsMessage {
  readonly generation: number;
  /** Whether the parts are those of another index. */
  readonly isNewIndex: boolean;
  readonly parts: readonly MemoryPart[];
}

/** The readers of an index in other threads. Used by the thread that writes the index. */
export class RouteIndexReaders {
  readonly #sequence = new SequenceWriter();
  readonly #ports = new Set<MessagePort>();
  #index: RouteIndex | undefined;

  /** Makes a reader, for `new RouteIndexReader(handle)` in any thread. */
  open(): RouteIndexHandle {
    const { port1, port2 } = new MessageChannel();
    this.#ports.add(port1);
    port1.on("close", () => this.#ports.delete(port1));
    port1.unref();
    this.#post(port1, this.#message(true, this.#index?.memory.parts ?? []));
    return { control: this.#sequence.buffer, port: port2 };
  }

  /** From now on, readers read this index, or none. */
  setIndex(index: RouteIndex | undefined, currency: Currency): void {
    if (this.#index !== undefined) {
      this.#index.lock = undefined;
      this.#index.memory.onPart = undefined;
    }
    this.#index = index;
    this.#sequence.write(() => {
      this.#postToAll(true, index?.memory.parts ?? []);
      this.#sequence.setCurrency(currency);
    });
    if (index === undefined) return;
    index.lock = (write) => this.#sequence.write(write);
    index.memory.onPart = (part) => this.#postToAll(false, [part]);
  }

  setCurrency(currency: Currency): void {
    this.#sequence.setCurrency(currency);
  }

  close(): void {
    for (const port of this.#ports) port.close();
  }

  /** The message is in the queue of every port before its generation can be seen. */
  #postToAll(isNewIndex: boolean, parts: readonly MemoryPart[]): void {
    const message = { ...this.#message(isNewIndex, parts), generation: this.#sequence.generation + 1 };
    for (const port of this.#ports) this.#post(port, message);
    this.#sequence.nextGeneration();
  }

  #message(isNewIndex: boolean, parts: readonly MemoryPart[]): PartsMessage {
    return { generation: this.#sequence.generation, isNewIndex, parts };
  }

  #post(port: MessagePort, message: PartsMessage): void {
    port.postMessage(message);
  }
}
