import type { Event, EventKind, Id } from "../model.ts";
import { platformId, type Writes } from "../storage/store.ts";
import type { Context, Idempotency } from "./context.ts";
import { idempotencyKeyReused } from "./errors.ts";

/** How long an idempotency key stands for its first answer. */
export const idempotencyWindowMs = 24 * 60 * 60 * 1000;

/** What happened to one record, as the event will tell it. */
export interface Happening {
  readonly kind: EventKind;
  readonly subjectId: Id;
  readonly userId?: Id;
  readonly numberId?: Id;
  readonly before: object | null;
  readonly after: object | null;
}

/** The hands of one change: the tables, the moment, and the book its events are written in. */
export interface Change {
  readonly tx: Writes;
  readonly at: number;
  record(happening: Happening): void;
}

/**
 * The one way anything changes. In one transaction: a repeated request gets its first answer again; otherwise
 * `work` runs, its events are numbered and written, and its answer is kept under the idempotency key. What
 * `work` gives must survive JSON, because a replay has only that.
 */
export async function change<T extends object>(
  context: Context,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const { store, credentials } = context.parts;
  let isCredentialTouched = false;
  const look = ({ kind }: Happening) => {
    isCredentialTouched ||= !ofNoCredential.test(kind);
  };
  try {
    return await store.write(context.organizationId, (tx) => changeOnce(context, tx, work, look));
  } finally {
    // Also after a failure: it may have been committed nevertheless.
    if (isCredentialTouched) credentials.forget();
  }
}

/** Kinds of events after which every credential, user and organization is as it was. */
const ofNoCredential = /^(number|assignment|group)\./;

async function changeOnce<T extends object>(
  context: Context,
  tx: Writes,
  work: (change: Change) => Promise<T>,
  look: (happening: Happening) => void,
): Promise<T> {
  const at = context.parts.now();
  const { idempotency } = context.call;
  const replayed = idempotency && (await replay<T>(context, tx, idempotency, at));
  if (replayed !== undefined) return replayed;
  const happenings: Happening[] = [];
  const record = (happening: Happening) => {
    look(happening);
    happenings.push(happening);
  };
  const outcome = await work({ tx, at, record });
  if (idempotency)
    await tx.idempotency.settle(credentialOf(context), idempotency.key, JSON.stringify(outcome));
  if (happenings.length > 0) await tx.events.append(happenings.map((it) => eventOf(context, it, at)));
  return outcome;
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

const eventOf = ({ principal, call }: Context, happening: Happening, at: number): Omit<Event, "seq"> => ({
  at,
  kind: happening.kind,
  subjectId: happening.subjectId,
  userId: happening.userId ?? null,
  numberId: happening.numberId ?? null,
  actorId: principal.userId,
  credentialId: principal.credentialId,
  dialect: call.dialect,
  requestId: call.requestId,
  before: happening.before,
  after: happening.after,
});
