import { type ChainPosition, digestsOf } from "./chain-events.ts";
import { firstPreviousHash, hashOf, jobHashVersion, requestHashVersion } from "./event-hash.ts";
import { personalPointers, personalValues } from "./personal-values.ts";
import type { EventContent, PublicEvent } from "./public-event.ts";

/**
 * Why an event does not fit.
 *
 * - `number`: its `seq` is not the predecessor's plus one: events are missing, repeated or out of order.
 * - `link`: its `previousHash` is not the predecessor's hash.
 * - `version`: its `hashVersion` is unknown; a newer release may know it.
 * - `content`: its hash is not that of its content.
 * - `personal`: its salt, `redacted` and `digests` contradict its personal values.
 */
export type ChainFault = "number" | "link" | "version" | "content" | "personal";

export interface VerifiedChain {
  /** The last event that fits. */
  readonly head: ChainPosition;
  /** The first event that does not fit, where there is one. `seq` is the number that it claims to have. */
  readonly broken?: { readonly seq: number; readonly fault: ChainFault };
}

export const chainStart: ChainPosition = { seq: 0, hash: firstPreviousHash };

/**
 * Verifies the events of one organization, in order, as the feed shows them (`toPublicEvent` for those of a database).
 * `from` is the position before the first of them. Stops at the first event that does not fit. Never throws because of
 * an event: malformed ones do not fit.
 */
export async function verifyChain(
  events: Iterable<PublicEvent> | AsyncIterable<PublicEvent>,
  from: ChainPosition = chainStart,
): Promise<VerifiedChain> {
  let head = from;
  for await (const event of events) {
    const fault = faultOf(head, event);
    if (fault !== undefined) return { head, broken: { seq: event?.seq, fault } };
    head = { seq: event.seq, hash: event.hash };
  }
  return { head };
}

/** Returns why the event does not follow the position; undefined when it does. */
export function faultOf(position: ChainPosition, event: PublicEvent): ChainFault | undefined {
  try {
    if (event.seq !== position.seq + 1) return "number";
    if (event.previousHash !== position.hash) return "link";
    if (event.hashVersion !== requestHashVersion && event.hashVersion !== jobHashVersion) return "version";
    if ((event.hashVersion === jobHashVersion) !== (event.jobId !== undefined)) return "content";
    const content = contentOf(event);
    const digests = provenDigests(event, content);
    if (digests === undefined) return "personal";
    return hashOf(content, digests) === event.hash ? undefined : "content";
  } catch {
    return "content";
  }
}

/** The digests of the personal values; undefined when salt, `redacted` and `digests` contradict the values. */
function provenDigests(
  { salt, redacted, digests }: PublicEvent,
  content: EventContent,
): Readonly<Record<string, string>> | undefined {
  const values = personalValues(content);
  if (redacted === true) {
    if (values.length > 0 || salt !== null || !isDigests(digests)) return undefined;
    const known = personalPointers(content.kind);
    const pointers = Object.keys(digests);
    return pointers.length > 0 && pointers.every((pointer) => known.includes(pointer)) ? digests : undefined;
  }
  if (redacted !== false || digests !== null) return undefined;
  if (salt === null) return values.length === 0 ? {} : undefined;
  return values.length > 0 && isSalt(salt) ? digestsOf(salt, values) : undefined;
}

const isSalt = (salt: unknown): salt is string => typeof salt === "string" && /^[0-9a-f]{32}$/.test(salt);

const isDigests = (digests: unknown): digests is Readonly<Record<string, string>> =>
  typeof digests === "object" &&
  digests !== null &&
  Object.values(digests).every((digest) => typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest));

/** The hashed members: a feed of several organizations has others as well. */
const contentOf = (event: PublicEvent): EventContent => ({
  seq: event.seq,
  at: event.at,
  kind: event.kind,
  subjectId: event.subjectId,
  userId: event.userId,
  numberId: event.numberId,
  actorId: event.actorId,
  credentialId: event.credentialId,
  dialect: event.dialect,
  requestId: event.requestId,
  reason: event.reason,
  undoes: event.undoes,
  ...(event.jobId !== undefined && { jobId: event.jobId }),
  before: event.before,
  after: event.after,
  hashVersion: event.hashVersion,
  previousHash: event.previousHash,
});
