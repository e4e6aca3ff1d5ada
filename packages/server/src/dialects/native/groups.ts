import type { FastifyInstance } from "fastify";
import { addGroupMember, removeGroupMember } from "../../core/groups/group-members.ts";
import { createGroup, deleteGroup, getGroup, listGroups } from "../../core/groups/groups.ts";
import { component, Type } from "../../http/mounting/schema.ts";
import { name, pageQuery, setETag, strict, toPage, userReference, withDigestETag } from "./input.ts";
import { group, organization, user } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { created, noContent, ok, route, versioned } from "./route.ts";
import { groupSchema, pageSchema, toGroup, toList, toUser, userSchema } from "./wire.ts";

const tag = "Groups";
const createBody = strict({ name: name(100) }, component("NewGroup"));
const withMembers = Type.Object(
  { ...groupSchema.properties, members: Type.Array(userSchema) },
  component("GroupWithMembers"),
);

export function groupRoutes(scope: FastifyInstance): void {
  addCreateGroupRoute(scope);
  addListGroupsRoute(scope);
  addGetGroupRoute(scope);
  addDeleteGroupRoute(scope);
  addGroupMemberRoute(scope);
  addRemoveGroupMemberRoute(scope);
}

function addCreateGroupRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/groups",
      permission: "groups:write",
      operation: "createGroup",
      tag,
      summary: "Create a group",
      description: "A name belongs to at most one group of an organization.",
      params: { organization },
      body: createBody,
      response: created(versioned(groupSchema, "The group.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const added = await createGroup(context, body);
      setETag(reply.code(201), added);
      return toGroup(added);
    },
  );
}

function addListGroupsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/groups",
      permission: "groups:read",
      operation: "listGroups",
      tag,
      summary: "List the groups",
      description: "In the order of creation, without their members.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("GroupPage", groupSchema), "A page of groups."),
    },
    async ({ context, query }) => toList(await listGroups(context, toPage(query)), toGroup),
  );
}

function addGetGroupRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/groups/:group",
      permission: "groups:read",
      operation: "getGroup",
      tag,
      summary: "Get a group with its members",
      description: "The members are in the order of their creation.",
      params: { organization, group },
      response: versioned(withMembers, "The group and its members."),
    },
    async ({ context, params }, reply) => {
      const found = await getGroup(context, params.group);
      return withDigestETag(reply, found, { ...toGroup(found), members: found.members.map(toUser) });
    },
  );
}

function addDeleteGroupRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/groups/:group",
      permission: "groups:write",
      operation: "deleteGroup",
      tag,
      summary: "Delete a group",
      description: "Removes its memberships. The members remain users of the organization.",
      params: { organization, group },
      response: ok(groupSchema, "The group as it was."),
      acceptsIfMatch: true,
    },
    async (request) =>
      toGroup(await deleteGroup(request.context, request.params.group, expectedVersion(request))),
  );
}

function addGroupMemberRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "PUT",
      path: "/organizations/:organization/groups/:group/members/:user",
      permission: "groups:write",
      operation: "addGroupMember",
      tag,
      summary: "Add a user to a group (idempotent)",
      description: "Adding a member again changes nothing.",
      params: { organization, group, user },
      config: { ignoresBody: true },
      response: noContent("The user is a member of the group."),
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params } = request;
      const member = { groupId: params.group, userId: userReference(params.user) };
      await addGroupMember(context, member, expectedVersion(request));
      return reply.code(204).send();
    },
  );
}

function addRemoveGroupMemberRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/groups/:group/members/:user",
      permission: "groups:write",
      operation: "removeGroupMember",
      tag,
      summary: "Remove a user from a group (idempotent)",
      description: "Removing a user who is not a member changes nothing.",
      params: { organization, group, user },
      response: noContent("The user is not a member of the group."),
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params } = request;
      const member = { groupId: params.group, userId: userReference(params.user) };
      await removeGroupMember(context, member, expectedVersion(request));
      return reply.code(204).send();
    },
  );
}
