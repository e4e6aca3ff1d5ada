import type { NumberRecord, NumberReference, StoreReader } from "../../storage/store.ts";
import { invalidArguments, numberNotFound } from "../kernel/errors.ts";

/**
 * Finds the number, released or not. Throws when the reference matches none, or lines at several providers.
 * `argument` names the reference in the error.
 */
export async function existingNumber(
  reads: StoreReader,
  reference: NumberReference,
  argument = "number",
): Promise<NumberRecord> {
  const number = singleNumber(await reads.numbers.find(reference), argument);
  if (number === undefined) throw numberNotFound();
  return number;
}

/** Like `existingNumber`; also throws when the number was released, because it can no longer be changed. */
export async function unreleasedNumber(
  reads: StoreReader,
  reference: NumberReference,
): Promise<NumberRecord> {
  const number = await existingNumber(reads, reference);
  if (number.releasedAt !== null) throw numberNotFound();
  return number;
}

/** The only number of the result; undefined when there is none. Throws when there are several. */
export function singleNumber(
  [number, another]: readonly NumberRecord[],
  argument = "number",
): NumberRecord | undefined {
  if (another !== undefined) throw ambiguousLine(argument);
  return number;
}

const ambiguousLine = (argument: string) =>
  invalidArguments({
    argument,
    rule: "ambiguous",
    problem: "is a line at more than one provider; name the number by its id",
  });
