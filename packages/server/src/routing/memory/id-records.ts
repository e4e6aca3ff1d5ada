import type { Id } from "../../model.ts";
import { HashIndex } from "./hash-index.ts";
import { mix } from "./open-addressing.ts";
import { RecordPages } from "./record-pages.ts";

/** The words of an id: its 24 hexadecimal characters, 8 in each. */
export const idWidth = 3;

/** Records that start with an id. */
export class IdRecords<Key extends Id> extends RecordPages {
  id(row: number): Key {
    return hexOf(this.get(row, 0), this.get(row, 1), this.get(row, 2)) as string as Key;
  }

  /** Copies the words of the id to `target`, from `at` on. */
  copyId(row: number, target: Uint32Array, at: number): void {
    for (let part = 0; part < idWidth; part++) target[at + part] = this.get(row, part);
  }

  /** `at`: where the id starts in `id`, here and below. */
  setId(row: number, id: string, at = 0): void {
    for (let part = 0; part < idWidth; part++) this.set(row, part, word(id, part, at));
  }

  hasId(row: number, id: string, at = 0): boolean {
    // The last word first: ids start with their time of creation, so the first word differs least.
    return (
      this.get(row, 2) === word(id, 2, at) &&
      this.get(row, 1) === word(id, 1, at) &&
      this.get(row, 0) === word(id, 0, at)
    );
  }
}

/** So many rows are compared before the hash index is searched. */
const nearRows = 4;

/** Records that are also found by their id. */
export class IndexedRecords<Key extends Id> extends IdRecords<Key> {
  readonly rowsById = new HashIndex();

  find(id: string, at = 0): number | undefined {
    const tag = hashOf(id, at);
    const { rowsById } = this;
    for (let entry = rowsById.first(tag); entry >= 0; entry = rowsById.next(tag, entry)) {
      const row = rowsById.row(entry);
      if (this.hasId(row, id, at)) return row;
    }
    return undefined;
  }

  /** Like `find`, for rows that are asked for in about the order in which they were added. */
  findNear(near: number, id: string, at: number): number | undefined {
    const end = Math.min(near + nearRows, this.end);
    for (let row = near; row < end; row++) if (this.hasId(row, id, at)) return row;
    return this.find(id, at);
  }

  /** No other row may have the id. */
  addId(id: string, at = 0): number {
    const row = this.add();
    this.setId(row, id, at);
    this.rowsById.add(hashOf(id, at), row);
    return row;
  }

  override delete(row: number): void {
    this.rowsById.delete(hashOfWords(this.get(row, 0), this.get(row, 1), this.get(row, 2)), row);
    super.delete(row);
  }
}

/** The character codes of the hexadecimal digits. */
const digits = new Uint8Array(Buffer.from("0123456789abcdef"));
const digit = (word: number, shift: number): number => digits[(word >>> shift) & 15] as number;

/** One call with all characters takes half of the time of Buffer.toString. */
const hexOf = (first: number, second: number, third: number): string =>
  String.fromCharCode(
    digit(first, 28),
    digit(first, 24),
    digit(first, 20),
    digit(first, 16),
    digit(first, 12),
    digit(first, 8),
    digit(first, 4),
    digit(first, 0),
    digit(second, 28),
    digit(second, 24),
    digit(second, 20),
    digit(second, 16),
    digit(second, 12),
    digit(second, 8),
    digit(second, 4),
    digit(second, 0),
    digit(third, 28),
    digit(third, 24),
    digit(third, 20),
    digit(third, 16),
    digit(third, 12),
    digit(third, 8),
    digit(third, 4),
    digit(third, 0),
  );

const zero = 48;
const nine = 57;
/** From the character code of `a` to the value 10. */
const lettersFrom = 87;

function word(id: string, part: number, at: number): number {
  let word = 0;
  const from = at + part * 8;
  for (let index = from; index < from + 8; index++) {
    const code = id.charCodeAt(index);
    word = (word << 4) | (code <= nine ? code - zero : code - lettersFrom);
  }
  return word >>> 0;
}

const hashOf = (id: string, at: number): number =>
  hashOfWords(word(id, 0, at), word(id, 1, at), word(id, 2, at));
const hashOfWords = (first: number, second: number, third: number): number =>
  mix(mix(first ^ Math.imul(second, 0x9e3779b1)) ^ third);
