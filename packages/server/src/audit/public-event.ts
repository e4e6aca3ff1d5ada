import type { ChainedEvent, Event, EventKind } from "../model.ts";

/**
 * An event as the feed shows it. Hashes cover this form, so it is frozen: what an event showed once, it shows forever.
 * A field that is added to a record must stay absent from the events that were stored without it.
 */
export interface PublicEvent {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly userId: string | null;
  readonly numberId: string | null;
  readonly actorId: string;
  readonly credentialId: string;
  readonly dialect: string;
  readonly requestId: string;
  readonly reason: string | null;
  readonly undoes: number | null;
  /** Only of hash version 2: the job that made the change. */
  readonly jobId?: string;
  readonly before: PublicRecord | null;
  readonly after: PublicRecord | null;
  readonly hashVersion: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly salt: string | null;
  readonly redacted: boolean;
  readonly digests: Readonly<Record<string, string>> | null;
}

/** Every member of the stored record, with instants in RFC 3339. */
export type PublicRecord = Readonly<Record<string, unknown>>;

/** What a hash covers, before personal values are replaced by their digests. */
export type EventContent = Omit<PublicEvent, "hash" | "salt" | "redacted" | "digests">;

export function toPublicEvent(event: ChainedEvent): PublicEvent {
  const { hash, salt, digests } = event;
  return { ...toContent(event, event), hash, salt, redacted: digests !== null, digests };
}

export const toContent = (
  event: Event,
  { hashVersion, previousHash }: Pick<ChainedEvent, "hashVersion" | "previousHash">,
): EventContent => ({
  seq: event.seq,
  at: toInstant(event.at) as string,
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
  before: event.before && toPublicRecord(event.kind, event.before),
  after: event.after && toPublicRecord(event.kind, event.after),
  hashVersion,
  previousHash,
});

/** Fields that events of the releases before hash version 1 can lack. Frozen: later fields must not be added. */
const defaultsAtVersion1: Readonly<Record<string, object>> = {
  organization: { coolingDays: 0 },
  user: { kind: "person", endpoints: [] },
  number: { coolingUntil: null, reservation: null },
};

function toPublicRecord(kind: EventKind, record: object): PublicRecord {
  const defaults = defaultsAtVersion1[recordNameOf(kind)];
  const complete: PublicRecord = defaults === undefined ? { ...record } : { ...defaults, ...record };
  const shown: Record<string, unknown> = {};
  for (const name of Object.keys(complete)) {
    const value = complete[name];
    if (name === "reservation") shown.reservedFor = toReservedFor(value);
    else shown[name] = toField(name, value);
  }
  return shown;
}

const toReservedFor = (reservation: unknown): unknown =>
  reservation === null || typeof reservation !== "object"
    ? reservation
    : Object.fromEntries(Object.entries(reservation).map(([name, value]) => [name, toField(name, value)]));

const toField = (name: string, value: unknown): unknown =>
  typeof value === "number" && /(?:^u|U)ntil$|At$/.test(name) ? toInstant(value) : value;

/** The largest absolute value of a `Date`. */
const instantMax = 8.64e15;

/** A number that is no instant stays a number, so that a database with it can still be verified. */
function toInstant(at: number): string | number {
  if (!Number.isInteger(at) || Math.abs(at) > instantMax) return at;
  if (at !== latest.at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}

/** The instants of one event, and of events that are written together, are mostly the same. */
let latest = { at: 0, text: new Date(0).toISOString() };

const assignmentKinds: ReadonlySet<string> = new Set([
  "number.assigned",
  "number.unassigned",
  "assignment.updated",
] satisfies EventKind[]);

/** The kind of record that `before` and `after` are. */
export const recordNameOf = (kind: string): string =>
  assignmentKinds.has(kind) ? "assignment" : (kind.split(".")[0] ?? kind);
