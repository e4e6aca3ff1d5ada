import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  createSuperadminKey,
  listSuperadminKeys,
  revokeSuperadminKey,
  rotateSuperadminKey,
} from "../../core/api-keys/superadmin-keys.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import { component, optional } from "../../http/mounting/schema.ts";
import type { ApiKey } from "../../model.ts";
import {
  createdSuperadminKeySchema,
  listedSuperadminKeySchema,
  rotatedSuperadminKeySchema,
  superadminKeySchema,
  superadminKeyScopesInput,
  toApiKey,
  toCreatedApiKey,
  toListedApiKey,
  toRotatedApiKey,
} from "./api-key-wire.ts";
import { expiresAt, rotateBody, toRotation } from "./api-keys.ts";
import { defaultToEmptyBody, name, pageQuery, strict, toPage } from "./input.ts";
import { superadminKey } from "./path-params.ts";
import { created, ok, route } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Superadmin keys";
const createBody = strict(
  {
    name: name(),
    expiresAt: expiresAt(),
    scopes: optional(
      superadminKeyScopesInput({
        maxItems: 100,
        description:
          "Without them the key permits everything in every organization. At most one of them begins with `dialect:`.",
      }),
    ),
  },
  component("NewSuperadminKey"),
);

export function superadminKeyRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListRoute(scope);
  addRotateRoute(scope);
  addRevokeRoute(scope);
}

/** Like the keys that a start of the server makes and revokes. A replayed outcome is logged once more. */
const logChange = ({ log }: FastifyRequest, { id, publicId }: ApiKey, change: string): void =>
  log.warn({ id, publicId }, `superadmin key ${change}`);

function addCreateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/superadmin-keys",
      permission: "superadminKeys:write",
      operation: "createSuperadminKey",
      tag,
      summary: "Create a superadmin key",
      description:
        "For superadmins with a key without scopes. The key acts as the same superadmin, within its scopes. The response is the only one with its secret.",
      params: {},
      body: createBody,
      response: created(ok(createdSuperadminKeySchema, "The key with its secret.")),
    },
    async (request, reply) => {
      const { context, body } = request;
      const added = await createSuperadminKey(context, {
        name: body.name,
        expiresAt: body.expiresAt === undefined ? null : parseInstant(body.expiresAt),
        scopes: body.scopes,
      });
      logChange(request, added, "created");
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
      path: "/superadmin-keys",
      permission: "superadminKeys:read",
      operation: "listSuperadminKeys",
      tag,
      summary: "List the superadmin keys that are not revoked",
      description: "For superadmins. Without their secrets, in the order of creation.",
      params: {},
      query: pageQuery,
      response: ok(pageSchema("SuperadminKeyPage", listedSuperadminKeySchema), "A page of superadmin keys."),
    },
    async ({ context, query }) => toList(await listSuperadminKeys(context, toPage(query)), toListedApiKey),
  );
}

function addRotateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/superadmin-keys/:superadminKey/rotate",
      permission: "superadminKeys:write",
      operation: "rotateSuperadminKey",
      tag,
      summary: "Rotate a superadmin key",
      description:
        "Creates a key with the name and scopes of this one, which expires after the overlap. For superadmins with a key without scopes; not for the configured key. The response is the only one with the new secret.",
      params: { superadminKey },
      body: rotateBody,
      preValidation: defaultToEmptyBody,
      response: created(ok(rotatedSuperadminKeySchema, "The new key with its secret, and the old one.")),
      errors: [409],
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const rotated = await rotateSuperadminKey(context, params.superadminKey, toRotation(body));
      logChange(request, rotated, "created");
      logChange(request, rotated.replaced, "expires");
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
      path: "/superadmin-keys/:superadminKey",
      permission: "superadminKeys:write",
      operation: "revokeSuperadminKey",
      tag,
      summary: "Revoke a superadmin key",
      description:
        "For superadmins with a key without scopes. Takes effect with the next request. The last key without scopes and expiry cannot be revoked.",
      params: { superadminKey },
      response: ok(superadminKeySchema, "The key, revoked."),
      errors: [409],
    },
    async (request) => {
      const revoked = await revokeSuperadminKey(request.context, request.params.superadminKey);
      logChange(request, revoked, "revoked");
      return toApiKey(revoked);
    },
  );
}
