import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import type { FastifyInstance } from "fastify";
import { packageVersion } from "../../package-version.ts";
import { addGauge } from "./collected-metrics.ts";
import { createDelayHistogram, delaySeconds } from "./event-loop-delay.ts";

// A subset of the client's default metrics: those keep timers running, and there is one registry per server here.

export function addProcess(registers: Registry[]): void {
  new Gauge({ name: "whoseline_info", help: "Always 1.", labelNames: ["version"], registers }).set(
    { version: packageVersion },
    1,
  );
  new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time of the process.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  const startedAt = Date.now() / 1000 - process.uptime();
  addGauge(
    registers,
    "process_start_time_seconds",
    "Start time of the process, in seconds since 1970.",
    () => startedAt,
  );
  addGauge(registers, "process_resident_memory_bytes", "Resident memory of the process.", () =>
    process.memoryUsage.rss(),
  );
  addGauge(
    registers,
    "nodejs_heap_size_used_bytes",
    "Used heap memory.",
    () => process.memoryUsage().heapUsed,
  );
}

/** Adds the delay of the event loop since the last scrape. */
export function addEventLoop(server: FastifyInstance, registers: Registry[]): void {
  const delays = createDelayHistogram();
  server.addHook("onReady", async () => void delays.enable());
  server.addHook("onClose", async () => void delays.disable());
  new Gauge({
    name: "whoseline_event_loop_delay_seconds",
    help: "Delay of the event loop since the last scrape; quantile 1 is the maximum.",
    labelNames: ["quantile"],
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) this.set({ quantile }, delaySeconds(delays, quantile));
      delays.reset();
    },
  });
}
