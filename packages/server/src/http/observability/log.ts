import type { FastifyRequest } from "fastify";
import type { HttpError } from "../errors.ts";
import { loggableError } from "./loggable-error.ts";
import type { OutageLog } from "./outage-log.ts";

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
  const withCause = () => ({
    ...details,
    ...(error.cause !== undefined && { err: loggableError(error.cause) }),
  });
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
