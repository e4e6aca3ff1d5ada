import { Histogram } from "../histogram.ts";
import type { StorageStats } from "./store.ts";

/** The counts of an engine, which it writes and others read. */
export interface EngineStats extends StorageStats {
  readonly retries: Record<string, number>;
}

export const createStats = (
  causes: readonly string[],
  connections: StorageStats["connections"] = () => undefined,
): EngineStats => ({
  groups: new Histogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
  retries: Object.fromEntries(causes.map((cause) => [cause, 0])),
  connections,
});
