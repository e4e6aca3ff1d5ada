import { PassThrough, pipeline, Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";
import { importTooLarge, invalidImportFile } from "../../kernel/errors.ts";

export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1256"] as const;
export type Encoding = (typeof encodings)[number];

const markLengthMax = 3;

/** The text of a file, gzipped or not. Throws when it is longer than `bytesMax`, decompressed. */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  { encoding: stated, bytesMax }: { readonly encoding?: Encoding | undefined; readonly bytesMax: number },
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let encoding: Encoding = stated ?? "utf-8";
  let bytes = 0;
  for await (const chunk of atLeast(markLengthMax, decompressed(source))) {
    if (decoder === undefined) {
      encoding = encodingOf(chunk, stated);
      decoder = new TextDecoder(encoding, { fatal: true });
    }
    bytes += chunk.length;
    if (bytes > bytesMax) throw importTooLarge(`${bytesMax / 1024 / 1024} MiB`);
    yield checked(decode(decoder, chunk, encoding), encoding);
  }
  if (decoder !== undefined) yield checked(decode(decoder, undefined, encoding), encoding);
}

/** By the byte order mark, or as the caller states. Nothing is guessed from the content. */
function encodingOf(chunk: Uint8Array, stated: Encoding | undefined): Encoding {
  const marked = marks.find(({ bytes }) => bytes.every((byte, index) => chunk[index] === byte))?.encoding;
  if (marked !== undefined && stated !== undefined && stated !== marked)
    throw invalidImportFile(
      `The file begins with the byte order mark of ${marked}, and is not in ${stated}. Omit the encoding.`,
    );
  return marked ?? stated ?? "utf-8";
}

const marks = [
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
] as const satisfies readonly { encoding: Encoding; bytes: readonly number[] }[];

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, encoding: Encoding): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw invalidImportFile(
      encoding === "utf-8"
        ? "The file is not in UTF-8. Save it as UTF-8, or state its encoding: windows-1252, windows-1256, utf-16le or utf-16be."
        : `The file is not in ${encoding}.`,
    );
  }
}

function checked(text: string, encoding: Encoding): string {
  if (text.includes("\0"))
    throw invalidImportFile(
      "The file contains the character NUL. A file in UTF-16 needs a byte order mark, or its encoding stated.",
    );
  return encoding === "windows-1256" ? withPersianLetters(text) : text;
}

/** Windows-1256 has no Persian yeh and kaf, so that Persian files have the Arabic ones in their place. */
const withPersianLetters = (text: string): string =>
  text.replaceAll("\u064a", "\u06cc").replaceAll("\u0643", "\u06a9");

async function* decompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = atLeast(2, source);
  const first = await chunks.next();
  if (first.done) return;
  const all = prepended(first.value, chunks);
  const isGzipped = first.value[0] === 0x1f && first.value[1] === 0x8b;
  yield* isGzipped ? gunzip(all) : all;
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const output = pipeline(Readable.from(source), createGunzip(), new PassThrough(), () => {});
  try {
    yield* output;
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith("Z_"))
      throw invalidImportFile("The gzip data of the file is damaged or incomplete.");
    throw error;
  }
}

async function* prepended<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** The same bytes, with at least `count` in the first chunk unless there are fewer. */
async function* atLeast(count: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of source) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < count) continue;
    yield head;
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield head;
}
