import type { Id } from "../model.ts";
import { grown } from "./column.ts";
import { mix } from "./open-addressing.ts";

/** Many ids in little memory: the 24 hexadecimal characters as three numbers of 32 bits each. */
export class IdColumn {
  #words = new Uint32Array(48);

  get bytes(): number {
    return this.#words.byteLength;
  }

  set(row: number, id: Id): void {
    const at = row * 3;
    this.#words = grown(this.#words, at + 3);
    for (let part = 0; part < 3; part++) this.#words[at + part] = word(id, part);
  }

  get(row: number): Id {
    return hex(this.#word(row, 0)) + hex(this.#word(row, 1)) + hex(this.#word(row, 2));
  }

  is(row: number, id: Id): boolean {
    // The last part differs most: ids begin with the time.
    return (
      this.#word(row, 2) === word(id, 2) &&
      this.#word(row, 1) === word(id, 1) &&
      this.#word(row, 0) === word(id, 0)
    );
  }

  /** The same as `hashOf` gives for the id. */
  hash(row: number): number {
    return hashOfWords(this.#word(row, 0), this.#word(row, 1), this.#word(row, 2));
  }

  #word(row: number, part: number): number {
    return this.#words[row * 3 + part] as number;
  }
}

export const hashOf = (id: Id): number => hashOfWords(word(id, 0), word(id, 1), word(id, 2));

const word = (id: Id, part: number): number => Number.parseInt(id.slice(part * 8, part * 8 + 8), 16);
const hex = (word: number): string => word.toString(16).padStart(8, "0");
const hashOfWords = (first: number, second: number, third: number): number =>
  mix(mix(first ^ Math.imul(second, 0x9e3779b1)) ^ third);
