import type { ChainedEvent, Event, UserHandle } from "../../model.ts";
import type { EventHead, EventHeadOfOrganization, StoreTransaction } from "../../storage/store.ts";
import type { Permission } from "../auth/access.ts";
import { allInOrder } from "./all-in-order.ts";
import type { Context } from "./context.ts";
import { changesCredentials } from "./credential-events.ts";
import { endSessions } from "./end-sessions.ts";
import { CoreError } from "./errors.ts";
import { replayOutcome, storeOutcome } from "./idempotency.ts";
import type { EventDraft, UnitOfWork } from "./unit-of-work.ts";

export interface MutateOptions<Outcome = never> {
  readonly permission: Permission;
  /** The user concerned, for permissions that some roles have only for themselves. */
  readonly userId?: UserHandle | undefined;
  /** Checks that need no database; they run after the permission check and before the transaction. */
  readonly validate?: (() => void) | undefined;
  /**
   * False when the organization need not be checked: the operation creates it, reads it itself, or works on the
   * platform's own records.
   */
  readonly requiresOrganization?: boolean | undefined;
  /** The caller's free-text reason; stored with every event of the change. */
  readonly reason?: string | undefined;
  /** The number of the event that the first event of this change reverts. */
  readonly undoes?: number | undefined;
  /** Whether the change is rolled back at the end, so that only its outcome is known. */
  readonly isDryRun?: boolean | undefined;
  /**
   * Whether the outcome of an earlier change still holds. Without it, a retry that has no key of the client's own is
   * never answered with a stored outcome.
   */
  readonly isCurrent?: ((tx: StoreTransaction, outcome: Outcome) => Promise<boolean>) | undefined;
}

/**
 * The only way to change anything. Checks the permission, then, in one transaction: replays the stored outcome of a
 * repeated request; or checks that the organization exists, runs `work`, numbers and appends its events, and stores
 * the outcome under the idempotency key. The organization check does not delay the first statements of `work`, and
 * its error takes precedence. The outcome must survive JSON, because a replay parses it from JSON.
 */
export async function mutate<T extends object>(
  context: Context,
  options: MutateOptions<NoInfer<T>>,
  work: (unitOfWork: UnitOfWork) => Promise<T>,
): Promise<T> {
  const { permission, userId } = options;
  if (typeof userId !== "object") context.require(permission, userId);
  options.validate?.();
  const { store, credentials, commits, routeIndexSync, carrierAccounts } = context.services;
  const startedAt = performance.now();
  /** The ids of changed records that cached credentials can depend on. */
  const changedIds = new Set<string>();
  let effects: (() => void)[] = [];
  try {
    const change = await store.write(context.organizationId, (tx) => {
      effects = [];
      return runTransaction({ context, tx, options, changedIds, effects }, work);
    });
    for (const effect of effects) effect();
    // The first attempt may have been committed by another process, or without this process seeing the result.
    if (change.isReplay) changedIds.add(context.organizationId);
    await allInOrder(
      routeIndexSync.applyLocalEvents(context.organizationId, change.seq, change.events),
      carrierAccounts.apply(change.events),
    );
    return change.outcome;
  } catch (error) {
    if (error instanceof RolledBack) return error.outcome as T;
    if (!(error instanceof CoreError)) routeIndexSync.markUncertain(startedAt);
    throw error;
  } finally {
    // Also after a failure: the transaction may have been committed nevertheless.
    if (changedIds.size > 0) credentials.invalidate(changedIds);
    commits.notify(context.organizationId);
  }
}

/** Ends the transaction of a dry run. */
class RolledBack extends Error {
  readonly outcome: object;

  constructor(outcome: object) {
    super("a dry run was rolled back");
    this.outcome = outcome;
  }
}

interface Transaction<T> {
  readonly context: Context;
  readonly tx: StoreTransaction;
  readonly options: MutateOptions<T>;
  readonly changedIds: Set<string>;
  /** What `afterCommit` has received. */
  readonly effects: (() => void)[];
}

interface CommittedChange<T> {
  readonly outcome: T;
  /** The number of the organization's last event before this change. */
  readonly seq: number;
  readonly events: readonly ChainedEvent[];
  /** Whether the outcome is that of an earlier request with the same idempotency key. */
  readonly isReplay: boolean;
}

/**
 * Begins `work` before the checks are answered, at the present time, so that the first queries of both share a round trip;
 * its changes wait for the checks. When the organization's last event is later than the present, `work` runs again.
 */
async function runTransaction<T extends object>(
  transaction: Transaction<T>,
  work: (unitOfWork: UnitOfWork) => Promise<T>,
): Promise<CommittedChange<T>> {
  const { context, tx, options } = transaction;
  const now = context.services.now();
  const checks = checkFirst(transaction, now);
  const gate = checks.then(({ head, at, replayed }) => {
    if (replayed !== undefined || at > now) throw new NotNow();
    return head;
  });
  const [checked, early] = await Promise.allSettled([checks, runEarly(transaction, { gate, now }, work)]);
  if (checked.status === "rejected") throw checked.reason;
  const { head, at, replayed } = checked.value;
  if (replayed !== undefined) return { outcome: replayed, seq: head.seq, events: [], isReplay: true };
  if (early.status === "rejected" && at === now) throw early.reason;
  const { outcome, drafts } =
    early.status === "fulfilled" && at === now
      ? early.value
      : await runWork(transaction, momentOf(at, head), work);
  if (options.isDryRun) throw new RolledBack(outcome);
  await endSessions(tx, drafts, at);
  await storeOutcome(context, tx, outcome);
  const events = await appendEvents(transaction, { drafts, at, head });
  return { outcome, seq: head.seq, events, isReplay: false };
}

async function runEarly<T extends object>(
  transaction: Transaction<T>,
  { gate, now }: { gate: Promise<EventHeadOfOrganization>; now: number },
  work: (unitOfWork: UnitOfWork) => Promise<T>,
): Promise<WorkResult<T>> {
  let known: EventHeadOfOrganization | undefined;
  const opened = gate.then((head) => {
    known = head;
  });
  const tx = await transaction.tx.changesAfter(opened);
  const head = () => {
    if (known === undefined) throw new Error("the head of the events is not known before the first change");
    return known.seq;
  };
  const coolingDays = async () => (await gate).coolingDays;
  return runWork({ ...transaction, tx }, { at: now, head, coolingDays }, work);
}

/** When a work runs, and what the checks have read. */
type Moment = Pick<UnitOfWork, "at" | "head" | "coolingDays">;

const momentOf = (at: number, { seq, coolingDays }: EventHeadOfOrganization): Moment => ({
  at,
  head: () => seq,
  coolingDays: async () => coolingDays,
});

/** Keeps a work from changing anything that began too early. */
class NotNow extends Error {}

interface Checked<T> {
  readonly head: EventHeadOfOrganization;
  /** The time of an organization's events never decreases, even when the clock is set back. */
  readonly at: number;
  readonly replayed: T | undefined;
}

/** What must be known before the first change. In one round trip; the errors take precedence in the order of the checks. */
async function checkFirst<T extends object>(
  { context, tx, options }: Transaction<T>,
  now: number,
): Promise<Checked<T>> {
  const [, , head, replayed] = await allInOrder(
    context.requireSlug(tx),
    requireForNamedUser(context, tx, options),
    existingHead(context, tx, options),
    replayOutcome(context, tx, { at: now, isCurrent: options.isCurrent }),
  );
  return { head, at: Math.max(now, head.at), replayed };
}

async function existingHead<T>(
  context: Context,
  tx: StoreTransaction,
  options: MutateOptions<T>,
): Promise<EventHeadOfOrganization> {
  const head = await tx.events.head();
  if (requiresExisting(options)) context.requireNotDeleted(head.deletedAt, options.permission);
  return head;
}

async function appendEvents<T>(
  { context, tx, options }: Transaction<T>,
  { drafts, at, head }: { drafts: readonly EventDraft[]; at: number; head: EventHead },
): Promise<readonly ChainedEvent[]> {
  const { reason = null, undoes = null } = options;
  const events = drafts.map((draft, index) =>
    toEvent(context, draft, { at, reason, undoes: index === 0 ? undoes : null }),
  );
  return events.length > 0 ? tx.events.append(events, head) : [];
}

/** A deletion replays its outcome; the creation of an organization with a taken id has its own error. */
const requiresExisting = <T>({ permission }: MutateOptions<T>): boolean =>
  permission !== "organization:delete" && permission !== "organizations:create";

/** The permission for a user who is referred to by name: only the transaction determines who that is. */
async function requireForNamedUser<T>(
  context: Context,
  tx: StoreTransaction,
  { permission, userId }: MutateOptions<T>,
): Promise<void> {
  if (typeof userId !== "object") return;
  const [user, another] = await tx.users.named(userId);
  context.require(permission, another === undefined ? user?.id : undefined);
}

interface WorkResult<T> {
  readonly outcome: T;
  readonly drafts: readonly EventDraft[];
}

async function runWork<T extends object>(
  { context, tx, options, changedIds, effects }: Transaction<T>,
  moment: Moment,
  work: (unitOfWork: UnitOfWork) => Promise<T>,
): Promise<WorkResult<T>> {
  const drafts: EventDraft[] = [];
  const record = (draft: EventDraft) => {
    if (changesCredentials[draft.kind]) changedIds.add(draft.subjectId);
    drafts.push(draft);
  };
  const invalidate = (recordId: string) => changedIds.add(recordId);
  const afterCommit = (effect: () => void) => effects.push(effect);
  const { permission, reason, requiresOrganization = true } = options;
  const unitOfWork = {
    ...moment,
    tx,
    reason,
    recorded: () => drafts.length,
    record,
    afterCommit,
    invalidate,
  };
  const [, outcome] = await allInOrder(
    requiresOrganization ? context.requireOrganization(tx, permission) : undefined,
    (async () => work(unitOfWork))(),
  );
  return { outcome, drafts };
}

const toEvent = (
  { principal, call }: Context,
  draft: EventDraft,
  { at, reason, undoes }: Pick<Event, "at" | "reason" | "undoes">,
) => ({
  at,
  kind: draft.kind,
  subjectId: draft.subjectId,
  userId: draft.userId ?? null,
  numberId: draft.numberId ?? null,
  actorId: principal.userId,
  credentialId: principal.credentialId,
  dialect: call.door ?? call.dialect,
  requestId: call.requestId,
  reason,
  undoes,
  ...(call.jobId !== undefined && { jobId: call.jobId }),
  before: draft.before,
  after: draft.after,
});
