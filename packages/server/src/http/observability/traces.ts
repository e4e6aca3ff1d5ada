import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
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
import { isStorageFailure } from "../../core/kernel/storage-failure.ts";
import { packageVersion } from "../../package-version.ts";
import { exportTimeoutMs } from "../limits.ts";

// Imported only if traces are configured; otherwise the process does not load the SDK.

export interface TraceSettings {
  /** The base URL of an OTLP collector over HTTP. */
  readonly endpoint: string;
  readonly serviceName: string;
}

/** Exports spans of requests and transactions. Spans that the collector does not accept in time are dropped. */
export function startTraces({ endpoint, serviceName }: TraceSettings, logger: Logger): Traces {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: exportTimeoutMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": serviceName, "service.version": packageVersion }),
    spanProcessors: [new BatchSpanProcessor({ exporter: withOutageLog(exporter, logger) })],
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

  /** Adds a span to every request: its operation and status, never its path, query or caller. */
  instrument(server: FastifyInstance): void {
    const spans = new WeakMap<FastifyRequest, Span>();
    server.addHook("onRequest", (request, { raw }, done) => {
      const span = this.#begin(request);
      spans.set(request, span);
      raw.once("close", () => end(span, raw.statusCode));
      done();
    });
    // Not in an earlier hook: the body arrives by socket events, outside of an async context that begins there.
    server.addHook("preHandler", (request, _reply, done) => {
      const span = spans.get(request);
      if (span === undefined) return done();
      this.#current.run(span, done);
    });
  }

  /** Adds the span of a request that is answered before the framework. */
  traceFast({ request: { method, headers }, response, ...details }: FastRequestDetails): void {
    const span = this.#beginSpan({ method, headers, ...details });
    response.once("close", () => end(span, response.statusCode));
  }

  /** Runs a transaction in a child span of its request; without a request there is no span. */
  readonly wrapTransaction = async <T>(run: () => Promise<T>): Promise<T> => {
    const request = this.#current.getStore();
    if (request === undefined) return run();
    const span = this.#tracer.startSpan("transaction", {}, trace.setSpan(ROOT_CONTEXT, request));
    try {
      return await run();
    } catch (error) {
      if (isStorageFailure(error)) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };

  /** Exports the remaining spans, within the export timeout. */
  async close(): Promise<void> {
    await this.#stop().catch(() => {});
  }

  #begin({ method, headers, id: requestId, routeOptions: { config } }: FastifyRequest): Span {
    const { metrics, operation = "none" } = config;
    const dialect = metrics?.dialect ?? "none";
    return this.#beginSpan({ method, headers, dialect, operation, requestId });
  }

  #beginSpan({ method, headers, dialect, operation, requestId }: RequestDetails): Span {
    const attributes = {
      "http.request.method": method ?? "",
      "whoseline.dialect": dialect,
      "whoseline.operation": operation,
      "whoseline.request_id": requestId,
    };
    return this.#tracer.startSpan(operation, { kind: SpanKind.SERVER, attributes }, parentOf(headers));
  }
}

interface RequestDetails extends Pick<IncomingMessage, "method" | "headers"> {
  readonly dialect: string;
  readonly operation: string;
  readonly requestId: string;
}

interface FastRequestDetails extends Omit<RequestDetails, "method" | "headers"> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function end(span: Span, status: number): void {
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Ignores `tracestate`: it may contain anything, and would be exported. */
function parentOf({ traceparent }: IncomingHttpHeaders): Context {
  const parent = typeof traceparent === "string" ? parseTraceParent(traceparent) : null;
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

/** Logs when exports begin to fail, and when they succeed again. */
function withOutageLog(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isFailing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const fails = result.code !== ExportResultCode.SUCCESS;
        if (fails && !isFailing) logger.warn("the trace collector does not accept spans; they are dropped");
        if (!fails && isFailing) logger.info("the trace collector accepts spans again");
        isFailing = fails;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
