import { Histogram } from "../../histogram.ts";
import type { WebhookDisabledReason } from "../../model.ts";

/** Upper bounds in seconds. */
const lagBounds = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 1800, 7200, 86_400];

/** What this process has delivered since its start. */
export class WebhookStats {
  readonly attempts = { delivered: 0, failed: 0 };
  readonly disabled: Record<WebhookDisabledReason, number> = { gone: 0, failing: 0 };
  /** From the commit of an event to its delivery. */
  readonly lagSeconds = new Histogram(lagBounds);
  dead = 0;

  countAttempt(isDelivered: boolean): void {
    this.attempts[isDelivered ? "delivered" : "failed"] += 1;
  }

  countDead(): void {
    this.dead += 1;
  }

  countDisabled(reason: WebhookDisabledReason): void {
    this.disabled[reason] += 1;
  }
}
