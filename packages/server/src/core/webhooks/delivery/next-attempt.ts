import type { Timestamp } from "../../../model.ts";
import type { Turn } from "./deliver-webhook.ts";
import { type FailedAttempt, nextAttemptAt } from "./retry-schedule.ts";
import type { SentMessage } from "./send-message.ts";

/** When to try again after an attempt of the turn has failed. */
export const nextAttemptOf = (
  { services, leased, random }: Turn,
  { retryAfterMs }: SentMessage,
  attempt: Pick<FailedAttempt, "failures" | "isHead">,
): Timestamp =>
  nextAttemptAt({
    ...attempt,
    now: services.now(),
    lastDeliveredAt: leased.progress.lastDeliveredAt,
    retryAfterMs,
    random,
  });
