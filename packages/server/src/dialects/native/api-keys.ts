import type { FastifyInstance } from "fastify";
import { createApiKey, listApiKeys, revokeApiKey } from "../../core/api-keys/api-keys.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { id, instantInput, optional, type Static } from "../../http/mounting/schema.ts";
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

const createBody = strict({ userId: id(), name: name(), expiresAt: optional(instantInput()) });
const listQuery = strict(pageFields);

export function apiKeyRoutes(scope: FastifyInstance): void {
  scope.post<{ Body: Static<typeof createBody> }>(
    "/organizations/:organization/api-keys",
    {
      config: { permission: "apiKeys:write", operation: "createApiKey" },
      schema: {
        tags: ["API keys"],
        summary: "Make an API key for a user; it may do what he may",
        body: createBody,
        response: { 201: createdApiKeySchema, ...refusals },
      },
    },
    async ({ context, body }, reply) => {
      const key = await createApiKey(context, {
        userId: parseId(body.userId) ?? body.userId,
        name: body.name,
        expiresAt: body.expiresAt === undefined ? null : parseInstant(body.expiresAt),
      });
      reply.code(201);
      return toCreatedApiKey(key);
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations/:organization/api-keys",
    {
      config: { permission: "apiKeys:read", operation: "listApiKeys" },
      schema: {
        tags: ["API keys"],
        summary: "List the API keys that are not revoked, without their secrets",
        querystring: listQuery,
        response: { 200: listSchema(apiKeySchema), ...refusals },
      },
    },
    async ({ context, query }) => toList(await listApiKeys(context, toPage(query)), toApiKey),
  );

  scope.delete<{ Params: { key: string } }>(
    "/organizations/:organization/api-keys/:key",
    {
      config: { permission: "apiKeys:write", operation: "revokeApiKey" },
      schema: {
        tags: ["API keys"],
        summary: "Revoke an API key, at once",
        response: { 200: apiKeySchema, ...refusals },
      },
    },
    async ({ context, params }) => toApiKey(await revokeApiKey(context, pathId(params.key))),
  );
}
