import { Histogram } from "../histogram.ts";
import type { StorageStats } from "./contract/stats.ts";

/** The counters as the engine that updates them sees them. */
export interface EngineStats extends StorageStats {
  readonly retries: Record<string, number>;
  readonly cost: { statements: number; roundTrips: number };
}

/** `retryCauses` are listed with 0 from the start, so that each is in the metrics before it first occurs. */
export const createStats = (
  retryCauses: readonly string[],
  connections: StorageStats["connections"] = () => undefined,
): EngineStats => ({
  groups: new Histogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
  retries: Object.fromEntries(retryCauses.map((cause) => [cause, 0])),
  cost: { statements: 0, roundTrips: 0 },
  connections,
});
