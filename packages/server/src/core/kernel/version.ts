import { recordExists, versionStale } from "./errors.ts";

/** "any" stands for every version of a record that exists. */
export type Versions = "any" | readonly number[];

/** A condition of a change on the version that the record has before it. */
export interface VersionCondition {
  /** Not satisfied by a record without one of these versions, nor by a missing one. */
  readonly isOneOf?: Versions | undefined;
  /** Not satisfied by a record with one of these versions. */
  readonly isNoneOf?: Versions | undefined;
}

/**
 * Throws unless the record satisfies the condition; undefined accepts every record. The record is undefined when there
 * is none; a record without versions satisfies only "any".
 */
export function requireVersion(
  record: { readonly version?: number } | undefined,
  { isOneOf, isNoneOf }: VersionCondition = {},
): void {
  if (isOneOf !== undefined && !isIn(isOneOf, record)) throw versionStale();
  if (isNoneOf !== undefined && isIn(isNoneOf, record)) throw recordExists();
}

const isIn = (versions: Versions, record: { readonly version?: number } | undefined): boolean =>
  record !== undefined && (versions === "any" || versions.some((version) => version === record.version));
