/** Between two endpoints; not allowed in one. */
export const endpointSeparator = "\n";

/** Where the ids of a PlainLine start, in words: 8 hexadecimal characters each. */
export const idsOfPlainLine = { organization: 0, number: 3, user: 6, assignment: 9 } as const;
const words = 12;

/**
 * The usual answer of a lookup: an active user is the only holder of a line and its inbound holder, no other rule
 * applies, and no endpoint can form a call loop. It is filled in place, because ids as text and an object for every
 * record are most of the cost of a lookup.
 */
export class PlainLine {
  readonly ids = new Uint32Array(words);
  assignedAt = 0;
  /** With `endpointSeparator` between them; empty for none. */
  endpoints = "";
}
