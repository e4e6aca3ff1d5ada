import { lineKeyOfBytes } from "../core/routing/route-lookups.ts";
import { type Provider, providers } from "../model.ts";

const prefix = Buffer.from("inbound:");
const providerBytes = providers.map((provider) => ({ provider, bytes: Buffer.from(`${provider}:`) }));

/** An E.164 line at a provider, filled in place. */
export class PlainKey {
  provider: Provider = "other";
  /** The `lineKey` of the line. */
  line = 0;
}

/** Fills `target` from `inbound:{provider}:{line}`. Returns false for other keys, which are read as text. */
export function readPlainKey(bytes: Uint8Array, start: number, end: number, target: PlainKey): boolean {
  if (!isAt(bytes, start, prefix)) return false;
  const providerAt = start + prefix.length;
  const found = findProvider(bytes, providerAt);
  if (found === undefined) return false;
  target.provider = found.provider;
  target.line = lineKeyOfBytes(bytes, providerAt + found.bytes.length, end);
  return target.line !== 0;
}

function findProvider(bytes: Uint8Array, start: number) {
  for (const known of providerBytes) if (isAt(bytes, start, known.bytes)) return known;
  return undefined;
}

function isAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  return true;
}
