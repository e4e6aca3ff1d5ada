import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import type { FastifyInstance } from "fastify";
import { packageVersion } from "../../package-version.ts";
import { addGauge } from "./collected-metrics.ts";

// Of the client's own metrics of a process, these few: its others go on for ever, and there is one a server here.

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
  addGauge(registers, "process_start_time_seconds", "When the process began.", () => startedAt);
  addGauge(registers, "process_resident_memory_bytes", "Memory of the process.", () =>
    process.memoryUsage.rss(),
  );
  addGauge(
    registers,
    "nodejs_heap_size_used_bytes",
    "Memory of its objects.",
    () => process.memoryUsage().heapUsed,
  );
}

const resolutionMs = 10;

/** How much later than asked for a timer came, since the last scrape. */
export function addEventLoop(server: FastifyInstance, registers: Registry[]): void {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  server.addHook("onReady", async () => void delays.enable());
  server.addHook("onClose", async () => void delays.disable());
  new Gauge({
    name: "whoseline_event_loop_delay_seconds",
    help: "How late the event loop was since the last scrape; quantile 1 is the worst.",
    labelNames: ["quantile"],
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) this.set({ quantile }, lateSeconds(delays, quantile));
      delays.reset();
    },
  });
}

/** What is measured has the wait that was asked for in it: https://nodejs.org/api/perf_hooks.html */
const lateSeconds = (delays: ReturnType<typeof monitorEventLoopDelay>, quantile: number): number =>
  Math.max(0, delays.percentile(quantile * 100) / 1e9 - resolutionMs / 1000);
