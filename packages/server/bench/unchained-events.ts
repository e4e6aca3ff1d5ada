import type { ChainPosition } from "../src/audit/chain-events.ts";
import { requestHashVersion } from "../src/audit/event-hash.ts";
import type { ChainedEvent, Event } from "../src/model.ts";

export { digestsOf } from "../src/audit/chain-events.ts";

/** Numbers and links the events as the server does, but computes no hash: the number stands for it. */
export function chainEvents(
  position: ChainPosition,
  events: readonly Omit<Event, "seq">[],
): readonly ChainedEvent[] {
  let previous = position;
  return events.map((event) => {
    const seq = previous.seq + 1;
    const chained = { seq, hash: String(seq).padStart(64, "0") };
    const { hash: previousHash } = previous;
    previous = chained;
    return { ...event, ...chained, hashVersion: requestHashVersion, previousHash, salt: null, digests: null };
  });
}
