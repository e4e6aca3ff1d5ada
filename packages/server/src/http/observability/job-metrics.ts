import { Counter, Gauge, type Registry } from "@prometheus-io/client";

/** Jobs that have not ended, by kind and state. */
export interface OpenJobs {
  readonly kind: string;
  readonly state: string;
  readonly count: number;
  /** When the job that has waited for the longest time became due. Milliseconds since 1970-01-01 UTC. */
  readonly oldestDueAt: number;
}

export interface JobMetrics {
  /** As they were at the last poll of this process. */
  readonly open: readonly OpenJobs[];
  /** How many jobs this process has ended. */
  readonly finished: readonly { readonly kind: string; readonly state: string; readonly count: number }[];
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
}

export function addJobs(registers: Registry[], read: () => JobMetrics): void {
  new Gauge({
    name: "whoseline_jobs",
    help: "Background jobs of the database that have not ended, by kind and state.",
    labelNames: ["kind", "state"],
    registers,
    collect() {
      this.reset();
      for (const { kind, state, count } of read().open) this.set({ kind, state }, count);
    },
  });
  new Gauge({
    name: "whoseline_job_oldest_pending_age_seconds",
    help: "How long the pending job that has waited for the longest time has been due, by kind.",
    labelNames: ["kind"],
    registers,
    collect() {
      this.reset();
      const { open, now } = read();
      for (const { kind, state, oldestDueAt } of open)
        if (state === "pending") this.set({ kind }, Math.max(0, now - oldestDueAt) / 1000);
    },
  });
  new Counter({
    name: "whoseline_jobs_finished_total",
    help: "Background jobs that this process has ended, by kind and state.",
    labelNames: ["kind", "state"],
    registers,
    collect() {
      this.reset();
      for (const { kind, state, count } of read().finished) this.inc({ kind, state }, count);
    },
  });
}
