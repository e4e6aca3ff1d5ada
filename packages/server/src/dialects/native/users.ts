import type { FastifyInstance } from "fastify";
import { exportUsers } from "../../core/exports/export-users.ts";
import { applyOffboarding } from "../../core/offboarding/apply-offboarding.ts";
import { createUser } from "../../core/users/create-user.ts";
import { getUserOrRemoval, listUsers } from "../../core/users/read-users.ts";
import { signOutUser } from "../../core/users/sign-out.ts";
import { updateUser } from "../../core/users/update-user.ts";
import { component, id, nullable, oneOf, optional } from "../../http/mounting/schema.ts";
import type { UserId } from "../../model.ts";
import { exportable, exportDescription, exportFields, sendTable, wantsExport } from "./export.ts";
import { exportedUserSchema, userTable } from "./export-tables.ts";
import {
  email,
  endpoints,
  externalId,
  name,
  pageFields,
  search,
  setETag,
  strict,
  toPage,
  username,
  userReference,
} from "./input.ts";
import { organization, user } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { created, ok, route, versioned } from "./route.ts";
import { pageSchema, role, toList, toUser, userKind, userSchema, userStatus } from "./wire.ts";

const tag = "Users";
export const newUserBody = strict(
  {
    kind: optional(userKind({ description: "`person` by default; it never changes." })),
    email: optional(email({ description: "Required for a person; omitted for a service user." })),
    name: name(),
    username: optional(nullable(username())),
    role: optional(role({ description: "`member` by default." })),
    externalId: optional(nullable(externalId())),
    endpoints: optional(endpoints()),
    id: optional(id<UserId>({ description: "A new id by default. Only a superadmin can choose it." })),
  },
  component("NewUser"),
);
const listQuery = strict({
  ...pageFields,
  ...exportFields,
  q: optional(search("A part of the name, the e-mail address or the username, in any case.")),
  status: optional(userStatus({ description: "Without it, removed users are omitted." })),
  kind: optional(userKind()),
});
const updateBody = strict(
  {
    email: optional(email()),
    name: optional(name()),
    username: optional(nullable(username())),
    role: optional(role()),
    status: optional(
      oneOf(["active", "disabled", "blocked"], { description: "Only a superadmin blocks and unblocks." }),
    ),
    externalId: optional(nullable(externalId())),
    endpoints: optional(endpoints()),
  },
  { minProperties: 1, ...component("UserChanges") },
);

export const userRoute = {
  path: "/organizations/:organization/users/:user",
  permission: "users:read",
  operation: "getUser",
} as const;

export function userRoutes(scope: FastifyInstance): void {
  addCreateUserRoute(scope);
  addListUsersRoute(scope);
  addGetUserRoute(scope);
  addUpdateUserRoute(scope);
  addSignOutUserRoute(scope);
  addRemoveUserRoute(scope);
}

function addCreateUserRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/users",
      permission: "users:write",
      operation: "createUser",
      tag,
      summary: "Create a user",
      description:
        "An e-mail address, a username and an external id belong to at most one user of an organization. A service user is a program with API keys; it has no e-mail address and cannot hold numbers.",
      params: { organization },
      body: newUserBody,
      response: created(versioned(userSchema, "The user.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const added = await createUser(context, { ...body, role: body.role ?? "member" });
      setETag(reply.code(201), added);
      return toUser(added);
    },
  );
}

function addListUsersRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/users",
      permission: "users:list",
      operation: "listUsers",
      tag,
      summary: "List the users",
      description: `In the order of creation. ${exportDescription}`,
      params: { organization },
      query: listQuery,
      response: exportable(ok(pageSchema("UserPage", userSchema), "A page of users."), exportedUserSchema),
    },
    async (request, reply) => {
      const { context, query } = request;
      const filter = { search: query.q, status: query.status, kind: query.kind };
      if (wantsExport(request, reply, query))
        return sendTable(request, reply, userTable, () => exportUsers(context, filter));
      return toList(await listUsers(context, filter, toPage(query)), toUser);
    },
  );
}

function addGetUserRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      ...userRoute,
      method: "GET",
      tag,
      summary: "Get a user",
      description:
        "A member can get only themselves. For the id of a removed user it answers 410, with the time and the offboarding.",
      params: { organization, user },
      response: versioned(userSchema, "The user."),
    },
    async ({ context, params }, reply) => {
      const found = await getUserOrRemoval(context, userReference(params.user));
      setETag(reply, found);
      return toUser(found);
    },
  );
}

function addUpdateUserRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "PATCH",
      path: "/organizations/:organization/users/:user",
      permission: "users:write",
      operation: "updateUser",
      tag,
      summary: "Update a user",
      description:
        "Changes the fields of the body. The owner stays an active admin, and nobody changes their own status. A user is signed out when they are disabled or blocked, and when somebody else changes their e-mail address or external id.",
      params: { organization, user },
      body: updateBody,
      response: versioned(userSchema, "The user after the change."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const updated = await updateUser(context, userReference(params.user), body, expectedVersion(request));
      setETag(reply, updated);
      return toUser(updated);
    },
  );
}

function addSignOutUserRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/users/:user/sign-out",
      permission: "users:signOut",
      operation: "signOutUser",
      tag,
      summary: "Sign a user out: revokes their JWTs",
      description:
        "Rejects the JWTs that were issued to the user until now, from the next request on, and JWTs without `iat`. Users sign out themselves; admins sign out others, except the owner. API keys stay valid.",
      params: { organization, user },
      response: versioned(userSchema, "The user with the new `signedOutAt`."),
      config: { ignoresBody: true },
    },
    async ({ context, params }, reply) => {
      const after = await signOutUser(context, userReference(params.user));
      setETag(reply, after);
      return toUser(after);
    },
  );
}

function addRemoveUserRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/users/:user",
      permission: "users:write",
      operation: "removeUser",
      tag,
      summary: "Remove a user: ends assignments, revokes API keys, removes group memberships",
      description:
        "One transaction. It can be undone for 30 days like any offboarding; see `listOffboardings` for its id.",
      params: { organization, user },
      response: ok(userSchema, "The user, removed."),
      acceptsIfMatch: true,
    },
    async (request) => {
      const input = { userId: userReference(request.params.user), numbers: [] };
      const { plan, appliedAt } = await applyOffboarding(request.context, input, expectedVersion(request));
      return toUser({ ...plan.user, status: "removed", signedOutAt: appliedAt });
    },
  );
}
