import type { ChainedEvent, WebhookDelivery, WebhookDisabledReason } from "../../../model.ts";
import type { CoreServices } from "../../kernel/context.ts";
import { selectedKinds } from "../webhook-kinds.ts";
import type { WebhookStats } from "../webhook-stats.ts";
import { deliverNotifications } from "./deliver-notifications.ts";
import { type LeasedWebhook, Stopped } from "./leased-webhook.ts";
import { nextAttemptOf } from "./next-attempt.ts";
import { failuresMax, isGivenUp } from "./retry-schedule.ts";
import type { SentMessage } from "./send-message.ts";

/** One turn of a webhook. */
export interface Turn {
  readonly services: CoreServices;
  readonly stats: WebhookStats;
  readonly leased: LeasedWebhook;
  /** The number of the organization's last event when the turn began. */
  readonly head: number;
  /** Whether events can be sent; otherwise only notifications. */
  readonly canSendEvents: boolean;
  /** Whether an event is to be repeated out of order. */
  readonly hasDuePending: boolean;
  readonly hasDueNotifications: boolean;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Whether it is the turn of another webhook. */
  readonly isOver: () => boolean;
}

/** Why a turn ended before the last event: the webhook waits until its next attempt, or is to be disabled. */
type Ending = "waits" | WebhookDisabledReason;

const pageSize = 100;
const pendingPerTurn = 100;

/** Without order: after so many failures in a row further events are not tried before a pause. */
const failuresBeforePause = 10;
/** The place in the retry schedule of that pause: five minutes. */
const pauseFailures = 2;

/** Delivers until nothing is left, an attempt fails or the turn is over. Returns why the webhook is to be disabled, if it is. */
export async function deliverWebhook(turn: Turn): Promise<WebhookDisabledReason | undefined> {
  const { leased } = turn;
  let ending: Ending | undefined;
  try {
    if (turn.hasDueNotifications) ending = await deliverNotifications(turn);
    if (turn.hasDuePending) ending ??= await repeatPending(turn);
    if (turn.canSendEvents)
      ending ??= await deliverEvents(turn, leased.webhook.isOrdered ? deliverHead : deliverAny);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  await leased.flush();
  return ending === "waits" ? undefined : ending;
}

type Deliver = (
  turn: Turn,
  event: ChainedEvent,
  next: ChainedEvent | undefined,
) => Promise<Ending | undefined>;

async function deliverEvents(turn: Turn, deliver: Deliver): Promise<Ending | undefined> {
  const { services, leased, head } = turn;
  const reads = services.store.read(leased.organizationId);
  const kinds = selectedKinds(leased.webhook.kinds);
  while (!turn.isOver()) {
    const { position } = leased.progress;
    const page = await reads.events.list({ kinds }, { size: pageSize, after: [position] });
    for (const [index, event] of page.items.entries()) {
      if (turn.isOver()) return undefined;
      if (event.seq <= leased.progress.position) continue;
      const ending = await deliver(turn, event, page.items[index + 1]);
      if (ending !== undefined) return ending;
      await leased.flushIfFull();
    }
    if (page.next !== undefined) continue;
    // Read after the head: no later event is selected that is not in the page.
    if (head > leased.progress.position) leased.update({ position: head });
    return undefined;
  }
  return undefined;
}

/** With order: an event that fails is repeated before any later one is sent. */
async function deliverHead(
  turn: Turn,
  event: ChainedEvent,
  next: ChainedEvent | undefined,
): Promise<Ending | undefined> {
  const { leased, signal } = turn;
  const failures = leased.progress.failures + 1;
  const sent = await leased.attempt(event, failures, signal);
  if (sent.isDelivered) {
    leased.update({ position: event.seq });
    return undefined;
  }
  const mayBeDead = !sent.isGone && failures >= failuresMax && next !== undefined;
  if (mayBeDead && (await isPassed(turn, event, next))) return undefined;
  return afterFailure(turn, sent, failures);
}

/**
 * Whether the event after one that keeps failing is accepted, so that the failing one is set aside. It is set aside before
 * the attempt: if the process ends in between, it is never delivered after a later event, except by a replay.
 */
async function isPassed(
  { leased, stats, signal }: Turn,
  event: ChainedEvent,
  next: ChainedEvent,
): Promise<boolean> {
  const before = leased.progress;
  const at = before.failingSince ?? event.at;
  leased.keepDelivery(deadDelivery(event.seq, before.failures, at, at));
  leased.update({ position: event.seq, failures: 0 });
  await leased.flush();
  const { isDelivered } = await leased.attempt(next, 1, signal);
  if (isDelivered) {
    stats.countDead();
    leased.update({ position: next.seq });
    return true;
  }
  leased.endDelivery(event.seq);
  leased.update(before);
  return false;
}

/** Without order: an event that fails is repeated later, and later events are sent meanwhile. */
async function deliverAny(turn: Turn, event: ChainedEvent): Promise<Ending | undefined> {
  const { leased } = turn;
  const sent = await leased.attempt(event, 1, turn.signal);
  if (!sent.isDelivered && !sent.isGone) {
    const { at } = sent.attempt;
    const pending = { seq: event.seq, failures: 1, firstFailedAt: at, lastFailedAt: at };
    const retryAt = nextAttemptOf(turn, sent, { failures: 1, isHead: false });
    leased.keepDelivery({ ...pending, status: "pending", nextAttemptAt: retryAt });
  }
  if (!sent.isGone) leased.update({ position: event.seq });
  return sent.isDelivered ? undefined : endingAfterFailure(turn, sent);
}

async function repeatPending(turn: Turn): Promise<Ending | undefined> {
  const { services, leased } = turn;
  const reads = services.store.read(leased.organizationId);
  const due = await reads.webhooks.dueDeliveries(leased.webhook.id, services.now(), pendingPerTurn);
  for (const delivery of due) {
    if (turn.isOver()) return undefined;
    const event = await reads.events.find(delivery.seq);
    if (event === undefined) continue;
    const ending = await repeatDelivery(turn, delivery, event);
    if (ending !== undefined) return ending;
    await leased.flushIfFull();
  }
  return undefined;
}

async function repeatDelivery(
  turn: Turn,
  delivery: WebhookDelivery,
  event: ChainedEvent,
): Promise<Ending | undefined> {
  const { leased, stats } = turn;
  const { seq, firstFailedAt } = delivery;
  const failures = delivery.failures + 1;
  const sent = await leased.attempt(event, failures, turn.signal);
  if (sent.isDelivered) {
    leased.endDelivery(seq);
    return undefined;
  }
  const { lastDeliveredAt } = leased.progress;
  const isDead = failures >= failuresMax && lastDeliveredAt !== null && lastDeliveredAt >= firstFailedAt;
  const { at } = sent.attempt;
  if (isDead) stats.countDead();
  leased.keepDelivery(
    isDead
      ? deadDelivery(seq, failures, firstFailedAt, at)
      : {
          ...delivery,
          failures,
          lastFailedAt: at,
          nextAttemptAt: nextAttemptOf(turn, sent, { failures, isHead: false }),
        },
  );
  return endingAfterFailure(turn, sent);
}

const deadDelivery = (
  seq: number,
  failures: number,
  firstFailedAt: number,
  lastFailedAt: number,
): WebhookDelivery => ({
  seq,
  status: "dead",
  failures,
  firstFailedAt,
  lastFailedAt,
  nextAttemptAt: null,
});

/** Without order: pauses a webhook at which everything fails, so that not every event has to find out. */
function endingAfterFailure(turn: Turn, sent: SentMessage): Ending | undefined {
  const isOngoing = turn.leased.progress.failures < failuresBeforePause;
  if (isOngoing && !sent.isGone && sent.retryAfterMs === undefined) return undefined;
  return afterFailure(turn, sent, pauseFailures);
}

/** Sets the next attempt of the webhook, for which all later events wait. */
function afterFailure(turn: Turn, sent: SentMessage, failures: number): Ending {
  const { services, leased } = turn;
  leased.update({ nextAttemptAt: nextAttemptOf(turn, sent, { failures, isHead: true }) });
  if (sent.isGone) return "gone";
  return isGivenUp(leased.progress, services.now()) ? "failing" : "waits";
}
