import type { Histogram } from "../../histogram.ts";

/** Counters of a storage engine since it was opened. The engine updates them in place. */
export interface StorageStats {
  /** The number of write transactions per durable commit; rejected ones count as well. */
  readonly groups: Histogram;
  /** Transactions retried after a lost race, by cause. */
  readonly retries: Readonly<Record<string, number>>;
  /** Returns the current state of the connection pool; undefined for an engine without a pool. */
  readonly connections: () => ConnectionStats | undefined;
}

export interface ConnectionStats {
  readonly busy: number;
  readonly idle: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
}
