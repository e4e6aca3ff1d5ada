import type { StoreReader } from "../../storage/store.ts";
import { positionAhead, positionDiverged } from "../kernel/errors.ts";

/** The last event that a reader of a feed has. */
export interface FeedPosition {
  /** 0 before the first event. */
  readonly seq: number;
  /** The event's hash or its first characters. Without it only the range is checked. */
  readonly hash?: string | undefined;
}

/** `now` is the last event at the time of the request. */
export type FeedStart = FeedPosition | "now";

/** Characters of the hash in a position. */
const hashLength = 16;

/** `123-ab12…`: the number of the event and the first 16 characters of its hash; `0` before the first event. */
export const formatPosition = ({ seq, hash }: { readonly seq: number; readonly hash: string }): string =>
  seq === 0 ? "0" : `${seq}-${hash.slice(0, hashLength)}`;

/** Also parses a plain number. Undefined when the text is no position. */
export function parsePosition(text: string): FeedPosition | undefined {
  const { seq, hash } = /^(?<seq>\d{1,16})(?:-(?<hash>[0-9a-f]{16}))?$/.exec(text)?.groups ?? {};
  return Number.isSafeInteger(Number(seq)) ? { seq: Number(seq), hash } : undefined;
}

export interface FeedHead {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Returns the last event. Throws when the position is after it, or when the event at the position has another hash
 * than the one that the reader has.
 */
export async function requirePosition(reads: StoreReader, position: FeedStart): Promise<FeedHead> {
  const head = await reads.events.head();
  if (position === "now") return head;
  const { seq, hash } = position;
  if (seq > head.seq) throw positionAhead(head.seq);
  if (hash === undefined || seq === 0) return head;
  const event = seq === head.seq ? head : await reads.events.find(seq);
  if (!event?.hash.startsWith(hash)) throw positionDiverged(head.seq);
  return head;
}
