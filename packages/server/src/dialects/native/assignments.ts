import type { FastifyInstance } from "fastify";
import { assignNumber } from "../../core/assignments/assign-number.ts";
import { listAssignments, listAssignmentsAsOf } from "../../core/assignments/list-assignments.ts";
import { transferNumber } from "../../core/assignments/transfer-number.ts";
import { unassignNumber } from "../../core/assignments/unassign-number.ts";
import { parseId } from "../../core/kernel/ids.ts";
import {
  flag,
  id,
  instantInput,
  nullable,
  oneOf,
  optional,
  type Static,
  Type,
  text,
} from "../../http/mounting/schema.ts";
import { parseInstant } from "../../http/mounting/validation.ts";
import { type AssignmentDetails, providers } from "../../model.ts";
import {
  assignmentSchema,
  defaultToEmptyBody,
  expectedVersion,
  listSchema,
  numberReference,
  pageFields,
  pathId,
  reason,
  refusals,
  setETag,
  strict,
  toAssignment,
  toList,
  toPage,
} from "./wire.ts";

const flagFields = {
  isDefault: optional(flag()),
  isOutboundEnabled: optional(flag()),
  label: optional(nullable(text({ max: 200 }))),
};
const assignBody = strict({
  isDefault: optional(flag()),
  isInboundEnabled: optional(flag()),
  isOutboundEnabled: optional(flag()),
  label: optional(nullable(text({ max: 200 }))),
  reason: optional(reason()),
});
const transferBody = strict({ ...flagFields, from: id(), to: id(), reason: optional(reason()) });
const endQuery = strict({ reason: optional(reason()) });
const listQuery = strict({
  ...pageFields,
  userId: optional(id()),
  provider: optional(oneOf(providers)),
  number: optional(text({ max: 40, expected: "a number's id or its line" })),
  asOf: optional(instantInput()),
});
const heldSchema = Type.Object({
  ...assignmentSchema.properties,
  line: Type.String(),
  userName: Type.String(),
  userEmail: Type.String(),
});
const toHeld = (it: AssignmentDetails) => ({
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
      preValidation: defaultToEmptyBody,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const { reason: why, ...flags } = body;
      const { assignment } = await assignNumber(context, {
        userId: pathId(params.user),
        number: numberReference(params.number),
        flags,
        reason: why,
        version: expectedVersion(request),
      });
      setETag(reply, assignment);
      return toAssignment(assignment);
    },
  );

  scope.post<{ Params: { number: string }; Body: Static<typeof transferBody> }>(
    "/organizations/:organization/numbers/:number/transfer",
    {
      config: { permission: "assignments:write", operation: "transfer" },
      schema: {
        tags: ["Assignments"],
        summary: "Move a number from its inbound holder to another user, in one step",
        description: "412 when `from` is not the inbound holder any more. Flags left out go along.",
        body: transferBody,
        response: { 200: assignmentSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const { from, to, reason: why, ...flags } = body;
      const { assignment } = await transferNumber(context, {
        number: numberReference(params.number),
        from: pathId(from),
        to: pathId(to),
        flags,
        reason: why,
        version: expectedVersion(request),
      });
      setETag(reply, assignment);
      return toAssignment(assignment);
    },
  );

  scope.delete<{ Params: HolderParams; Querystring: Static<typeof endQuery> }>(
    "/organizations/:organization/numbers/:number/holders/:user",
    {
      config: { permission: "assignments:write", operation: "unassign" },
      schema: {
        tags: ["Assignments"],
        summary: "Take a number back from a user",
        querystring: endQuery,
        response: { 200: assignmentSchema, ...refusals },
      },
    },
    async (request) => {
      const { context, params, query } = request;
      const ended = await unassignNumber(context, {
        userId: pathId(params.user),
        number: numberReference(params.number),
        reason: query.reason,
        version: expectedVersion(request),
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
        summary: "List who holds what, now or as of any moment; a member may list his own",
        querystring: listQuery,
        response: { 200: listSchema(heldSchema), ...refusals },
      },
    },
    async ({ context, query }) => {
      const filter = {
        userId: query.userId && parseId(query.userId),
        providers: query.provider && [query.provider],
        number: query.number === undefined ? undefined : numberReference(query.number),
      };
      const assignments =
        query.asOf === undefined
          ? await listAssignments(context, filter, "byAge", toPage(query))
          : await listAssignmentsAsOf(context, filter, parseInstant(query.asOf), toPage(query));
      return toList(assignments, toHeld);
    },
  );
}
