import { versionStale } from "./errors.ts";

/** Throws when the caller expects another version than the record has. */
export function requireVersion(record: { readonly version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== record.version) throw versionStale();
}
