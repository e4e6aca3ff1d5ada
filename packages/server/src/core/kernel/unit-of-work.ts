import type { Event, EventKind, Id } from "../../model.ts";
import { platformId, type Writes } from "../../storage/store.ts";
import type { Context, Idempotency } from "./context.ts";
import { CoreError, idempotencyKeyReused } from "./errors.ts";

/** How long an idempotency key stands for its first answer. */
export const idempotencyWindowMs = 24 * 60 * 60 * 1000;

/** What happened to one record, as the event will tell it. */
export interface EventDraft {
  readonly kind: EventKind;
  readonly subjectId: Id;
  readonly userId?: Id;
  readonly numberId?: Id;
  readonly before: object | null;
  readonly after: object | null;
}

export interface ChangeMetadata {
  /** In the words of whoever did it. */
  readonly reason?: string | undefined;
  /** The event that the change's first event takes back. */
  readonly undoes?: number | undefined;
}

/** The unitOfWork of one change: the tables, the moment, and the book its events are written in. */
export interface UnitOfWork {
  readonly tx: Writes;
  readonly at: number;
  readonly reason: string | undefined;
  record(happening: EventDraft): void;
}

/**
 * The one way anything changes. In one transaction: a repeated request gets its first answer again; otherwise
 * `work` runs, its events are numbered and written, and its answer is kept under the idempotency key. What
 * `work` gives must survive JSON, because a replay has only that. The reason, in the words of whoever did it, is
 * kept with every event.
 */
export async function mutate<T extends object>(
  context: Context,
  work: (change: UnitOfWork) => Promise<T>,
  why: ChangeMetadata = {},
): Promise<T> {
  const { store, credentials, commits, routeIndexSync } = context.parts;
  const began = performance.now();
  let haveCredentialsChanged = false;
  const markCredentialsChanged = () => {
    haveCredentialsChanged = true;
  };
  try {
    const done = await store.write(context.organizationId, (tx) =>
      runOnce(context, tx, work, why, markCredentialsChanged),
    );
    await routeIndexSync.applyLocalEvents(context.organizationId, done.seq, done.events);
    return done.outcome;
  } catch (error) {
    if (!(error instanceof CoreError)) routeIndexSync.markUncertain(began);
    throw error;
  } finally {
    // Also after a failure: it may have been committed nevertheless.
    if (haveCredentialsChanged) credentials.invalidate();
    commits.notify();
  }
}

interface CommittedChange<T> {
  readonly outcome: T;
  /** The organization's last event before this change. */
  readonly seq: number;
  readonly events: readonly Event[];
}

/** Kinds of events after which every credential, user and organization is as it was. */
const notCredentialRelated = /^(number|assignment|group)\./;

async function runOnce<T extends object>(
  context: Context,
  tx: Writes,
  work: (change: UnitOfWork) => Promise<T>,
  why: ChangeMetadata,
  touch: () => void,
): Promise<CommittedChange<T>> {
  const head = await tx.events.head();
  // An organization's time never goes back, whatever the clock does.
  const at = Math.max(context.parts.now(), head.at);
  const { idempotency } = context.call;
  const replayed = idempotency && (await replay<T>(context, tx, idempotency, at));
  if (replayed !== undefined) {
    // The first time may have taken effect at another node, or without this one learning of it.
    touch();
    return { outcome: replayed, seq: head.seq, events: [] };
  }
  const drafts: EventDraft[] = [];
  const record = (happening: EventDraft) => {
    if (!notCredentialRelated.test(happening.kind)) touch();
    drafts.push(happening);
  };
  const outcome = await work({ tx, at, reason: why.reason, record });
  if (idempotency)
    await tx.idempotency.settle(credentialOf(context), idempotency.key, JSON.stringify(outcome));
  const events = drafts.map((it, index) => ({
    ...eventOf(context, it, at, index === 0 ? why : { reason: why.reason }),
    seq: head.seq + 1 + index,
  }));
  if (events.length > 0) await tx.events.append(events);
  return { outcome, seq: head.seq, events };
}

/** The first answer of a repeated request; undefined when this is the first, which now has the key. */
async function replay<T>(
  context: Context,
  tx: Writes,
  { key, fingerprint, mayReplay }: Idempotency,
  at: number,
): Promise<T | undefined> {
  const record = await tx.idempotency.claim(credentialOf(context), key, {
    fingerprint,
    createdAt: at,
    since: at - idempotencyWindowMs,
    replaces: !mayReplay,
  });
  if (record === undefined) return undefined;
  if (record.fingerprint !== fingerprint) throw idempotencyKeyReused();
  return JSON.parse(record.outcome) as T;
}

const credentialOf = ({ principal }: Context) => ({
  organizationId: principal.organizationId ?? platformId,
  credentialId: principal.credentialId,
});

const eventOf = (
  { principal, call }: Context,
  happening: EventDraft,
  at: number,
  { reason, undoes }: ChangeMetadata,
): Omit<Event, "seq"> => ({
  at,
  kind: happening.kind,
  subjectId: happening.subjectId,
  userId: happening.userId ?? null,
  numberId: happening.numberId ?? null,
  actorId: principal.userId,
  credentialId: principal.credentialId,
  dialect: call.dialect,
  requestId: call.requestId,
  reason: reason ?? null,
  undoes: undoes ?? null,
  before: happening.before,
  after: happening.after,
});
