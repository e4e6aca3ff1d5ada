import { Counter, Gauge, Registry } from "@prometheus-io/client";
import type { FastifyInstance } from "fastify";
import type { RecordCacheStats } from "../../core/kernel/record-cache.ts";
import type { RouteStats } from "../../core/routing/lookup-counts.ts";
import type { Histogram } from "../../histogram.ts";
import { bearerToken } from "../mounting/bearer-token.ts";
import type { FailedSignIns } from "../sign-ins/failed-sign-ins.ts";
import { rejectSignIn } from "../sign-ins/reject-sign-in.ts";
import { addMissingAtCarriers, type CountMissingAtCarriers } from "./carrier-metrics.ts";
import { addGauge, addHistogram, totalOf } from "./collected-metrics.ts";
import { addJobs, type JobMetrics } from "./job-metrics.ts";
import {
  addLookupThreads,
  type LookupThreadMetrics,
  lookupPath,
  withThreads,
} from "./lookup-thread-metrics.ts";
import { requireMetricsAccess } from "./metrics-auth.ts";
import { addEventLoop, addProcess } from "./process-metrics.ts";
import { addRecordCache } from "./record-cache-metrics.ts";
import type { RequestMetricsRegistry } from "./request-metrics.ts";
import {
  addNotificationMetrics,
  addTelephonyMetrics,
  type NotificationMetrics,
  type TelephonyMetrics,
} from "./telephony-metrics.ts";
import { addWebhooks, type WebhookMetrics } from "./webhook-metrics.ts";

/** The storage engine's counters. */
export interface StorageMetrics {
  /** Number of writes per commit. */
  readonly groups: Histogram;
  /** Retried transactions by cause. */
  readonly retries: Readonly<Record<string, number>>;
  /** Pool connections by state; undefined for an engine without a pool. */
  readonly connections: () => object | undefined;
}

export interface MetricsSources {
  readonly requests: RequestMetricsRegistry;
  readonly storage: StorageMetrics;
  readonly routes: () => RouteStats;
  readonly records: () => RecordCacheStats;
  readonly jobs: () => JobMetrics;
  readonly webhooks: WebhookMetrics;
  readonly telephony: TelephonyMetrics;
  readonly missingAtCarriers: CountMissingAtCarriers;
  readonly notifications: NotificationMetrics;
  readonly lookupThreads?: (() => LookupThreadMetrics | undefined) | undefined;
  /** The bearer token for scrapes; without it only this host may scrape. */
  readonly token: string | undefined;
  readonly droppedLogLines?: (() => number) | undefined;
  readonly failedSignIns: FailedSignIns;
}

/** Adds `/metrics` in Prometheus format. No label identifies an organization, user, line or path. */
export function addMetrics(server: FastifyInstance, sources: MetricsSources): void {
  const { failedSignIns } = sources;
  const registry = new Registry();
  const registers = [registry];
  addRequests(registry, sources.requests);
  addStorage(registry, sources.storage);
  addRecordCache(registers, sources.records);
  addJobs(registers, sources.jobs);
  addWebhooks(registry, sources.webhooks);
  addTelephonyMetrics(registry, sources.telephony);
  addMissingAtCarriers(registry, sources.missingAtCarriers);
  addNotificationMetrics(registers, sources.notifications, sources.telephony);
  const threads = () => sources.lookupThreads?.();
  addRoutes(registers, () => withThreads(sources.routes(), threads()));
  addLookupThreads(registers, threads);
  addFailedSignIns(registers, failedSignIns.counts);
  addDroppedLogLines(registers, sources.droppedLogLines);
  addProcess(registers);
  addEventLoop(server, registers);
  server.get("/metrics", { config: { operation: "metrics" } }, async (request, reply) => {
    try {
      requireMetricsAccess(request, sources.token);
    } catch (thrown) {
      const credential = bearerToken(request.headers.authorization);
      await rejectSignIn(failedSignIns, { request, reply, credential, thrown });
    }
    for (const { operation, ...responses } of threads()?.takeResponses() ?? [])
      sources.requests.at(lookupPath, operation).add(200, responses);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function addFailedSignIns(registers: Registry[], counts: ReadonlyMap<string, number>): void {
  new Counter({
    name: "whoseline_failed_sign_ins_total",
    help: "Requests that were rejected because of their credential, by the code of the error.",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of counts) this.inc({ reason }, count);
    },
  });
}

function addDroppedLogLines(registers: Registry[], read: () => number = () => 0): void {
  new Counter({
    name: "whoseline_log_lines_dropped_total",
    help: "Log lines that were lost because the output was not read.",
    registers,
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

function addRequests(registry: Registry, requests: RequestMetricsRegistry): void {
  new Counter({
    name: "whoseline_requests_total",
    help: "Responses sent.",
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
    "Time from the request headers to the first byte of the response.",
    () =>
      requests
        .all()
        .filter(({ responses }) => responses.size > 0)
        .map(({ dialect, operation, seconds }) => ({ labels: { dialect, operation }, histogram: seconds })),
  );
}

function addStorage(registry: Registry, { groups, retries, connections }: StorageMetrics): void {
  const registers = [registry];
  new Counter({
    name: "whoseline_commits_total",
    help: "Durable commits.",
    registers,
    collect() {
      this.reset();
      this.inc(totalOf(groups));
    },
  });
  addHistogram(registry, "whoseline_commit_group_size", "Number of writes per commit.", () => [
    { labels: {}, histogram: groups },
  ]);
  new Counter({
    name: "whoseline_transaction_retries_total",
    help: "Transactions that were retried after a conflict, by cause.",
    labelNames: ["cause"],
    registers,
    collect() {
      this.reset();
      for (const [cause, count] of Object.entries(retries)) this.inc({ cause }, count);
    },
  });
  new Gauge({
    name: "whoseline_pool_connections",
    help: "Database pool connections by state; state waiting counts requests waiting for a connection.",
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
    help: "Route lookups, by direction and by the rule that decided.",
    labelNames: ["question", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { question, outcome, count } of stats().lookups) this.inc({ question, outcome }, count);
    },
  });
  addGauge(registers, "whoseline_route_index_lines", "Lines in the routing index.", () => stats().lines);
  addGauge(
    registers,
    "whoseline_route_index_age_seconds",
    "Time since the routing index was last known to be complete.",
    () => stats().ageSeconds,
  );
}
