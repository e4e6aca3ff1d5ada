import type { InvalidArgument } from "./errors.ts";

/** One reference to a record, with the name of the argument that holds it. */
export interface Selector<Reference> {
  readonly argument: string;
  readonly reference: Reference;
}

export type SelectionResult<Item> =
  | { readonly item: Item; readonly errors?: undefined }
  | { readonly item?: undefined; readonly errors: readonly InvalidArgument[] };

/**
 * Finds the single record to which all selectors refer. A selector that matches no record is invalid by itself;
 * selectors that match different records, or several records, are all invalid.
 */
export async function select<Reference, Item extends { readonly id: string }>(
  selectors: readonly Selector<Reference>[],
  find: (reference: Reference) => Promise<readonly Item[]>,
): Promise<SelectionResult<Item>> {
  const errors: InvalidArgument[] = [];
  const candidates: (readonly Item[])[] = [];
  for (const { argument, reference } of selectors) {
    const found = await find(reference);
    if (found.length === 0) errors.push(unknown(argument));
    candidates.push(found);
  }
  if (errors.length > 0) return { errors };
  const [first = [], ...others] = candidates;
  const common = first.filter((item) => others.every((found) => found.some((other) => other.id === item.id)));
  const [item, another] = common;
  if (item === undefined) return { errors: selectors.map(({ argument }) => mismatch(argument)) };
  return another === undefined ? { item } : { errors: selectors.map(({ argument }) => ambiguous(argument)) };
}

const unknown = (argument: string): InvalidArgument => ({
  argument,
  rule: "unknown",
  problem: "matches no record of this organization",
});

const mismatch = (argument: string): InvalidArgument => ({
  argument,
  rule: "mismatch",
  problem: "refers to a different record than the other reference",
});

const ambiguous = (argument: string): InvalidArgument => ({
  argument,
  rule: "ambiguous",
  problem: "is a line at more than one provider; name the number by its id",
});
