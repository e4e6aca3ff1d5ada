import type { LookupThreadMetrics, LookupThreadStats } from "../http/observability/lookup-thread-metrics.ts";
import type { LookupWorker } from "./lookup-worker.ts";
import { operations, ThreadCounts } from "./thread-counters.ts";

/** Reads the counters of the lookup threads. */
export class PlaneMetrics implements LookupThreadMetrics {
  readonly #workers: readonly LookupWorker[];
  readonly #taken = new Map<LookupWorker, ThreadCounts>();

  constructor(workers: readonly LookupWorker[]) {
    this.#workers = workers;
  }

  threads(): readonly LookupThreadStats[] {
    return this.#workers.map(statsOf);
  }

  takeResponses(): ReturnType<LookupThreadMetrics["takeResponses"]> {
    let all = new ThreadCounts();
    for (const worker of this.#workers) {
      const counts = worker.counters.read();
      all = all.plus(counts.since(this.#taken.get(worker) ?? new ThreadCounts()));
      this.#taken.set(worker, counts);
    }
    return operations.map((operation) => ({ operation, ...all.durations(operation) }));
  }
}

function statsOf({ number, restarts, counters }: LookupWorker): LookupThreadStats {
  const counts = counters.read();
  return {
    thread: number,
    restarts,
    requests: { memory: counts.get("memory"), main: counts.get("main"), rejected: counts.get("other") },
    callers: {
      hit: counts.get("callerHits"),
      miss: counts.get("callerMisses"),
      refresh: counts.get("callerRefreshes"),
    },
    commands: {
      ok: Math.max(0, counts.get("respCommands") - counts.get("respErrors")),
      error: counts.get("respErrors"),
    },
    connections: { http: counts.get("httpConnections"), resp: counts.get("respConnections") },
    lookups: counts.lookups(),
    delayMs: [
      [0.5, counts.get("delayP50")],
      [0.99, counts.get("delayP99")],
      [1, counts.get("delayMax")],
    ],
  };
}
