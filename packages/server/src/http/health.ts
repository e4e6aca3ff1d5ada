import type { FastifyInstance } from "fastify";
import type { Installation } from "../core/installation.ts";
import { isReadOnlyStorage, isStorageNotDurable } from "../core/kernel/storage-failure.ts";

/** Adds `/healthz`, which succeeds while the process runs, and `/readyz`, which succeeds while it can serve requests. */
export function addHealth(server: FastifyInstance, installation: Installation): void {
  server.get("/healthz", { config: { operation: "health" } }, async () => ({ status: "ok" }));
  server.get("/readyz", { config: { operation: "readiness" } }, async (_request, reply) => {
    const reason = await notReadyReason(installation);
    return reply.code(reason === undefined ? 200 : 503).send({ status: reason ?? "ready" });
  });
}

const notReadyReason = (installation: Installation): Promise<string | undefined> =>
  installation
    .ping()
    .then(
      () =>
        installation.routeIndexSync.snapshot === undefined ? "The routing index is being built." : undefined,
      storageReason,
    );

function storageReason(error: unknown): string {
  if (isReadOnlyStorage(error)) return "The database is read-only.";
  return isStorageNotDurable(error)
    ? "The database is less durable than WHOSELINE_CLUSTER=strict requires."
    : "The database is unavailable.";
}
