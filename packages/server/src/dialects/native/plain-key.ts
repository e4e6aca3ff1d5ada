import { lineKeyOfBytes } from "../../core/routing/route-lookups.ts";
import { type Provider, providers } from "../../model.ts";
import { linesMax } from "./route-input.ts";

// Usual forms of what a lookup is asked with, read from bytes. Everything else is read as text.

/** An E.164 line at a provider. */
export class PlainKey {
  provider: Provider = "other";
  /** The `lineKey` of the line. */
  line = 0;
}

const prefix = Buffer.from("inbound:");
const providersOfKey = providersBefore(":");

/** Fills `target` from `inbound:{provider}:{line}`. Returns false for other keys. */
export function readPlainKey(bytes: Uint8Array, start: number, end: number, target: PlainKey): boolean {
  if (!isAt(bytes, start, prefix)) return false;
  const providerAt = start + prefix.length;
  const found = findProvider(bytes, providerAt, providersOfKey);
  if (found === undefined) return false;
  target.provider = found.provider;
  target.line = lineKeyOfBytes(bytes, providerAt + found.bytes.length, end);
  return target.line !== 0;
}

const [bodyStart, itemStart, bodyEnd] = ['{"lines":[', '{"provider":"', "]}"].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer];
const providersOfItem = providersBefore('","to":"');
const [quote, comma, closeBrace] = [34, 44, 125];
/** Of a line, with its plus. */
const lineLengthMax = 16;

/** The lines of a body that is as `JSON.stringify` writes it and has E.164 lines only; undefined for other bodies. */
export function readPlainBatch(bytes: Uint8Array): readonly PlainKey[] | undefined {
  if (!isAt(bytes, 0, bodyStart)) return undefined;
  const keys: PlainKey[] = [];
  for (let at = bodyStart.length; keys.length < linesMax; at++) {
    const key = new PlainKey();
    at = readItem(bytes, at, key);
    if (at === 0) return undefined;
    keys.push(key);
    if (bytes[at] !== comma)
      return isAt(bytes, at, bodyEnd) && at + bodyEnd.length === bytes.length ? keys : undefined;
  }
  return undefined;
}

/** Fills `target` from an item, and returns its end; 0 for one of another form. */
function readItem(bytes: Uint8Array, start: number, target: PlainKey): number {
  if (!isAt(bytes, start, itemStart)) return 0;
  const providerAt = start + itemStart.length;
  const found = findProvider(bytes, providerAt, providersOfItem);
  if (found === undefined) return 0;
  const lineAt = providerAt + found.bytes.length;
  let end = lineAt;
  while (end - lineAt <= lineLengthMax && bytes[end] !== quote) end += 1;
  target.provider = found.provider;
  target.line = lineKeyOfBytes(bytes, lineAt, end);
  return target.line !== 0 && bytes[end] === quote && bytes[end + 1] === closeBrace ? end + 2 : 0;
}

interface ProviderBytes {
  readonly provider: Provider;
  /** With the text that follows the provider. */
  readonly bytes: Uint8Array;
}

function providersBefore(text: string): readonly ProviderBytes[] {
  return providers.map((provider) => ({ provider, bytes: Buffer.from(provider + text) }));
}

function findProvider(
  bytes: Uint8Array,
  start: number,
  known: readonly ProviderBytes[],
): ProviderBytes | undefined {
  for (const it of known) if (isAt(bytes, start, it.bytes)) return it;
  return undefined;
}

function isAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  return true;
}
