import type { FastifyInstance } from "fastify";
import { Histogram } from "../../histogram.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Counts the responses of this route. */
    metrics?: RequestMetrics;
  }
  interface FastifyRequest {
    /** By `performance.now()`. */
    startedAt: number;
  }
}

/** In seconds. */
export const durationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Responses and durations of one operation of one dialect since the process started. */
export class RequestMetrics {
  readonly dialect: string;
  readonly operation: string;
  /** Number of responses by status. */
  readonly responses = new Map<number, number>();
  readonly seconds = new Histogram(durationBounds);

  constructor(dialect: string, operation: string) {
    this.dialect = dialect;
    this.operation = operation;
  }

  /** `startedAt` is by `performance.now()`. */
  observe(status: number, startedAt = performance.now()): void {
    this.responses.set(status, (this.responses.get(status) ?? 0) + 1);
    this.seconds.observe((performance.now() - startedAt) / 1000);
  }

  /** Adds responses that another thread has sent. `counts` are by the bounds of `seconds`. */
  add(status: number, { counts, sum }: Pick<Histogram, "counts" | "sum">): void {
    const total = counts.reduce((all, count) => all + count, 0);
    if (total > 0) this.responses.set(status, (this.responses.get(status) ?? 0) + total);
    this.seconds.add({ counts, sum });
  }
}

/** The metrics of all operations. Paths without a route have the operation `none`, paths without a dialect the dialect `none`. */
export class RequestMetricsRegistry {
  readonly #dialectNameAt: (path: string) => string | undefined;
  readonly #byName = new Map<string, RequestMetrics>();

  constructor(dialectNameAt: (path: string) => string | undefined) {
    this.#dialectNameAt = dialectNameAt;
  }

  at(path: string, operation = "none"): RequestMetrics {
    const dialect = this.#dialectNameAt(path) ?? "none";
    const name = `${dialect} ${operation}`;
    const metrics = this.#byName.get(name) ?? new RequestMetrics(dialect, operation);
    this.#byName.set(name, metrics);
    return metrics;
  }

  all(): readonly RequestMetrics[] {
    return [...this.#byName.values()];
  }
}

/** Counts the responses of all routes that are added after this call, and of paths without a route. */
export function recordRequestMetrics(server: FastifyInstance, registry: RequestMetricsRegistry): void {
  server.decorateRequest("startedAt", 0);
  server.addHook("onRoute", (route) => {
    const metrics = registry.at(route.url, route.config?.operation);
    route.config = { ...route.config, metrics };
  });
  server.addHook("onRequest", (request, _reply, done) => {
    request.startedAt = performance.now();
    done();
  });
  server.addHook("onSend", (request, reply, payload, done) => {
    const metrics = request.routeOptions.config.metrics ?? registry.at(request.url);
    metrics.observe(reply.statusCode, request.startedAt);
    done(null, payload);
  });
}
