import type { ChainedEvent } from "../model.ts";
import { digestsOf } from "./chain-events.ts";
import { personalValues, withValues } from "./personal-values.ts";
import { toContent } from "./public-event.ts";

/**
 * The event with null in place of its personal values, and their digests in place of the salt. Its hash stays valid.
 * Undefined when the event has no personal values.
 */
export function redactEvent(event: ChainedEvent): ChainedEvent | undefined {
  const { salt } = event;
  if (salt === null) return undefined;
  const values = personalValues(toContent(event, event));
  const nulls = Object.fromEntries(values.map(({ pointer }) => [storedPointer(pointer), null]));
  return { ...withValues(event, nulls), salt: null, digests: digestsOf(salt, values) };
}

/** The one field whose stored name differs from the public one. */
const storedPointer = (pointer: string): string => pointer.replace("/reservedFor/", "/reservation/");
