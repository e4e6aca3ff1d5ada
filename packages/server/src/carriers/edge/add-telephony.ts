import type { FastifyInstance } from "fastify";
import type { Telephony } from "../../core/telephony/telephony.ts";
import { loggableError } from "../../http/observability/loggable-error.ts";
import { telephonyRoutes } from "./routes.ts";
import { TelephonyEdge } from "./telephony-edge.ts";

/** Where the webhooks of carriers arrive. */
export const telephonyPrefix = "/telephony";

/** Adds the webhooks of carriers to the server. */
export function addTelephony(server: FastifyInstance, telephony: Telephony): void {
  const edge = new TelephonyEdge({
    telephony,
    onError: (error) => server.outageLog.record("carrier_webhook", { err: loggableError(error) }),
  });
  server.register(
    async (scope) => {
      keepBodies(scope);
      telephonyRoutes(scope, edge);
    },
    { prefix: telephonyPrefix },
  );
}

/** A signature is made of the bytes as they were sent. */
function keepBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}
