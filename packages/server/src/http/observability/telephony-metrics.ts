import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import type { TelephonyStats } from "../../core/telephony/telephony-stats.ts";
import { addHistogram } from "./collected-metrics.ts";

export interface TelephonyMetrics {
  readonly stats: TelephonyStats;
  /** The reports of calls that are not stored yet, and those that were lost. */
  readonly calls: { readonly queued: number; readonly dropped: number };
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
  new Gauge({
    name: "whoseline_call_reports_queued",
    help: "Reports for the log of calls that are not stored yet.",
    registers,
    collect() {
      this.set(calls.queued);
    },
  });
  new Counter({
    name: "whoseline_call_reports_dropped_total",
    help: "Reports for the log of calls that were lost, because the database was unavailable for too long.",
    registers,
    collect() {
      this.reset();
      this.inc(calls.dropped);
    },
  });
}

interface CountsByProvider {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function addCounts(registers: Registry[], { name, help, label, counts }: CountsByProvider): void {
  new Counter({
    name,
    help,
    labelNames: ["provider", label],
    registers,
    collect() {
      this.reset();
      for (const [provider, byLabel] of counts)
        for (const [value, count] of byLabel) this.inc({ provider, [label]: value }, count);
    },
  });
}
