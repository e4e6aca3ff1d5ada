import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import type { TelephonyStats } from "../../core/telephony/telephony-stats.ts";
import { addGauge, addHistogram } from "./collected-metrics.ts";

export interface TelephonyMetrics {
  readonly stats: TelephonyStats;
  /** The reports of calls that are not stored yet, and those that were lost. */
  readonly calls: { readonly queued: number; readonly dropped: number };
  /** The notifications about calls that are not stored yet, and those that were lost. */
  readonly notifications: { readonly dropped: number };
}

export interface NotificationMetrics {
  readonly counts: Readonly<Record<string, { readonly recorded: number; readonly unselected: number }>>;
  readonly unknownLines: number;
  readonly repeatedMessages: number;
  readonly forwards: Readonly<Record<string, number>>;
}

export function addNotificationMetrics(
  registers: Registry[],
  hub: NotificationMetrics,
  { notifications }: Pick<TelephonyMetrics, "notifications">,
): void {
  addCounter(registers, "whoseline_notifications_total", {
    help: "Notifications of this process: recorded for a webhook, or not stored because none selected the kind.",
    labelNames: ["kind", "outcome"],
    read: () =>
      Object.entries(hub.counts).flatMap(([kind, { recorded, unselected }]) => [
        [{ kind, outcome: "recorded" }, recorded],
        [{ kind, outcome: "unselected" }, unselected],
      ]),
  });
  addCounter(registers, "whoseline_messages_ignored_total", {
    help: "Received messages without an effect: for a line of no organization, or delivered before.",
    labelNames: ["reason"],
    read: () => [
      [{ reason: "unknownLine" }, hub.unknownLines],
      [{ reason: "repeated" }, hub.repeatedMessages],
    ],
  });
  addCounter(registers, "whoseline_message_forwards_total", {
    help: "Messages that were sent on to phones, by outcome.",
    labelNames: ["outcome"],
    read: () => Object.entries(hub.forwards).map(([outcome, count]) => [{ outcome }, count]),
  });
  addCounter(registers, "whoseline_call_notifications_dropped_total", {
    help: "Notifications about calls that were lost, because the database was unavailable for too long.",
    labelNames: [],
    read: () => [[{}, notifications.dropped]],
  });
}

interface Counted {
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly read: () => readonly (readonly [labels: Readonly<Record<string, string>>, count: number])[];
}

function addCounter(registers: Registry[], name: string, { help, labelNames, read }: Counted): void {
  new Counter({
    name,
    help,
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const [labels, count] of read()) this.inc(labels, count);
    },
  });
}

export function addTelephonyMetrics(registry: Registry, { stats, calls }: TelephonyMetrics): void {
  const registers = [registry];
  addCounts(registers, {
    name: "whoseline_carrier_webhooks_total",
    help: "Webhooks of carriers, by what became of them.",
    label: "result",
    counts: stats.webhooks,
  });
  addCounts(registers, {
    name: "whoseline_carrier_call_steps_total",
    help: "Answers to webhooks about calls, by the step.",
    label: "step",
    counts: stats.steps,
  });
  addHistogram(
    registry,
    "whoseline_carrier_webhook_duration_seconds",
    "Time from the complete webhook of a carrier to its answer.",
    () => [...stats.seconds].map(([provider, histogram]) => ({ labels: { provider }, histogram })),
  );
  new Gauge({
    name: "whoseline_carrier_clock_skew_seconds",
    help: "The time that a carrier has signed minus the time of this server, by the last webhook.",
    labelNames: ["provider"],
    registers,
    collect() {
      for (const [provider, seconds] of stats.skewSeconds) this.set({ provider }, seconds);
    },
  });
  addCallLog(registers, calls);
}

function addCallLog(registers: Registry[], calls: TelephonyMetrics["calls"]): void {
  addGauge(
    registers,
    "whoseline_call_reports_queued",
    "Reports for the log of calls that are not stored yet.",
    () => calls.queued,
  );
  addCounter(registers, "whoseline_call_reports_dropped_total", {
    help: "Reports for the log of calls that were lost, because the database was unavailable for too long.",
    labelNames: [],
    read: () => [[{}, calls.dropped]],
  });
}

interface CountsByProvider {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function addCounts(registers: Registry[], { name, help, label, counts }: CountsByProvider): void {
  addCounter(registers, name, {
    help,
    labelNames: ["provider", label],
    read: () =>
      [...counts].flatMap(([provider, byLabel]) =>
        [...byLabel].map(([value, count]) => [{ provider, [label]: value }, count] as const),
      ),
  });
}
