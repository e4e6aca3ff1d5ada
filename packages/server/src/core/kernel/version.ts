import { versionStale } from "./errors.ts";

/** Throws unless the record has the expected version; undefined accepts every version. */
export function requireVersion(record: { readonly version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== record.version) throw versionStale();
}
