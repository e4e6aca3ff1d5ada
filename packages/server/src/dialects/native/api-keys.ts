import type { FastifyInstance } from "fastify";
import { createApiKey, listApiKeys, revokeApiKey } from "../../core/api-keys/api-keys.ts";
import { rotateApiKey } from "../../core/api-keys/rotate-key.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import { component, instantInput, optional, type Static } from "../../http/mounting/schema.ts";
import { apiKeyScopes } from "../../model.ts";
import {
  apiKeySchema,
  apiKeyScopesInput,
  createdApiKeySchema,
  listedApiKeySchema,
  rotatedApiKeySchema,
  toApiKey,
  toCreatedApiKey,
  toListedApiKey,
  toRotatedApiKey,
} from "./api-key-wire.ts";
import { acceptFormerNames } from "./former-names.ts";
import {
  defaultToEmptyBody,
  integer,
  name,
  pageQuery,
  strict,
  toPage,
  userReference,
  userReferenceInput,
} from "./input.ts";
import { apiKey, organization } from "./path-params.ts";
import { created, ok, route } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "API keys";
export const overlapDefaultSeconds = 24 * 60 * 60;
export const overlapMaxSeconds = 90 * 24 * 60 * 60;
export const expiresAt = () =>
  optional(instantInput({ description: "Without it the key is valid until it is revoked." }));
export const scopes = () =>
  optional(
    apiKeyScopesInput({
      maxItems: apiKeyScopes.length,
      description: "At most one of them begins with `dialect:`.",
    }),
  );
const createBody = strict(
  {
    user: userReferenceInput({ description: "The user for whom the key acts." }),
    name: name(),
    expiresAt: expiresAt(),
    scopes: scopes(),
  },
  component("NewApiKey"),
);
export const rotateBody = strict(
  {
    overlapSeconds: optional(
      integer(0, overlapMaxSeconds, {
        default: overlapDefaultSeconds,
        description: "How long the old key stays valid, at most until its own expiry.",
      }),
    ),
    expiresAt: optional(
      instantInput({
        description: "By default the new key is valid as long as the old one was, or without end.",
      }),
    ),
  },
  component("KeyRotation"),
);

export const toRotation = ({ overlapSeconds = 86_400, expiresAt }: Static<typeof rotateBody>) => ({
  overlapMs: overlapSeconds * 1000,
  expiresAt: expiresAt === undefined ? undefined : parseInstant(expiresAt),
});

export function apiKeyRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListRoute(scope);
  addRotateRoute(scope);
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
      description:
        "The key has the permissions of its user, within its scopes. A superadmin creates a key for any user, an admin for themselves and for service users, everybody else for themselves. The response is the only one with its secret.",
      params: { organization },
      body: createBody,
      preValidation: acceptFormerNames({ userId: "user" }),
      response: created(ok(createdApiKeySchema, "The key with its secret.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const added = await createApiKey(context, {
        userId: userReference(body.user),
        name: body.name,
        expiresAt: body.expiresAt === undefined ? null : parseInstant(body.expiresAt),
        scopes: body.scopes,
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
      description: "Without their secrets, in the order of creation. A member lists only their own.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("ApiKeyPage", listedApiKeySchema), "A page of API keys."),
    },
    async ({ context, query }) => toList(await listApiKeys(context, toPage(query)), toListedApiKey),
  );
}

function addRotateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/api-keys/:apiKey/rotate",
      permission: "apiKeys:write",
      operation: "rotateApiKey",
      tag,
      summary: "Rotate an API key",
      description:
        "Creates a key with the user, name and scopes of this one, which expires after the overlap. For those who may create keys for its user. The response is the only one with the new secret.",
      params: { organization, apiKey },
      body: rotateBody,
      preValidation: defaultToEmptyBody,
      response: created(ok(rotatedApiKeySchema, "The new key with its secret, and the old one.")),
      errors: [409],
    },
    async ({ context, params, body }, reply) => {
      const rotated = await rotateApiKey(context, params.apiKey, toRotation(body));
      reply.code(201);
      return toRotatedApiKey(rotated);
    },
  );
}

function addRevokeRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/api-keys/:apiKey",
      permission: "apiKeys:write",
      operation: "revokeApiKey",
      tag,
      summary: "Revoke an API key",
      description:
        "Takes effect with the next request. A revoked key cannot be restored. Only the owner and a superadmin revoke a key of the owner; members and auditors revoke their own.",
      params: { organization, apiKey },
      response: ok(apiKeySchema, "The key, revoked."),
    },
    async ({ context, params }) => toApiKey(await revokeApiKey(context, params.apiKey)),
  );
}
