import type { FastifyRequest } from "fastify";
import { stdSerializers } from "pino";
import type { HttpError } from "../errors.ts";
import type { OutageLog } from "./outage-log.ts";
import { redact } from "./redact.ts";

declare module "fastify" {
  interface FastifyInstance {
    outageLog: OutageLog;
  }
}

/**
 * Logs a failed request: internal errors at level `error`, rejections at level `debug`. Failures of the database and of
 * other services are at level `debug` too, and summarized at level `error`. Logs the method and the route's pattern,
 * never the path, query, body or credential, which contain lines, names and keys.
 */
export function logFailure(request: FastifyRequest, error: HttpError): void {
  const details = {
    reqId: request.id,
    method: request.method,
    route: request.routeOptions.url,
    kind: error.kind,
    code: error.code,
  };
  const withCause = () => ({ ...details, err: loggableError(error.cause) });
  if (error.kind === "internal") request.log.error(withCause(), error.code);
  else request.log.debug(details, "request refused");
  // `KeySet` logs when an outage of the keys begins and ends.
  const isReported = error.code === "jwks_unavailable" && error.cause === undefined;
  if (error.kind === "unavailable" && !isReported) request.server.outageLog.record(error.code, withCause());
}

/** Returns a function that calls `report` at most once per second, and not in the first second. */
export function oncePerSecond<Values extends unknown[]>(
  report: (...values: Values) => void,
  now: () => number = () => performance.now(),
): (...values: Values) => void {
  let next = now() + 1000;
  return (...values) => {
    if (now() < next) return;
    next = now() + 1000;
    report(...values);
  };
}

export interface LoggableError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code: unknown;
}

/**
 * Returns the properties of an error that may be logged. PostgreSQL's errors quote the row in `detail` and `where`,
 * and Node's HTTP errors contain the received bytes: none of these are logged.
 */
export function loggableError(error: unknown): LoggableError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { type, message, stack } = stdSerializers.err(error);
  const { code } = error as { code?: unknown };
  const clean = dataException.test(String(code)) ? redactQuoted : redact;
  return { type, message: clean(message), stack: clean(stack ?? ""), code };
}

/** SQLSTATE class 22. The message itself contains the value, in quotes. */
const dataException = /^22/;
const redactQuoted = (text: string): string => redact(text.replace(/"[^"\n]*"/g, '"…"'));
