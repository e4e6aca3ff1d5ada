import { Counter, type Registry } from "@prometheus-io/client";
import { cachedKinds, type RecordCacheStats } from "../../core/kernel/record-cache.ts";
import { addGauge } from "./collected-metrics.ts";

export function addRecordCache(registers: Registry[], read: () => RecordCacheStats): void {
  new Counter({
    name: "whoseline_record_cache_lookups_total",
    help: "Reads of one record that could be answered from the cache, by kind of record and outcome (hit or miss).",
    labelNames: ["kind", "outcome"],
    registers,
    collect() {
      const { hits, misses } = read();
      this.reset();
      for (const kind of cachedKinds) {
        this.inc({ kind, outcome: "hit" }, hits[kind]);
        this.inc({ kind, outcome: "miss" }, misses[kind]);
      }
    },
  });
  addGauge(registers, "whoseline_record_cache_entries", "Records in the cache.", () => read().entries);
  addGauge(
    registers,
    "whoseline_record_cache_bytes",
    "Estimated memory of the record cache.",
    () => read().bytes,
  );
}
