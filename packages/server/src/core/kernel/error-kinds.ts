/** The kinds of errors. Every dialect maps each of them to a status. */
export const errorKinds = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "stale",
  "malformed",
  "too_large",
  "invalid",
  "limited",
  "unavailable",
  "internal",
] as const;
export type ErrorKind = (typeof errorKinds)[number];

export interface CatalogueEntry {
  readonly kind: ErrorKind;
  /** The public sentence, or the function that builds it. */
  readonly sentence: string | ((...values: never[]) => string);
}
