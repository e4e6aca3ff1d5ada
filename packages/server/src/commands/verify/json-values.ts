import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

/**
 * Reads a file with one JSON value per line, or with one JSON value. Yields the members of arrays and of the `items` of
 * pages, and other values as they are.
 */
export async function* readJsonValues(path: string): AsyncGenerator<unknown> {
  let isFirst = true;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line.trim() === "") continue;
    const value = parse(line);
    if (value === undefined && isFirst) return yield* readOneValue(path);
    if (value === undefined) throw new Error(`A line of ${path} is not JSON: the file may be incomplete.`);
    isFirst = false;
    yield* membersOf(value);
  }
}

async function* readOneValue(path: string): AsyncGenerator<unknown> {
  const value = parse(await readFile(path, "utf8"));
  if (value === undefined) throw new Error(`The file ${path} does not contain JSON.`);
  yield* membersOf(value);
}

function membersOf(value: unknown): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  const { items } = value !== null && typeof value === "object" ? (value as { items?: unknown }) : {};
  return Array.isArray(items) ? items : [value];
}

/** Undefined when the text is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
