import type { FastifyInstance } from "fastify";
import { endpointsMax } from "../../core/users/endpoints.ts";
import { getUser } from "../../core/users/read-users.ts";
import { updateUser } from "../../core/users/update-user.ts";
import { type Static, Type } from "../../http/mounting/schema.ts";
import { expectedVersion, pathId, refusals, setETag, strict } from "./wire.ts";

const description = "In order, the first one first: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`.";
const setBody = strict({
  endpoints: Type.Array(Type.String(), {
    maxItems: endpointsMax,
    description,
    "x-expected": `a list of at most ${endpointsMax} endpoints`,
  }),
});
const endpointsSchema = Type.Object({ endpoints: Type.Array(Type.String(), { description }) });

export function endpointRoutes(scope: FastifyInstance): void {
  scope.get<{ Params: { user: string } }>(
    "/organizations/:organization/users/:user/endpoints",
    {
      config: { permission: "users:read", operation: "getEndpoints" },
      schema: {
        tags: ["Users"],
        summary: "Where a user is reached, in order; a member may get his own",
        response: { 200: endpointsSchema, ...refusals },
      },
    },
    async ({ context, params }, reply) => {
      const user = await getUser(context, pathId(params.user));
      setETag(reply, user);
      return { endpoints: user.endpoints };
    },
  );

  scope.put<{ Params: { user: string }; Body: Static<typeof setBody> }>(
    "/organizations/:organization/users/:user/endpoints",
    {
      config: { permission: "users:write", operation: "setEndpoints" },
      schema: {
        tags: ["Users"],
        summary: "Say where a user is reached: the whole list, in order",
        body: setBody,
        response: { 200: endpointsSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const user = await updateUser(context, pathId(params.user), body, expectedVersion(request));
      setETag(reply, user);
      return { endpoints: user.endpoints };
    },
  );
}
