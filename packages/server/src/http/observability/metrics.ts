import { Counter, Gauge, Registry } from "@prometheus-io/client";
import type { FastifyInstance } from "fastify";
import type { RouteStats } from "../../core/routing/lookup-counts.ts";
import type { StorageStats } from "../../storage/store.ts";
import { addGauge, addHistogram, countOf } from "./collected-metrics.ts";
import { requireMetricsAccess } from "./metrics-auth.ts";
import { addEventLoop, addProcess } from "./process-metrics.ts";
import type { RequestMetricsRegistry } from "./request-metrics.ts";

/** What is counted elsewhere, and read when somebody asks for it. */
export interface MetricsParts {
  readonly requests: RequestMetricsRegistry;
  readonly storage: StorageStats;
  readonly routes: () => RouteStats;
  /** What whoever asks must send; without it he must ask from this machine. */
  readonly token: string | undefined;
}

/** `/metrics`, in the format of Prometheus. No label says which organization, user, line or path. */
export function addMetrics(server: FastifyInstance, parts: MetricsParts): void {
  const registry = new Registry();
  const registers = [registry];
  addRequests(registry, parts.requests);
  addStorage(registry, parts.storage);
  addRoutes(registers, parts.routes);
  addProcess(registers);
  addEventLoop(server, registers);
  server.get("/metrics", { config: { operation: "metrics" } }, async (request, reply) => {
    requireMetricsAccess(request, parts.token);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function addRequests(registry: Registry, requests: RequestMetricsRegistry): void {
  new Counter({
    name: "whoseline_requests_total",
    help: "Requests answered.",
    labelNames: ["dialect", "operation", "status"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { dialect, operation, responses } of requests.all())
        for (const [status, count] of responses) this.inc({ dialect, operation, status }, count);
    },
  });
  addHistogram(
    registry,
    "whoseline_request_duration_seconds",
    "From a request's head to the first byte of its answer.",
    () =>
      requests
        .all()
        .filter(({ responses }) => responses.size > 0)
        .map(({ dialect, operation, seconds }) => ({ labels: { dialect, operation }, of: seconds })),
  );
}

function addStorage(registry: Registry, { groups, retries, connections }: StorageStats): void {
  const registers = [registry];
  new Counter({
    name: "whoseline_commits_total",
    help: "Durable commits.",
    registers,
    collect() {
      this.reset();
      this.inc(countOf(groups));
    },
  });
  addHistogram(registry, "whoseline_commit_group_size", "Writes that shared a commit.", () => [
    { labels: {}, of: groups },
  ]);
  new Counter({
    name: "whoseline_transaction_retries_total",
    help: "Transactions run again because they lost a race, by what they lost to.",
    labelNames: ["cause"],
    registers,
    collect() {
      this.reset();
      for (const [cause, count] of Object.entries(retries)) this.inc({ cause }, count);
    },
  });
  new Gauge({
    name: "whoseline_pool_connections",
    help: "Connections to the database by state; for state waiting, requests that wait for one.",
    labelNames: ["state"],
    registers,
    collect() {
      for (const [state, count] of Object.entries(connections() ?? {})) this.set({ state }, count);
    },
  });
}

function addRoutes(registers: Registry[], stats: () => RouteStats): void {
  new Counter({
    name: "whoseline_route_lookups_total",
    help: "Questions of who answers, by what was asked and what came of it.",
    labelNames: ["question", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { question, outcome, count } of stats().lookups) this.inc({ question, outcome }, count);
    },
  });
  addGauge(registers, "whoseline_route_index_lines", "Lines in the index.", () => stats().lines);
  addGauge(
    registers,
    "whoseline_route_index_age_seconds",
    "Since the index was last known to have everything.",
    () => stats().ageSeconds,
  );
}
