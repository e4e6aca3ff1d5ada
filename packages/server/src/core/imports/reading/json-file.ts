import { importTooLarge, invalidImportFile } from "../../kernel/errors.ts";
import { columnNames } from "./columns.ts";
import { openRecords } from "./ndjson-file.ts";
import { type JsonRecord, toObject } from "./ndjson-records.ts";
import type { RecordFile } from "./open-import-file.ts";
import { type Preset, presetSources } from "./presets.ts";

/** The most characters of a JSON document, which is parsed in one piece. */
const documentLengthMax = 16 * 1024 * 1024;
/** The most objects and lists of a JSON document: an empty one takes far more memory than its two characters. */
export const documentObjectsMax = 1_000_000;

/** Reads the list in a JSON document of another system, or in a JSON list of such documents or of items. */
export async function openJson(text: AsyncIterable<string>, preset: Preset): Promise<RecordFile> {
  const documents = [await parse(text)].flat();
  const { items: member = "", hasNext } = presetSources[preset];
  const items = documents.flatMap((document) => itemsOf(document, member));
  const first = items.map(toObject).find((item) => item !== undefined);
  if (first === undefined)
    throw invalidImportFile(`The JSON document has no objects in a list named ${member}.`);
  const file = openRecords(first, recordsOf(items), columnNames("numbers", preset));
  const last = toObject(documents.at(-1));
  return last !== undefined && hasNext?.(last) ? { ...file, notes: [...file.notes, pagesNote] } : file;
}

const pagesNote = "The document is one page of a longer list. Import the other pages too.";

async function parse(text: AsyncIterable<string>): Promise<unknown> {
  let document = "";
  let objects = 0;
  for await (const part of text) {
    document += part;
    objects += part.match(/[{[]/g)?.length ?? 0;
    if (objects > documentObjectsMax)
      throw importTooLarge(`${documentObjectsMax} objects of one JSON document`);
    if (document.length > documentLengthMax)
      throw importTooLarge(
        "16 MiB of one JSON document; NDJSON, with an object in every line, can be longer",
      );
  }
  try {
    return JSON.parse(document);
  } catch {
    throw invalidImportFile(
      "The file is no JSON document. If it has an object in every line, state the format ndjson.",
    );
  }
}

/** The items of a document; a value without the list is an item itself. */
function itemsOf(document: unknown, member: string): readonly unknown[] {
  const items = toObject(document)?.[member];
  return Array.isArray(items) ? items : [document];
}

async function* recordsOf(items: readonly unknown[]): AsyncGenerator<JsonRecord> {
  for (const [index, item] of items.entries()) yield { row: index + 1, record: toObject(item) };
}
