import type { Id } from "../../model.ts";
import { HashIndex } from "./hash-index.ts";
import { mix } from "./open-addressing.ts";
import { RecordPages } from "./record-pages.ts";

/** The words of an id: its 24 hexadecimal characters, 8 in each. */
export const idWidth = 3;

/** Records that start with an id. */
export class IdRecords<Key extends Id> extends RecordPages {
  id(row: number): Key {
    bytes.setUint32(0, this.get(row, 0));
    bytes.setUint32(4, this.get(row, 1));
    bytes.setUint32(8, this.get(row, 2));
    return text.toString("hex") as Key;
  }

  setId(row: number, id: Key): void {
    for (let part = 0; part < idWidth; part++) this.set(row, part, word(id, part));
  }

  hasId(row: number, id: Key): boolean {
    // The last word first: ids start with their time of creation, so the first word differs least.
    return (
      this.get(row, 2) === word(id, 2) && this.get(row, 1) === word(id, 1) && this.get(row, 0) === word(id, 0)
    );
  }
}

/** Records that are also found by their id. */
export class IndexedRecords<Key extends Id> extends IdRecords<Key> {
  readonly rowsById = new HashIndex();

  find(id: Key): number | undefined {
    const tag = hashOf(id);
    const { rowsById } = this;
    for (let entry = rowsById.first(tag); entry >= 0; entry = rowsById.next(tag, entry)) {
      const row = rowsById.row(entry);
      if (this.hasId(row, id)) return row;
    }
    return undefined;
  }

  /** No other row may have the id. */
  addId(id: Key): number {
    const row = this.add();
    this.setId(row, id);
    this.rowsById.add(hashOf(id), row);
    return row;
  }

  override delete(row: number): void {
    this.rowsById.delete(hashOfWords(this.get(row, 0), this.get(row, 1), this.get(row, 2)), row);
    super.delete(row);
  }
}

const text = Buffer.alloc(idWidth * 4);
const bytes = new DataView(text.buffer, text.byteOffset, text.length);

const zero = 48;
const nine = 57;
/** From the character code of `a` to the value 10. */
const lettersFrom = 87;

function word(id: Id, part: number): number {
  let word = 0;
  for (let index = part * 8; index < part * 8 + 8; index++) {
    const code = id.charCodeAt(index);
    word = (word << 4) | (code <= nine ? code - zero : code - lettersFrom);
  }
  return word >>> 0;
}

const hashOf = (id: Id): number => hashOfWords(word(id, 0), word(id, 1), word(id, 2));
const hashOfWords = (first: number, second: number, third: number): number =>
  mix(mix(first ^ Math.imul(second, 0x9e3779b1)) ^ third);
