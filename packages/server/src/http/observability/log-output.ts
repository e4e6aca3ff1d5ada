import type { Writable } from "node:stream";
import type { DestinationStream } from "pino";

/** More than the lines of any burst; a reader that falls further behind loses lines. */
const bytesMax = 1024 * 1024;

/**
 * Writes log lines to a stream without ever waiting for its reader. While the reader is stalled, up to `bytesMax` are
 * buffered; further lines are dropped and counted.
 */
export class LogOutput implements DestinationStream {
  readonly #stream: Writable;
  readonly #bytesMax: number;
  #dropped = 0;
  #unreported = 0;

  /** `stream` must not block: `process.stdout` blocks for files and terminals only. */
  constructor(stream: Writable, limits: { readonly bytesMax: number } = { bytesMax }) {
    this.#stream = stream;
    this.#bytesMax = limits.bytesMax;
    // Without a listener a reader that went away would end the process.
    stream.on("error", () => this.#drop());
  }

  /** The number of lines that were lost. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    if (this.#stream.writableLength + line.length > this.#bytesMax) this.#drop();
    else this.#stream.write(line);
  }

  /** Calls `report` with the number of lines lost in an interruption when the reader has read the rest. */
  onFlowing(report: (dropped: number) => void): void {
    this.#stream.on("drain", () => {
      const dropped = this.#unreported;
      this.#unreported = 0;
      if (dropped > 0) report(dropped);
    });
  }

  /** Resolves when everything is written, or after `timeoutMs`. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.#stream.writableLength === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    this.#stream.once("drain", resolve);
    await promise;
    clearTimeout(timer);
  }

  #drop(): void {
    this.#dropped += 1;
    this.#unreported += 1;
  }
}
