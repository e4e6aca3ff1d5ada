import type { FastifyInstance } from "fastify";
import { createRouterKey, listRouterKeys, revokeRouterKey } from "../../core/api-keys/router-keys.ts";
import { instantInput, optional, type Static } from "../../http/mounting/schema.ts";
import { parseInstant } from "../../http/mounting/validation.ts";
import {
  apiKeySchema,
  createdApiKeySchema,
  listSchema,
  name,
  pageFields,
  pathId,
  refusals,
  strict,
  toApiKey,
  toCreatedApiKey,
  toList,
  toPage,
} from "./wire.ts";

const createBody = strict({ name: name(), expiresAt: optional(instantInput()) });
const listQuery = strict(pageFields);

export function routerKeyRoutes(scope: FastifyInstance): void {
  scope.post<{ Body: Static<typeof createBody> }>(
    "/router-keys",
    {
      config: { permission: "routerKeys:write", operation: "createRouterKey" },
      schema: {
        tags: ["Router keys"],
        summary:
          "Make a key that may ask where the calls of every organization go, and nothing else (superadmin)",
        body: createBody,
        response: { 201: createdApiKeySchema, ...refusals },
      },
    },
    async ({ context, body }, reply) => {
      const key = await createRouterKey(context, {
        name: body.name,
        expiresAt: body.expiresAt === undefined ? null : parseInstant(body.expiresAt),
      });
      reply.code(201);
      return toCreatedApiKey(key);
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/router-keys",
    {
      config: { permission: "routerKeys:read", operation: "listRouterKeys" },
      schema: {
        tags: ["Router keys"],
        summary: "List the router keys that are not revoked, without their secrets (superadmin)",
        querystring: listQuery,
        response: { 200: listSchema(apiKeySchema), ...refusals },
      },
    },
    async ({ context, query }) => toList(await listRouterKeys(context, toPage(query)), toApiKey),
  );

  scope.delete<{ Params: { routerKey: string } }>(
    "/router-keys/:routerKey",
    {
      config: { permission: "routerKeys:write", operation: "revokeRouterKey" },
      schema: {
        tags: ["Router keys"],
        summary: "Revoke a router key, at once (superadmin)",
        response: { 200: apiKeySchema, ...refusals },
      },
    },
    async ({ context, params }) => toApiKey(await revokeRouterKey(context, pathId(params.routerKey))),
  );
}
