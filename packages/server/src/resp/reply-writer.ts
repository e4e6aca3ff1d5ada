/** A line break would end a reply. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the replaced characters
const breaks = /[\u0000-\u001f\u007f]+/g;

/** Collects replies in the format of the connection's protocol version. */
export class ReplyWriter {
  protocol: 2 | 3 = 2;
  #text = "";
  #isAscii = true;

  /** The number of collected characters. */
  get length(): number {
    return this.#text.length;
  }

  /** Returns the collected replies with their encoding, and empties the writer. */
  take(): readonly [text: string, encoding: "latin1" | "utf8"] {
    const taken = [this.#text, this.#isAscii ? "latin1" : "utf8"] as const;
    this.#text = "";
    this.#isAscii = true;
    return taken;
  }

  simple(text: string): void {
    this.#text += `+${text}\r\n`;
  }

  /** `code` is the first word, in capital letters: clients decide by it. */
  error(code: string, sentence: string): void {
    this.#add(`-${code} ${sentence.replace(breaks, " ")}\r\n`);
  }

  integer(value: number): void {
    this.#text += `:${value}\r\n`;
  }

  bulk(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (bytes !== text.length) this.#isAscii = false;
    this.#text += `$${bytes}\r\n${text}\r\n`;
  }

  bulkOrNull(text: string | undefined): void {
    if (text === undefined) this.null();
    else this.bulk(text);
  }

  null(): void {
    this.#text += this.protocol === 3 ? "_\r\n" : "$-1\r\n";
  }

  /** The elements follow. */
  array(length: number): void {
    this.#text += `*${length}\r\n`;
  }

  /** The keys and values follow. */
  map(size: number): void {
    this.#text += this.protocol === 3 ? `%${size}\r\n` : `*${size * 2}\r\n`;
  }

  fields(fields: ReadonlyMap<string, string | number>): void {
    this.map(fields.size);
    for (const [name, value] of fields) {
      this.bulk(name);
      if (typeof value === "number") this.integer(value);
      else this.bulk(value);
    }
  }

  #add(text: string): void {
    if (Buffer.byteLength(text) !== text.length) this.#isAscii = false;
    this.#text += text;
  }
}
