import type { FastifyRequest } from "fastify";
import { stdSerializers } from "pino";
import type { CoreError } from "../core/errors.ts";

/**
 * What may be logged of a request: its method and the route's pattern, never its path, query, body or
 * credential, which hold lines, names and keys.
 */
export function logFailure(request: FastifyRequest, error: CoreError): void {
  const facts = {
    reqId: request.id,
    method: request.method,
    route: request.routeOptions.url,
    kind: error.kind,
    code: error.code,
  };
  if (error.kind === "internal" || error.kind === "unavailable")
    request.log.error({ ...facts, err: causeOf(error) }, error.code);
  else request.log.debug(facts, "refused");
}

/** PostgreSQL's errors quote the row in their `detail` and `where`, and HTTP's have the bytes: neither is logged. */
function causeOf({ cause }: CoreError) {
  if (!(cause instanceof Error)) return undefined;
  const { type, message, stack } = stdSerializers.err(cause);
  return { type, message, stack, code: (cause as { code?: unknown }).code };
}
