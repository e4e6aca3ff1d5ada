import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import type { Lookups, RouteStats } from "../../core/routing/lookup-counts.ts";
import type { Histogram } from "../../histogram.ts";

/** What one lookup thread has counted. */
export interface LookupThreadStats {
  /** From 1; a thread that replaces another one has its number. */
  readonly thread: number;
  /** How often the thread was replaced. */
  readonly restarts: number;
  /** HTTP requests, by who answered them. */
  readonly requests: { readonly memory: number; readonly main: number; readonly rejected: number };
  /** Commands of the Redis protocol. */
  readonly commands: { readonly ok: number; readonly error: number };
  /** Callers that the thread knew, that it asked the main thread for, and that it had read again in time. */
  readonly callers: { readonly hit: number; readonly miss: number; readonly refresh: number };
  readonly connections: { readonly http: number; readonly resp: number };
  readonly lookups: readonly Lookups[];
  /** The delay of the event loop in the last seconds, by quantile, in milliseconds. */
  readonly delayMs: readonly (readonly [quantile: number, ms: number])[];
}

export interface LookupThreadMetrics {
  threads(): readonly LookupThreadStats[];
  /** The successful responses that the threads have sent since the last call. */
  takeResponses(): readonly ({ readonly operation: string } & Pick<Histogram, "counts" | "sum">)[];
}

/** The path of the operations of lookup threads; determines their dialect. */
export const lookupPath = "/registry/v1/routes/inbound";

/** Adds the lookups of the threads to those of the main thread. */
export function withThreads(stats: RouteStats, threads: LookupThreadMetrics | undefined): RouteStats {
  const lookups = new Map<string, Lookups>();
  const all = [...stats.lookups, ...(threads?.threads() ?? []).flatMap((thread) => thread.lookups)];
  for (const { question, outcome, count } of all) {
    const name = `${question} ${outcome}`;
    lookups.set(name, { question, outcome, count: count + (lookups.get(name)?.count ?? 0) });
  }
  return { ...stats, lookups: [...lookups.values()] };
}

type ReadThreads = () => LookupThreadMetrics | undefined;

/** Adds the metrics of each lookup thread. */
export function addLookupThreads(registers: Registry[], read: ReadThreads): void {
  const stats = () => read()?.threads() ?? [];
  addCounter(
    registers,
    "whoseline_lookup_thread_requests_total",
    "HTTP requests to lookup threads, by who answered.",
    "source",
    () => stats().map(({ thread, requests }) => ({ thread, counts: requests })),
  );
  addCounter(
    registers,
    "whoseline_lookup_thread_commands_total",
    "Commands of the Redis protocol to lookup threads.",
    "result",
    () => stats().map(({ thread, commands }) => ({ thread, counts: commands })),
  );
  addCounter(
    registers,
    "whoseline_lookup_thread_callers_total",
    "Requests to lookup threads by whether the thread knew the caller; refresh counts callers that were read again in the background.",
    "result",
    () => stats().map(({ thread, callers }) => ({ thread, counts: callers })),
  );
  new Counter({
    name: "whoseline_lookup_thread_lookups_total",
    help: "Route lookups that a thread answered, by direction and by the rule that decided.",
    labelNames: ["thread", "question", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { thread, lookups } of stats())
        for (const { question, outcome, count } of lookups) this.inc({ thread, question, outcome }, count);
    },
  });
  new Counter({
    name: "whoseline_lookup_thread_restarts_total",
    help: "How often a lookup thread ended by itself and was replaced.",
    labelNames: ["thread"],
    registers,
    collect() {
      this.reset();
      for (const { thread, restarts } of stats()) this.inc({ thread }, restarts);
    },
  });
  addThreadGauges(registers, stats);
}

function addThreadGauges(registers: Registry[], stats: () => readonly LookupThreadStats[]): void {
  new Gauge({
    name: "whoseline_lookup_thread_connections",
    help: "Open connections of a lookup thread.",
    labelNames: ["thread", "door"],
    registers,
    collect() {
      for (const { thread, connections } of stats())
        for (const [door, count] of Object.entries(connections)) this.set({ thread, door }, count);
    },
  });
  new Gauge({
    name: "whoseline_lookup_thread_event_loop_delay_seconds",
    help: "Delay of a lookup thread's event loop in the last five seconds; quantile 1 is the maximum.",
    labelNames: ["thread", "quantile"],
    registers,
    collect() {
      for (const { thread, delayMs } of stats())
        for (const [quantile, ms] of delayMs) this.set({ thread, quantile }, ms / 1000);
    },
  });
}

interface ThreadCounts {
  readonly thread: number;
  readonly counts: Readonly<Record<string, number>>;
}

function addCounter(
  registers: Registry[],
  name: string,
  help: string,
  label: string,
  read: () => readonly ThreadCounts[],
): void {
  new Counter({
    name,
    help,
    labelNames: ["thread", label],
    registers,
    collect() {
      this.reset();
      for (const { thread, counts } of read())
        for (const [value, count] of Object.entries(counts)) this.inc({ thread, [label]: value }, count);
    },
  });
}
