import { type PlainKey, readPlainKey } from "../dialects/native/plain-key.ts";
import { type CommandLimits, strangerLimits } from "./limits.ts";

/** The input is not RESP, or exceeds a limit. Nothing after it can be read. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** The input is an HTTP request: a browser or a proxy connected to the wrong port. */
export class HttpRequest extends Error {
  override readonly name = "HttpRequest";
}

const [tab, lineFeed, carriageReturn, space, dollar, asterisk, zero] = [9, 10, 13, 32, 36, 42, 48];
/** More digits than any length within the limits. */
const digitsMax = 9;
const incomplete = -1;

/**
 * Splits the bytes of a connection into commands: arrays of bulk strings, and lines of words (inline commands). The
 * arguments are ranges of the received bytes, which are read before more bytes are appended.
 */
export class RequestParser {
  limits: CommandLimits = strangerLimits;
  /** The number of arguments of the last command, with its name. */
  count = 0;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  /** The end of the received bytes; behind it, the buffer has free space. */
  #end = 0;
  /** The next byte to parse. */
  #at = 0;
  #commandStart = 0;
  /** The number of arguments of the array that is not complete; 0 between commands. */
  #expected = 0;
  /** Whether the buffer belongs to the parser, so that bytes can be appended to it. */
  #isOwned = false;
  #lengthEnd = 0;
  /** The end of the part of an incomplete line that was searched for its end. */
  #checked = 0;
  #lastName = "";
  #lastLowerName = "";

  /** The arguments of the last command are lost. */
  append(chunk: Buffer): void {
    const start = this.#expected === 0 ? this.#at : this.#commandStart;
    if (start === this.#end) this.#replace(chunk, chunk.length, false);
    else this.#extend(start, chunk);
  }

  /** The name of the command, in lower case. A client sends few different ones. */
  name(): string {
    if (!this.#isLastName()) {
      this.#lastName = this.ascii(0);
      this.#lastLowerName = this.#lastName.toLowerCase();
    }
    return this.#lastLowerName;
  }

  #isLastName(): boolean {
    const [start = 0, end = 0] = [this.#starts[0], this.#ends[0]];
    if (end - start !== this.#lastName.length) return false;
    for (let index = 0; start + index < end; index++)
      if (this.#bytes[start + index] !== this.#lastName.charCodeAt(index)) return false;
    return true;
  }

  /** Reads the argument with `readPlainKey`. */
  plainKey(index: number, target: PlainKey): boolean {
    return readPlainKey(this.#bytes, this.#starts[index] as number, this.#ends[index] as number, target);
  }

  /** The argument as text; the name of the command is the first. */
  text(index: number): string {
    return this.#bytes.toString("utf8", this.#starts[index], this.#ends[index]);
  }

  /** Like `text`, for bytes that are ASCII or wrong. */
  ascii(index: number): string {
    return this.#bytes.toString("latin1", this.#starts[index], this.#ends[index]);
  }

  /** Returns whether there is another complete command, and moves to it. Throws ProtocolError and HttpRequest. */
  next(): boolean {
    const isComplete = this.#parse();
    if (!isComplete && this.#end - this.#commandStart > this.limits.bytes)
      throw new ProtocolError(`a command has at most ${this.limits.bytes} bytes`);
    return isComplete;
  }

  #parse(): boolean {
    while (this.#expected === 0) {
      this.#skipEmptyLines();
      if (this.#commandStart !== this.#at) this.#checked = this.#at;
      this.#commandStart = this.#at;
      this.count = 0;
      if (this.#at === this.#end) return false;
      if (this.#bytes[this.#at] !== asterisk) {
        if (!this.#parseLine()) return false;
        if (this.count > 0) return true;
        continue;
      }
      const length = this.#readLength();
      if (length === incomplete) return false;
      if (length > this.limits.arguments)
        throw new ProtocolError(`a command has at most ${this.limits.arguments} arguments`);
      this.#at = this.#lengthEnd;
      this.#expected = length;
    }
    while (this.count < this.#expected) if (!this.#parseArgument()) return false;
    this.#expected = 0;
    return true;
  }

  #skipEmptyLines(): void {
    while (this.#at < this.#end) {
      const byte = this.#bytes[this.#at];
      if (byte === carriageReturn && this.#at + 1 === this.#end) return;
      const isEmptyLine =
        byte === lineFeed || (byte === carriageReturn && this.#bytes[this.#at + 1] === lineFeed);
      if (!isEmptyLine) return;
      this.#at += byte === lineFeed ? 1 : 2;
    }
  }

  #parseArgument(): boolean {
    if (this.#at === this.#end) return false;
    if (this.#bytes[this.#at] !== dollar) throw new ProtocolError("an argument begins with '$'");
    const length = this.#readLength();
    if (length === incomplete) return false;
    const { argumentBytes } = this.limits;
    if (length > argumentBytes) throw new ProtocolError(`an argument has at most ${argumentBytes} bytes`);
    const start = this.#lengthEnd;
    const end = start + length;
    if (end + 2 > this.#end) return false;
    if (this.#bytes[end] !== carriageReturn || this.#bytes[end + 1] !== lineFeed)
      throw new ProtocolError("an argument is longer than its length");
    this.#addArgument(start, end);
    this.#at = end + 2;
    return true;
  }

  /** Reads the digits after the byte at the current position, up to the end of the line, which is at `#lengthEnd`. */
  #readLength(): number {
    const start = this.#at + 1;
    let length = 0;
    for (let at = start; at < this.#end; at++) {
      const byte = this.#bytes[at] as number;
      if (byte === carriageReturn) return this.#endOfLength(at, at === start ? Number.NaN : length);
      const digit = byte - zero;
      if (digit < 0 || digit > 9 || at - start >= digitsMax) throw new ProtocolError("a length is invalid");
      length = length * 10 + digit;
    }
    return incomplete;
  }

  #endOfLength(at: number, length: number): number {
    if (Number.isNaN(length)) throw new ProtocolError("a length is invalid");
    if (at + 1 === this.#end) return incomplete;
    if (this.#bytes[at + 1] !== lineFeed) throw new ProtocolError("a length is invalid");
    this.#lengthEnd = at + 2;
    return length;
  }

  /** A line of words, which are separated by spaces. */
  #parseLine(): boolean {
    const start = this.#at;
    const lineEnd = this.#bytes.indexOf(lineFeed, this.#checked);
    const isComplete = lineEnd >= 0 && lineEnd < this.#end;
    const end = isComplete ? lineEnd : this.#end;
    if (end - start > this.limits.argumentBytes)
      throw new ProtocolError(`a line has at most ${this.limits.argumentBytes} bytes`);
    this.#requirePrintable(this.#checked, end);
    if (!isComplete) {
      // A carriage return is valid before the end of the line only.
      this.#checked = Math.max(start, end - 1);
      return false;
    }
    const line = this.#bytes.toString("latin1", start, end).trimEnd();
    if (/ HTTP\/\d(\.\d)?$|^Host:/i.test(line)) throw new HttpRequest();
    for (const { index, 0: word } of line.matchAll(/[^ \t]+/g)) {
      if (this.count === this.limits.arguments)
        throw new ProtocolError(`a command has at most ${this.limits.arguments} arguments`);
      this.#addArgument(start + index, start + index + word.length);
    }
    this.#at = end + 1;
    return true;
  }

  #requirePrintable(start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at] as number;
      const isLineEnd = byte === carriageReturn && at === end - 1;
      if ((byte < space && byte !== tab && !isLineEnd) || byte > 126)
        throw new ProtocolError("a command begins with '*', or is a line of printable ASCII characters");
    }
  }

  #addArgument(start: number, end: number): void {
    this.#starts[this.count] = start;
    this.#ends[this.count] = end;
    this.count += 1;
  }

  #replace(bytes: Buffer, end: number, isOwned: boolean): void {
    this.#bytes = bytes;
    this.#end = end;
    this.#at = 0;
    this.#commandStart = 0;
    this.#checked = 0;
    this.#isOwned = isOwned;
  }

  /** Keeps the bytes from `start` on. The buffer at least doubles, so that short chunks are not copied each time. */
  #extend(start: number, chunk: Buffer): void {
    const kept = this.#end - start;
    const size = kept + chunk.length;
    if (!this.#isOwned || this.#end + chunk.length > this.#bytes.length) {
      const bytes = Buffer.allocUnsafeSlow(Math.max(size * 2, 1024));
      this.#bytes.copy(bytes, 0, start, this.#end);
      for (let index = 0; index < this.count; index++) this.#moveArgument(index, start);
      const [at, checked] = [this.#at - start, Math.max(0, this.#checked - start)];
      this.#replace(bytes, kept, true);
      this.#at = at;
      this.#checked = checked;
    }
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  #moveArgument(index: number, by: number): void {
    this.#starts[index] = (this.#starts[index] as number) - by;
    this.#ends[index] = (this.#ends[index] as number) - by;
  }
}
