import type { FastifyInstance } from "fastify";
import { createApiKey, listApiKeys, revokeApiKey } from "../../core/api-keys/api-keys.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import { component, id, instantInput, optional } from "../../http/mounting/schema.ts";
import type { UserId } from "../../model.ts";
import { name, pageQuery, strict, toPage } from "./input.ts";
import { key, organization } from "./path-params.ts";
import { created, ok, route } from "./route.ts";
import { apiKeySchema, createdApiKeySchema, pageSchema, toApiKey, toCreatedApiKey, toList } from "./wire.ts";

const tag = "API keys";
export const expiresAt = () =>
  optional(instantInput({ description: "Without it the key is valid until it is revoked." }));
const createBody = strict(
  { userId: id<UserId>(), name: name(), expiresAt: expiresAt() },
  component("NewApiKey"),
);

export function apiKeyRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListRoute(scope);
  addRevokeRoute(scope);
}

function addCreateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/api-keys",
      permission: "apiKeys:write",
      operation: "createApiKey",
      tag,
      summary: "Create an API key for a user",
      description: "The key has the permissions of its user. The response is the only one with its secret.",
      params: { organization },
      body: createBody,
      response: created(ok(createdApiKeySchema, "The key with its secret.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const added = await createApiKey(context, {
        userId: body.userId,
        name: body.name,
        expiresAt: body.expiresAt === undefined ? null : parseInstant(body.expiresAt),
      });
      reply.code(201);
      return toCreatedApiKey(added);
    },
  );
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/api-keys",
      permission: "apiKeys:read",
      operation: "listApiKeys",
      tag,
      summary: "List the API keys that are not revoked",
      description: "Without their secrets, in the order of creation.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("ApiKeyPage", apiKeySchema), "A page of API keys."),
    },
    async ({ context, query }) => toList(await listApiKeys(context, toPage(query)), toApiKey),
  );
}

function addRevokeRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/api-keys/:key",
      permission: "apiKeys:write",
      operation: "revokeApiKey",
      tag,
      summary: "Revoke an API key",
      description: "Takes effect with the next request. A revoked key cannot be restored.",
      params: { organization, key },
      response: ok(apiKeySchema, "The key, revoked."),
    },
    async ({ context, params }) => toApiKey(await revokeApiKey(context, params.key)),
  );
}
