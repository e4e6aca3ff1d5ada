import type { Histogram } from "../../histogram.ts";

/** Counters of a storage engine since it was opened. The engine updates them in place. */
export interface StorageStats {
  /** The number of write transactions per durable commit; rejected ones count as well. */
  readonly groups: Histogram;
  /** Transactions retried after a lost race, by cause. */
  readonly retries: Readonly<Record<string, number>>;
  /** The cost of the write transactions until now; zero for an engine in the process. */
  readonly cost: TransactionCost;
  /** Returns the current state of the connection pool; undefined for an engine without a pool. */
  readonly connections: () => ConnectionStats | undefined;
}

export interface ConnectionStats {
  readonly busy: number;
  readonly idle: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
}

export interface TransactionCost {
  readonly statements: number;
  /** How many times a transaction waited for the server, summed over the transactions. */
  readonly roundTrips: number;
}
