import type { FastifyInstance } from "fastify";
import { parseId } from "../../core/ids.ts";
import { flag, id, nullable, oneOf, optional, type Static, Type, text } from "../../http/schema.ts";
import { type HeldNumber, providers } from "../../model.ts";
import {
  assignmentSchema,
  listSchema,
  numberReference,
  pageFields,
  pathId,
  refusals,
  strict,
  toAssignment,
  toList,
  toPage,
  versionWanted,
  withVersion,
} from "./wire.ts";

const assignBody = strict({
  isDefault: optional(flag()),
  isInboundEnabled: optional(flag()),
  isOutboundEnabled: optional(flag()),
  label: optional(nullable(text({ max: 200 }))),
});
const listQuery = strict({
  ...pageFields,
  userId: optional(id()),
  provider: optional(oneOf(providers)),
  number: optional(text({ max: 40, expected: "a number's id or its line" })),
});
const heldSchema = Type.Object({
  ...assignmentSchema.properties,
  line: Type.String(),
  userName: Type.String(),
  userEmail: Type.String(),
});
const toHeld = (it: HeldNumber) => ({
  ...toAssignment(it),
  line: it.line,
  userName: it.userName,
  userEmail: it.userEmail,
});

interface HolderParams {
  number: string;
  user: string;
}

export function assignmentRoutes(scope: FastifyInstance): void {
  scope.put<{ Params: HolderParams; Body: Static<typeof assignBody> }>(
    "/organizations/:organization/numbers/:number/holders/:user",
    {
      config: { permission: "assignments:write", operation: "assign" },
      schema: {
        tags: ["Assignments"],
        summary: "Give a number to a user, or change how he holds it; repeating it changes nothing",
        body: assignBody,
        response: { 200: assignmentSchema, ...refusals },
      },
      preValidation: async (request) => {
        if (request.body === undefined) request.body = {};
      },
    },
    async (request, reply) => {
      const { core, params, body } = request;
      const { assignment } = await core.assignments.assign({
        userId: pathId(params.user),
        number: numberReference(params.number),
        flags: body,
        version: versionWanted(request),
      });
      withVersion(reply, assignment);
      return toAssignment(assignment);
    },
  );

  scope.delete<{ Params: HolderParams }>(
    "/organizations/:organization/numbers/:number/holders/:user",
    {
      config: { permission: "assignments:write", operation: "unassign" },
      schema: {
        tags: ["Assignments"],
        summary: "Take a number back from a user",
        response: { 200: assignmentSchema, ...refusals },
      },
    },
    async (request) => {
      const { core, params } = request;
      const ended = await core.assignments.unassign({
        userId: pathId(params.user),
        number: numberReference(params.number),
        version: versionWanted(request),
      });
      return toAssignment(ended);
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations/:organization/assignments",
    {
      config: { permission: "assignments:read", operation: "listAssignments" },
      schema: {
        tags: ["Assignments"],
        summary: "List who holds what; a member may list his own",
        querystring: listQuery,
        response: { 200: listSchema(heldSchema), ...refusals },
      },
    },
    async ({ core, query }) => {
      const filter = {
        userId: query.userId && parseId(query.userId),
        providers: query.provider && [query.provider],
        number: query.number === undefined ? undefined : numberReference(query.number),
      };
      return toList(await core.assignments.list(filter, "byAge", toPage(query)), toHeld);
    },
  );
}
