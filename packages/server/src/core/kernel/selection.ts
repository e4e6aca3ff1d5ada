import type { FieldError } from "./errors.ts";

/** One way a request names a record, with the field it stands in. */
export interface Selector<Reference> {
  readonly field: string;
  readonly reference: Reference;
}

export type SelectionResult<Item> =
  | { readonly item: Item; readonly errors?: undefined }
  | { readonly item?: undefined; readonly errors: readonly FieldError[] };

/**
 * The one record that every selector names. A selector that names none, or more than one, is at fault alone;
 * where two name different records both are.
 */
export async function select<Reference, Item extends { readonly id: string }>(
  selectors: readonly Selector<Reference>[],
  find: (reference: Reference) => Promise<readonly Item[]>,
): Promise<SelectionResult<Item>> {
  const errors: FieldError[] = [];
  const candidates: (readonly Item[])[] = [];
  for (const { field, reference } of selectors) {
    const found = await find(reference);
    if (found.length === 0) errors.push(unknown(field));
    candidates.push(found);
  }
  if (errors.length > 0) return { errors };
  const [first = [], ...others] = candidates;
  const common = first.filter((item) => others.every((found) => found.some((other) => other.id === item.id)));
  const [item, another] = common;
  if (item === undefined) return { errors: selectors.map(({ field }) => mismatch(field)) };
  return another === undefined ? { item } : { errors: selectors.map(({ field }) => ambiguous(field)) };
}

const unknown = (name: string): FieldError => ({
  in: "body",
  name,
  rule: "unknown",
  detail: `${name} names nothing of this organization`,
});

const mismatch = (name: string): FieldError => ({
  in: "body",
  name,
  rule: "mismatch",
  detail: `${name} names another record than the field beside it`,
});

const ambiguous = (name: string): FieldError => ({
  in: "body",
  name,
  rule: "ambiguous",
  detail: `${name} is at more than one provider; name the number by its id`,
});
