import type { FastifyInstance } from "fastify";
import { parseId } from "../../core/kernel/ids.ts";
import { applyOffboarding } from "../../core/offboarding/apply-offboarding.ts";
import { createUser } from "../../core/users/create-user.ts";
import { getUser, listUsers } from "../../core/users/read-users.ts";
import { updateUser } from "../../core/users/update-user.ts";
import { id, nullable, oneOf, optional, type Static, Type } from "../../http/mounting/schema.ts";
import { organizationRoles, userStatuses } from "../../model.ts";
import {
  email,
  expectedVersion,
  listSchema,
  name,
  pageFields,
  pathId,
  refusals,
  search,
  setETag,
  strict,
  toList,
  toPage,
  toUser,
  username,
  userSchema,
} from "./wire.ts";

const createBody = strict({
  email: email(),
  name: name(),
  username: optional(username()),
  role: optional(oneOf(organizationRoles)),
  id: optional(id()),
});
const listQuery = strict({ ...pageFields, q: optional(search()), status: optional(oneOf(userStatuses)) });
const updateBody = Type.Object(
  {
    email: optional(email()),
    name: optional(name()),
    username: optional(nullable(username())),
    role: optional(oneOf(organizationRoles)),
    status: optional(oneOf(["active", "disabled", "blocked"])),
  },
  { additionalProperties: false, minProperties: 1 },
);

export function userRoutes(scope: FastifyInstance): void {
  scope.post<{ Body: Static<typeof createBody> }>(
    "/organizations/:organization/users",
    {
      config: { permission: "users:write", operation: "createUser" },
      schema: {
        tags: ["Users"],
        summary: "Add a user; only a superadmin may choose the id",
        body: createBody,
        response: { 201: userSchema, ...refusals },
      },
    },
    async ({ context, body }, reply) => {
      const given = body.id === undefined ? undefined : parseId(body.id);
      const user = await createUser(context, { ...body, id: given, role: body.role ?? "member" });
      setETag(reply.code(201), user);
      return toUser(user);
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations/:organization/users",
    {
      config: { permission: "users:list", operation: "listUsers" },
      schema: {
        tags: ["Users"],
        summary: "List the users; removed ones only with status=removed",
        querystring: listQuery,
        response: { 200: listSchema(userSchema), ...refusals },
      },
    },
    async ({ context, query }) => {
      const filter = { search: query.q, status: query.status };
      return toList(await listUsers(context, filter, toPage(query)), toUser);
    },
  );

  scope.get<{ Params: { user: string } }>(
    "/organizations/:organization/users/:user",
    {
      config: { permission: "users:read", operation: "getUser" },
      schema: {
        tags: ["Users"],
        summary: "Get a user; a member may get himself",
        response: { 200: userSchema, ...refusals },
      },
    },
    async ({ context, params }, reply) => {
      const user = await getUser(context, pathId(params.user));
      setETag(reply, user);
      return toUser(user);
    },
  );

  scope.patch<{ Params: { user: string }; Body: Static<typeof updateBody> }>(
    "/organizations/:organization/users/:user",
    {
      config: { permission: "users:write", operation: "updateUser" },
      schema: {
        tags: ["Users"],
        summary: "Change a user; only a superadmin may block one",
        body: updateBody,
        response: { 200: userSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const user = await updateUser(context, pathId(params.user), body, expectedVersion(request));
      setETag(reply, user);
      return toUser(user);
    },
  );

  scope.delete<{ Params: { user: string } }>(
    "/organizations/:organization/users/:user",
    {
      config: { permission: "users:write", operation: "removeUser" },
      schema: {
        tags: ["Users"],
        summary: "Take a user out: his assignments end, his keys are revoked, he leaves his groups",
        response: { 200: userSchema, ...refusals },
      },
    },
    async (request) => {
      const input = { userId: pathId(request.params.user), numbers: [] };
      const { plan } = await applyOffboarding(request.context, input, expectedVersion(request));
      return toUser({ ...plan.user, status: "removed" });
    },
  );
}
