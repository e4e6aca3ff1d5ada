import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { ExportResultCode, parseTraceParent } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { packageVersion } from "../../package-version.ts";
import { StorageUnavailable } from "../../storage/store.ts";
import { exportTimeoutMs } from "../limits.ts";

// Loaded only where traces are wanted: nothing of OpenTelemetry is in the process otherwise.

export interface TraceSettings {
  /** The base URL of an OTLP collector over HTTP. */
  readonly endpoint: string;
  readonly serviceName: string;
}

/** Sends spans of what the server does. What the collector does not take in time is lost, and nobody waits for it. */
export function startTraces({ endpoint, serviceName }: TraceSettings, logger: Logger): Traces {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: exportTimeoutMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName, "service.version": packageVersion }),
    spanProcessors: [new BatchSpanProcessor({ exporter: loggingOnce(exporter, logger) })],
  });
  return new Traces(provider.getTracer("whoseline"), () => provider.shutdown());
}

export class Traces {
  readonly #tracer: Tracer;
  readonly #stop: () => Promise<void>;
  readonly #current = new AsyncLocalStorage<Span>();

  constructor(tracer: Tracer, stop: () => Promise<void>) {
    this.#tracer = tracer;
    this.#stop = stop;
  }

  /** A span for every request: its operation and how it ended, and never its path, query or caller. */
  instrument(server: FastifyInstance): void {
    const spans = new WeakMap<FastifyRequest, Span>();
    server.addHook("onRequest", (request, { raw }, done) => {
      const span = this.#begin(request);
      spans.set(request, span);
      raw.once("close", () => end(span, raw.statusCode));
      done();
    });
    // Not before: what comes from the socket, the body too, runs outside of what began here.
    server.addHook("preHandler", (request, _reply, done) => {
      const span = spans.get(request);
      if (span === undefined) return done();
      this.#current.run(span, done);
    });
  }

  /** Runs a transaction in a span of its own within its request's; one of no request has none. */
  readonly wrapTransaction = async <T>(run: () => Promise<T>): Promise<T> => {
    const request = this.#current.getStore();
    if (request === undefined) return run();
    const span = this.#tracer.startSpan("transaction", {}, trace.setSpan(ROOT_CONTEXT, request));
    try {
      return await run();
    } catch (error) {
      if (error instanceof StorageUnavailable) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };

  /** Sends what is left, where the collector takes it in time. */
  async close(): Promise<void> {
    await this.#stop().catch(() => {});
  }

  #begin(request: FastifyRequest): Span {
    const { metrics, operation = "none" } = request.routeOptions.config;
    const attributes = {
      "http.request.method": request.method,
      "whoseline.dialect": metrics?.dialect ?? "none",
      "whoseline.operation": operation,
      "whoseline.request_id": request.id,
    };
    return this.#tracer.startSpan(operation, { kind: SpanKind.SERVER, attributes }, parentOf(request));
  }
}

function end(span: Span, status: number): void {
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** `tracestate` is left out: it may say anything, and would be sent on. */
function parentOf({ headers: { traceparent } }: FastifyRequest): Context {
  const parent = typeof traceparent === "string" ? parseTraceParent(traceparent) : null;
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

/** A collector that is away is said once, and once more when it is back. */
function loggingOnce(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isAway = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const fails = result.code !== ExportResultCode.SUCCESS;
        if (fails && !isAway) logger.warn("the collector does not take our traces; they are lost");
        if (!fails && isAway) logger.info("the collector takes our traces again");
        isAway = fails;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
