import type { NotificationDelivery } from "../../../model.ts";
import type { DueNotification } from "../../../storage/store.ts";
import { decryptNotification } from "../../notifications/notification-contents.ts";
import type { Turn } from "./deliver-webhook.ts";
import { nextAttemptOf } from "./next-attempt.ts";
import { failuresMax, isGivenUp } from "./retry-schedule.ts";
import type { SentMessage } from "./send-message.ts";

const notificationsPerTurn = 100;

/** After so many failures in a row further notifications are not tried before a pause. */
const failuresBeforePause = 10;
/** The place in the retry schedule of that pause: five minutes. */
const pauseFailures = 2;

/**
 * Sends the notifications that are due. They have no order among themselves or among the events: one that fails is repeated
 * later, and a failing event delays none. Returns why the webhook is to be disabled, if it is.
 */
export async function deliverNotifications(turn: Turn): Promise<"gone" | "failing" | undefined> {
  const { services, leased } = turn;
  const reads = services.store.read(leased.organizationId);
  const due = await reads.notifications.dueDeliveries(
    leased.webhook.id,
    services.now(),
    notificationsPerTurn,
  );
  for (const one of due) {
    if (turn.isOver() || leased.progress.notificationsPausedUntil > services.now()) return undefined;
    const sent = await deliver(turn, one);
    if (sent.isGone) return "gone";
    const { notificationFailures: failures, failingSince } = leased.progress;
    if (!sent.isDelivered && isGivenUp({ failures, failingSince }, services.now())) return "failing";
    await leased.flushIfFull();
  }
  return undefined;
}

async function deliver(turn: Turn, { notification, delivery }: DueNotification): Promise<SentMessage> {
  const { services, leased } = turn;
  const decrypted = decryptNotification(services, leased.organizationId, notification);
  const failures = delivery.failures + 1;
  const sent = await leased.attemptNotification(decrypted, failures, turn.signal);
  if (sent.isDelivered) leased.endNotification(notification.id);
  else leased.keepNotification(afterFailure(turn, sent, { ...delivery, failures }));
  return sent;
}

/** The delivery after its last attempt failed; `failures` counts that one. Pauses a webhook at which everything fails. */
function afterFailure(turn: Turn, sent: SentMessage, delivery: NotificationDelivery): NotificationDelivery {
  const { stats, leased } = turn;
  const nextAfter = (failures: number) => nextAttemptOf(turn, sent, { failures, isHead: false });
  const isFailing = leased.progress.notificationFailures >= failuresBeforePause;
  if (sent.retryAfterMs !== undefined || isFailing)
    leased.update({ notificationsPausedUntil: nextAfter(pauseFailures) });
  const firstFailedAt = delivery.firstFailedAt ?? sent.attempt.at;
  const isDead = delivery.failures >= failuresMax;
  if (isDead) stats.countDead();
  return {
    ...delivery,
    firstFailedAt,
    status: isDead ? "dead" : "pending",
    nextAttemptAt: isDead ? null : nextAfter(delivery.failures),
  };
}
