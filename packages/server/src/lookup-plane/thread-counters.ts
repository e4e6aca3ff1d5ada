import type { LookupCounter } from "../core/routing/lookup-counts.ts";
import { inboundRules, outboundRules } from "../core/routing/route-lookups.ts";
import { durationBounds } from "../http/observability/request-metrics.ts";

/** The operations that a thread answers. */
export const operations = ["routeInbound", "routeOutbound", "routeInboundMany"] as const;
export type LookupOperation = (typeof operations)[number];

const counters = [
  /** Requests that the thread answered from memory. */
  "memory",
  /** Requests that the main thread answered. */
  "main",
  /** Health checks, and requests that were rejected without looking at them. */
  "other",
  "callerHits",
  "callerMisses",
  "callerRefreshes",
  "httpConnections",
  "respConnections",
  "respCommands",
  /** Of all commands, those that were answered with an error. */
  "respErrors",
  /** In milliseconds, in the last interval. */
  "delayP50",
  "delayP99",
  "delayMax",
] as const;
export type CounterName = (typeof counters)[number];

const cellOfCounter = new Map<CounterName, number>(counters.map((name, index) => [name, index]));
const inboundFrom = counters.length;
const outboundFrom = inboundFrom + inboundRules.length;
const durationsFrom = outboundFrom + outboundRules.length;
/** The counts of the buckets and of longer durations, and the sum. */
const durationsLength = durationBounds.length + 2;
const length = durationsFrom + operations.length * durationsLength;

const cellOfInbound = new Map(inboundRules.map((rule, index) => [rule, inboundFrom + index]));
const cellOfOutbound = new Map(outboundRules.map((rule, index) => [rule, outboundFrom + index]));

/** What one thread counts, in shared memory. Only the thread writes; the main thread reads without waiting. */
export class ThreadCounters implements LookupCounter {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Float64Array;

  /** Without a buffer, creates one; with another instance's, shows the same counters. */
  constructor(buffer = new SharedArrayBuffer(8 * length)) {
    this.buffer = buffer;
    this.#cells = new Float64Array(buffer);
  }

  add(name: CounterName, count = 1): void {
    this.#add(cellOfCounter.get(name) as number, count);
  }

  set(name: CounterName, value: number): void {
    this.#cells[cellOfCounter.get(name) as number] = value;
  }

  get(name: CounterName): number {
    return this.#cells[cellOfCounter.get(name) as number] as number;
  }

  inbound(rule: (typeof inboundRules)[number]): void {
    this.#add(cellOfInbound.get(rule) as number, 1);
  }

  outbound(rule: (typeof outboundRules)[number]): void {
    this.#add(cellOfOutbound.get(rule) as number, 1);
  }

  /** Counts a response with status 200. */
  observe(operation: LookupOperation, seconds: number): void {
    const from = durationsFrom + operations.indexOf(operation) * durationsLength;
    let bucket = 0;
    while (bucket < durationBounds.length && seconds > (durationBounds[bucket] as number)) bucket += 1;
    this.#add(from + bucket, 1);
    this.#add(from + durationsLength - 1, seconds);
  }

  /** All counts at this moment. */
  read(): ThreadCounts {
    return new ThreadCounts(this.#cells.slice());
  }

  #add(cell: number, count: number): void {
    this.#cells[cell] = (this.#cells[cell] as number) + count;
  }
}

/** The counts of a thread at one moment. */
export class ThreadCounts {
  readonly #cells: Float64Array;

  constructor(cells = new Float64Array(length)) {
    this.#cells = cells;
  }

  get(name: CounterName): number {
    return this.#cells[cellOfCounter.get(name) as number] as number;
  }

  lookups(): readonly { question: "inbound" | "outbound"; outcome: string; count: number }[] {
    const listed = (question: "inbound" | "outbound", cells: ReadonlyMap<string, number>) =>
      [...cells].map(([outcome, cell]) => ({ question, outcome, count: this.#cells[cell] as number }));
    return [...listed("inbound", cellOfInbound), ...listed("outbound", cellOfOutbound)].filter(
      ({ count }) => count > 0,
    );
  }

  /** By bucket, with the sum of the seconds. */
  durations(operation: LookupOperation): { readonly counts: number[]; readonly sum: number } {
    const from = durationsFrom + operations.indexOf(operation) * durationsLength;
    const counts = [...this.#cells.subarray(from, from + durationsLength - 1)];
    return { counts, sum: this.#cells[from + durationsLength - 1] as number };
  }

  /** What was counted since an earlier moment. */
  since(earlier: ThreadCounts): ThreadCounts {
    return new ThreadCounts(this.#cells.map((count, cell) => count - (earlier.#cells[cell] as number)));
  }

  plus(other: ThreadCounts): ThreadCounts {
    return new ThreadCounts(this.#cells.map((count, cell) => count + (other.#cells[cell] as number)));
  }
}
