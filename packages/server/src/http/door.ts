import type { IncomingMessage } from "node:http";

/** A way to the native API besides its own paths. Requests cannot name it: it belongs to the message, not to its head. */
export interface Door {
  readonly door: "mcp";
  /** The most numbers that plans change through it with one credential within an hour. */
  readonly changesPerHourMax: number;
}

const doors = new WeakMap<IncomingMessage, Door>();

export const markDoor = (request: IncomingMessage, door: Door): void => void doors.set(request, door);

export const doorOf = (request: IncomingMessage): Door | undefined => doors.get(request);
