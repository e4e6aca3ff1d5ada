/** Between two endpoints; not allowed in one. */
export const endpointSeparator = "\n";

/** Where the ids of a PlainLine start, in words: 8 hexadecimal characters each. */
export const idsOfPlainLine = { organization: 0, number: 3, user: 6, assignment: 9 } as const;
const words = 12;

/** Longer endpoints are not plain. */
const endpointBytesMax = 2048;
/** The first instant of the year 10000, whose text is longer than that of earlier ones. */
export const plainInstantMax = 253_402_300_800_000;

/**
 * The usual answer of a lookup: an active user is the only holder of an E.164 line and its inbound holder, no other rule
 * applies, and no endpoint can form a call loop or needs escapes in JSON. It is filled in place, because ids as text and
 * an object for every record are most of the cost of a lookup.
 */
export class PlainLine {
  readonly ids = new Uint32Array(words);
  assignedAt = 0;
  /** ASCII, with `endpointSeparator` between the endpoints; its first `endpointsLength` bytes are used. */
  readonly endpoints = Buffer.alloc(endpointBytesMax);
  endpointsLength = 0;
}

/** Whether JSON needs no escapes for the endpoints, which have separators between them, and they fit into a PlainLine. */
export const arePlainEndpoints = (endpoints: string): boolean =>
  endpoints.length <= endpointBytesMax && /^[\n !#-[\]-~]*$/.test(endpoints);
