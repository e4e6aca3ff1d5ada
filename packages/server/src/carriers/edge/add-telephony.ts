import type { FastifyInstance } from "fastify";
import { answerError, telephonyRoutes } from "./routes.ts";
import type { TelephonyEdge } from "./telephony-edge.ts";
import { tetherRoutes } from "./tether-routes.ts";

/** Where the webhooks of carriers arrive. */
const telephonyPrefix = "/telephony";
/** That of the Tether dialect, which answers the paths that are no webhook. */
const tetherPrefix = "/api";

/** Adds the webhooks of carriers to the server. */
export function addTelephony(server: FastifyInstance, edge: TelephonyEdge): void {
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
