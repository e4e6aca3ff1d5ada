import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import type { Histogram } from "../../histogram.ts";
import { addHistogram } from "./collected-metrics.ts";

export interface WebhookMetrics {
  /** What this process has delivered. */
  readonly stats: {
    readonly attempts: Readonly<Record<string, number>>;
    readonly disabled: Readonly<Record<string, number>>;
    readonly dead: number;
    readonly lagSeconds: Histogram;
  };
  /** Counts the webhooks in the database. */
  readonly count: () => Promise<{
    readonly enabled: number;
    readonly paused: number;
    readonly disabled: number;
    readonly failing: number;
  }>;
}

export function addWebhooks(registry: Registry, { stats, count }: WebhookMetrics): void {
  const registers = [registry];
  addCounter(registers, {
    name: "whoseline_webhook_attempts_total",
    help: "Requests to webhooks by this process, by outcome.",
    label: "outcome",
    read: () => stats.attempts,
  });
  addCounter(registers, {
    name: "whoseline_webhooks_disabled_total",
    help: "Webhooks that this process has disabled, by reason.",
    label: "reason",
    read: () => stats.disabled,
  });
  new Counter({
    name: "whoseline_webhook_dead_deliveries_total",
    help: "Events that this process has set aside, because they failed while others succeeded.",
    registers,
    collect() {
      this.reset();
      this.inc(stats.dead);
    },
  });
  addHistogram(
    registry,
    "whoseline_webhook_delivery_lag_seconds",
    "Time from the commit of an event to its delivery to a webhook by this process.",
    () => [{ labels: {}, histogram: stats.lagSeconds }],
  );
  new Gauge({
    name: "whoseline_webhooks",
    help: "Webhooks of the database, by status; failing ones are also enabled.",
    labelNames: ["status"],
    registers,
    async collect() {
      this.reset();
      // Without the database the other metrics are still served.
      const counts = await count().catch(() => undefined);
      if (counts === undefined) return;
      const { enabled, paused, disabled, failing } = counts;
      for (const [status, value] of Object.entries({ enabled, paused, disabled, failing }))
        this.set({ status }, value);
    },
  });
}

interface CountedByLabel {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly read: () => Readonly<Record<string, number>>;
}

function addCounter(registers: Registry[], { name, help, label, read }: CountedByLabel): void {
  new Counter({
    name,
    help,
    labelNames: [label],
    registers,
    collect() {
      this.reset();
      for (const [value, count] of Object.entries(read())) this.inc({ [label]: value }, count);
    },
  });
}
