import type { FastifyInstance } from "fastify";
import type { Telephony } from "../../core/telephony/telephony.ts";
import { loggableError } from "../../http/observability/loggable-error.ts";
import { answerError, telephonyRoutes } from "./routes.ts";
import { TelephonyEdge } from "./telephony-edge.ts";
import { tetherRoutes } from "./tether-routes.ts";

/** Where the webhooks of carriers arrive. */
const telephonyPrefix = "/telephony";
/** That of the Tether dialect, which answers the paths that are no webhook. */
const tetherPrefix = "/api";

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
  server.register(
    async (scope) => {
      keepBodies(scope);
      scope.setErrorHandler(answerError);
      tetherRoutes(scope, edge);
    },
    { prefix: tetherPrefix },
  );
}

/** A signature is made of the bytes as they were sent. */
function keepBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}
