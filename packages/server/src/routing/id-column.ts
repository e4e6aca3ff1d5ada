import type { Id } from "../model.ts";
import { grown } from "./column.ts";
import { mix } from "./open-addressing.ts";

/** A column of ids at 12 bytes each: the 24 hexadecimal characters as three 32-bit words. */
export class IdColumn<Key extends Id = Id> {
  #words = new Uint32Array(48);

  get bytes(): number {
    return this.#words.byteLength;
  }

  set(row: number, id: Key): void {
    const offset = row * 3;
    this.#words = grown(this.#words, offset + 3);
    for (let part = 0; part < 3; part++) this.#words[offset + part] = word(id, part);
  }

  get(row: number): Key {
    return (hex(this.#word(row, 0)) + hex(this.#word(row, 1)) + hex(this.#word(row, 2))) as Key;
  }

  is(row: number, id: Key): boolean {
    // The last word first: ids start with their time of creation, so the first word differs least.
    return (
      this.#word(row, 2) === word(id, 2) &&
      this.#word(row, 1) === word(id, 1) &&
      this.#word(row, 0) === word(id, 0)
    );
  }

  /** Equals `hashOf` of the row's id. */
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
