import type { FastifyInstance } from "fastify";
import { addGroupMember, removeGroupMember } from "../../core/groups/group-members.ts";
import { createGroup, deleteGroup, getGroup, listGroups } from "../../core/groups/groups.ts";
import { type Static, Type, text } from "../../http/mounting/schema.ts";
import {
  expectedVersion,
  groupSchema,
  listSchema,
  pageFields,
  pathId,
  refusals,
  setETag,
  strict,
  toGroup,
  toList,
  toPage,
  toUser,
  userSchema,
} from "./wire.ts";

const createBody = strict({ name: text({ max: 100 }) });
const listQuery = strict(pageFields);
const withMembers = Type.Object({ ...groupSchema.properties, members: Type.Array(userSchema) });
const noContent = Type.Null({ description: "Done" });

interface MemberParams {
  group: string;
  user: string;
}

export function groupRoutes(scope: FastifyInstance): void {
  scope.post<{ Body: Static<typeof createBody> }>(
    "/organizations/:organization/groups",
    {
      config: { permission: "groups:write", operation: "createGroup" },
      schema: {
        tags: ["Groups"],
        summary: "Make a group",
        body: createBody,
        response: { 201: groupSchema, ...refusals },
      },
    },
    async ({ context, body }, reply) => {
      const group = await createGroup(context, body);
      setETag(reply.code(201), group);
      return toGroup(group);
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations/:organization/groups",
    {
      config: { permission: "groups:read", operation: "listGroups" },
      schema: {
        tags: ["Groups"],
        summary: "List the groups",
        querystring: listQuery,
        response: { 200: listSchema(groupSchema), ...refusals },
      },
    },
    async ({ context, query }) => toList(await listGroups(context, toPage(query)), toGroup),
  );

  scope.get<{ Params: { group: string } }>(
    "/organizations/:organization/groups/:group",
    {
      config: { permission: "groups:read", operation: "getGroup" },
      schema: {
        tags: ["Groups"],
        summary: "Get a group with its members",
        response: { 200: withMembers, ...refusals },
      },
    },
    async ({ context, params }, reply) => {
      const group = await getGroup(context, pathId(params.group));
      setETag(reply, group);
      return { ...toGroup(group), members: group.members.map(toUser) };
    },
  );

  scope.delete<{ Params: { group: string } }>(
    "/organizations/:organization/groups/:group",
    {
      config: { permission: "groups:write", operation: "deleteGroup" },
      schema: {
        tags: ["Groups"],
        summary: "End a group; its members stay users",
        response: { 200: groupSchema, ...refusals },
      },
    },
    async (request) =>
      toGroup(await deleteGroup(request.context, pathId(request.params.group), expectedVersion(request))),
  );

  scope.put<{ Params: MemberParams }>(
    "/organizations/:organization/groups/:group/members/:user",
    {
      config: { permission: "groups:write", operation: "addGroupMember", ignoresBody: true },
      schema: {
        tags: ["Groups"],
        summary: "Add a user to a group; repeating it changes nothing",
        response: { 204: noContent, ...refusals },
      },
    },
    async ({ context, params }, reply) => {
      await addGroupMember(context, { groupId: pathId(params.group), userId: pathId(params.user) });
      return reply.code(204).send();
    },
  );

  scope.delete<{ Params: MemberParams }>(
    "/organizations/:organization/groups/:group/members/:user",
    {
      config: { permission: "groups:write", operation: "removeGroupMember" },
      schema: {
        tags: ["Groups"],
        summary: "Take a user out of a group; repeating it changes nothing",
        response: { 204: noContent, ...refusals },
      },
    },
    async ({ context, params }, reply) => {
      await removeGroupMember(context, { groupId: pathId(params.group), userId: pathId(params.user) });
      return reply.code(204).send();
    },
  );
}
