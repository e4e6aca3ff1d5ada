import type { FastifyInstance } from "fastify";
import { getUser } from "../../core/users/read-users.ts";
import { updateUser } from "../../core/users/update-user.ts";
import { component, Type } from "../../http/mounting/schema.ts";
import { endpoints, setETag, strict, userReference } from "./input.ts";
import { organization, user } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { route, versioned } from "./route.ts";
import { endpointsDescription } from "./wire.ts";

const tag = "Users";
const setBody = strict({ endpoints: endpoints() }, component("NewEndpoints"));
const endpointsSchema = Type.Object(
  { endpoints: Type.Array(Type.String(), { description: endpointsDescription }) },
  component("Endpoints"),
);

export function endpointRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/users/:user/endpoints",
      permission: "users:read",
      operation: "getEndpoints",
      tag,
      summary: "Get a user's endpoints",
      description: "The `endpoints` of the user. A member can get only their own.",
      params: { organization, user },
      response: versioned(endpointsSchema, "The endpoints, in order of preference."),
    },
    async ({ context, params }, reply) => {
      const found = await getUser(context, userReference(params.user));
      setETag(reply, found);
      return { endpoints: found.endpoints };
    },
  );

  route(
    scope,
    {
      method: "PUT",
      path: "/organizations/:organization/users/:user/endpoints",
      permission: "users:write",
      operation: "setEndpoints",
      tag,
      summary: "Replace a user's endpoints",
      description: "Replaces the complete list. The `ETag` is the user's.",
      params: { organization, user },
      body: setBody,
      response: versioned(endpointsSchema, "The endpoints after the change."),
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const updated = await updateUser(context, userReference(params.user), body, expectedVersion(request));
      setETag(reply, updated);
      return { endpoints: updated.endpoints };
    },
  );
}
