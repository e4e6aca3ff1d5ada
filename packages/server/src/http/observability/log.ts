import type { FastifyRequest } from "fastify";
import { stdSerializers } from "pino";
import type { HttpError } from "../errors.ts";
import { redact } from "./redact.ts";

/**
 * What may be logged of a request: its method and the route's pattern, never its path, query, body or
 * credential, which hold lines, names and keys.
 */
export function logFailure(request: FastifyRequest, error: HttpError): void {
  const facts = {
    reqId: request.id,
    method: request.method,
    route: request.routeOptions.url,
    kind: error.kind,
    code: error.code,
  };
  if (error.kind === "internal" || error.kind === "unavailable")
    request.log.error({ ...facts, err: loggableError(error.cause) }, error.code);
  else request.log.debug(facts, "refused");
}

/** Lets through one call a second, and none in its own first: what is soon done needs no progress. */
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

/** PostgreSQL's errors quote the row in their `detail` and `where`, and HTTP's have the bytes: neither is logged. */
export function loggableError(error: unknown) {
  if (!(error instanceof Error)) return undefined;
  const { type, message, stack } = stdSerializers.err(error);
  const { code } = error as { code?: unknown };
  const safe = quotesValue.test(String(code)) ? withoutQuotes : redact;
  return { type, message: safe(message), stack: safe(stack ?? ""), code };
}

/** SQLSTATE's class 22, data exceptions: the message itself says the value, in quotes. */
const quotesValue = /^22/;
const withoutQuotes = (text: string): string => redact(text.replace(/"[^"\n]*"/g, '"…"'));
