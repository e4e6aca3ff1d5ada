import { incomplete, textOf } from "./carrier-api.ts";

/** The carrier's id of a message that it has accepted. Throws `incomplete` when the response has none. */
export function sentId(value: unknown): string {
  const id = textOf(Array.isArray(value) ? value[0] : value);
  if (id === undefined) throw incomplete("The carrier's response has no id of the message.");
  return id;
}
