import type { FastifyInstance } from "fastify";
import { createBackup } from "../../core/backup/create-backup.ts";
import { sendFile } from "../../http/file-response.ts";
import { Type } from "../../http/mounting/schema.ts";
import { commonHeaders, contentLength, reprDigest } from "./headers.ts";
import { route } from "./route.ts";

const contentType = "application/vnd.sqlite3";

export function backupRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/backup",
      permission: "installation:backup",
      operation: "createBackup",
      tag: "Backup",
      summary: "Download a backup",
      description:
        "For superadmins. A copy of the SQLite database with every change that was acknowledged before the request, checked for damage. Nothing is sent until it is complete. Compare its length and digest with the headers. With PostgreSQL the response is 409.",
      params: {},
      config: { ignoresBody: true },
      response: {
        status: 200,
        description: "The database file.",
        schema: Type.String({ format: "binary" }),
        contentType,
        headers: [contentLength, reprDigest, ...commonHeaders],
      },
      errors: [409],
    },
    async (request, reply) =>
      sendFile(request, reply, contentType, (signal) => createBackup(request.context, signal)),
  );
}
