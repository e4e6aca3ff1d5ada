import type { FastifyInstance } from "fastify";
import { createRouterKey, listRouterKeys, revokeRouterKey } from "../../core/api-keys/router-keys.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import { component } from "../../http/mounting/schema.ts";
import {
  apiKeySchema,
  createdApiKeySchema,
  listedApiKeySchema,
  toApiKey,
  toCreatedApiKey,
  toListedApiKey,
} from "./api-key-wire.ts";
import { expiresAt } from "./api-keys.ts";
import { name, pageQuery, strict, toPage } from "./input.ts";
import { routerKey } from "./path-params.ts";
import { created, ok, route } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Router keys";
const createBody = strict({ name: name(), expiresAt: expiresAt() }, component("NewRouterKey"));

export function routerKeyRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListRoute(scope);
  addRevokeRoute(scope);
}

function addCreateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/router-keys",
      permission: "routerKeys:write",
      operation: "createRouterKey",
      tag,
      summary: "Create a router key",
      description:
        "For superadmins. A router key permits the lookups of every organization, and nothing else. The response is the only one with its secret.",
      params: {},
      body: createBody,
      response: created(ok(createdApiKeySchema, "The key with its secret.")),
    },
    async ({ context, body }, reply) => {
      const added = await createRouterKey(context, {
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
      path: "/router-keys",
      permission: "routerKeys:read",
      operation: "listRouterKeys",
      tag,
      summary: "List the router keys that are not revoked",
      description: "For superadmins. Without their secrets, in the order of creation.",
      params: {},
      query: pageQuery,
      response: ok(pageSchema("ApiKeyPage", listedApiKeySchema), "A page of router keys."),
    },
    async ({ context, query }) => toList(await listRouterKeys(context, toPage(query)), toListedApiKey),
  );
}

function addRevokeRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/router-keys/:routerKey",
      permission: "routerKeys:write",
      operation: "revokeRouterKey",
      tag,
      summary: "Revoke a router key",
      description: "For superadmins. Takes effect with the next request.",
      params: { routerKey },
      response: ok(apiKeySchema, "The key, revoked."),
    },
    async ({ context, params }) => toApiKey(await revokeRouterKey(context, params.routerKey)),
  );
}
