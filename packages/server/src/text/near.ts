import { distance } from "fastest-levenshtein";

/** Longer texts are no typing errors of the names that are compared here, and would take long. */
const lengthMax = 64;

/**
 * How many characters must be changed to get from one name to the other, without regard to case; undefined when that is
 * more than a third of them, so that the names have nothing to do with each other.
 */
export function nameDistance(name: string, other: string): number | undefined {
  const length = Math.max(name.length, other.length);
  if (length > lengthMax) return undefined;
  const changed = distance(name.toLowerCase(), other.toLowerCase());
  return changed <= Math.max(1, Math.floor(length / 3)) ? changed : undefined;
}

/** The names in the order of their distance from another; those without one keep their order, at the end. */
export function nearestFirst(name: string, others: readonly string[]): readonly string[] {
  const distances = new Map(others.map((other) => [other, nameDistance(name, other) ?? lengthMax + 1]));
  return others.toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0));
}
