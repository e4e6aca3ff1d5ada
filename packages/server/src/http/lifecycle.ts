import type { FastifyInstance } from "fastify";
import type { AdmissionController } from "./admission/admission-controller.ts";
import { drainMs } from "./limits.ts";

/** Connects the server's lifecycle with admission control, event streams and open connections. */
export function addLifecycle(server: FastifyInstance, admission: AdmissionController): void {
  const closing = new AbortController();
  server.decorate("closing", closing.signal);
  server.addHook("onRequest", (_request, reply, done) => {
    admission.setReply(reply);
    done();
  });
  server.addHook("preClose", async () => {
    closing.abort();
    admission.shutDown();
    // A client that does not read its response would block the shutdown.
    setTimeout(() => server.server.closeAllConnections(), drainMs).unref();
  });
  closeConnectionsOnShutdown(server);
  server.addHook("onClose", async () => {
    admission.close();
    server.outageLog.close();
  });
}

/** During a shutdown each response closes its connection, because an idle client would block the shutdown. */
function closeConnectionsOnShutdown(server: FastifyInstance): void {
  // An async hook would delay every response by one turn of the event loop.
  server.addHook("onSend", (_request, reply, payload, done) => {
    if (server.closing.aborted) reply.header("connection", "close");
    done(null, payload);
  });
}
