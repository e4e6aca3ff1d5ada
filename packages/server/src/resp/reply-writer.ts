import type { PlainLine } from "../core/routing/route-lookups.ts";
import { plainAnswerLength, writeInteger, writePlainAnswer } from "../dialects/native/plain-answer.ts";

/** A line break would end a reply. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the replaced characters
const breaks = /[\u0000-\u001f\u007f]+/g;

/** Bytes of a buffer that is used again. */
const bufferBytes = 64 * 1024;
/** How many unused buffers a thread keeps: connections with replies need one until the end of a turn. */
const buffersMax = 32;
const unused: Buffer[] = [];

/** The dollar sign, nine digits, and two line ends. */
const frameBytes = 14;
const [carriageReturn, lineFeed, dollar] = [13, 10, 36];

/** Collects replies in the format of the connection's protocol version. */
export class ReplyWriter {
  protocol: 2 | 3 = 2;
  #bytes: Buffer | undefined;
  #end = 0;

  /** The number of collected bytes. */
  get length(): number {
    return this.#end;
  }

  /** Passes the collected replies to `send`, which returns whether it has sent them, and empties the writer. */
  flush(send: (replies: Buffer) => boolean): void {
    const bytes = this.#bytes;
    if (bytes === undefined) return;
    const isSent = send(bytes.subarray(0, this.#end));
    this.#bytes = undefined;
    this.#end = 0;
    if (isSent && bytes.length === bufferBytes && unused.length < buffersMax) unused.push(bytes);
  }

  simple(text: string): void {
    this.#add(`+${text}\r\n`);
  }

  /** `code` is the first word, in capital letters: clients decide by it. */
  error(code: string, sentence: string): void {
    this.#add(`-${code} ${sentence.replace(breaks, " ")}\r\n`);
  }

  integer(value: number): void {
    this.#add(`:${value}\r\n`);
  }

  bulk(text: string): void {
    this.#add(`$${Buffer.byteLength(text)}\r\n${text}\r\n`);
  }

  bulkOrNull(text: string | undefined): void {
    if (text === undefined) this.null();
    else this.bulk(text);
  }

  plainAnswer(line: PlainLine, ageMs: number): void {
    const length = plainAnswerLength(line, ageMs);
    const bytes = this.#reserve(length + frameBytes);
    bytes[this.#end] = dollar;
    const start = endLine(bytes, writeInteger(bytes, this.#end + 1, length));
    this.#end = endLine(bytes, writePlainAnswer(bytes, start, line, ageMs));
  }

  null(): void {
    this.#add(this.protocol === 3 ? "_\r\n" : "$-1\r\n");
  }

  /** The elements follow. */
  array(length: number): void {
    this.#add(`*${length}\r\n`);
  }

  /** The keys and values follow. */
  map(size: number): void {
    this.#add(this.protocol === 3 ? `%${size}\r\n` : `*${size * 2}\r\n`);
  }

  fields(fields: ReadonlyMap<string, string | number>): void {
    this.map(fields.size);
    for (const [name, value] of fields) this.field(name, value);
  }

  field(name: string, value: string | number): void {
    this.bulk(name);
    if (typeof value === "number") this.integer(value);
    else this.bulk(value);
  }

  #add(text: string): void {
    const length = Buffer.byteLength(text);
    const bytes = this.#reserve(length);
    bytes.write(text, this.#end, length === text.length ? "latin1" : "utf8");
    this.#end += length;
  }

  #reserve(length: number): Buffer {
    this.#bytes ??= unused.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
    if (this.#end + length <= this.#bytes.length) return this.#bytes;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + length));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
    return larger;
  }
}

function endLine(bytes: Buffer, at: number): number {
  bytes[at] = carriageReturn;
  bytes[at + 1] = lineFeed;
  return at + 2;
}
