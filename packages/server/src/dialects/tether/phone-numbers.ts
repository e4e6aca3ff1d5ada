import type { FastifyInstance } from "fastify";
import { assignNumber } from "../../core/assignments/assign-number.ts";
import { listAssignments } from "../../core/assignments/list-assignments.ts";
import { unassignProvider } from "../../core/assignments/unassign-number.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { optional, responses, type Static, Type } from "../../http/mounting/schema.ts";
import {
  assignBody,
  assignmentSchema,
  done,
  errorSchema,
  listQuery,
  mutationSchema,
  organizationPath,
  slotPath,
  tetherProviders,
  toAssignment,
} from "./wire.ts";

/** Without a limit the list is whole. */
const whole = Number.MAX_SAFE_INTEGER - 1;

const answers = responses(errorSchema);

export function phoneNumberRoutes(scope: FastifyInstance): void {
  scope.get<{ Params: Static<typeof organizationPath>; Querystring: Static<typeof listQuery> }>(
    "/organizations/:organizationId/phone-numbers",
    {
      config: { permission: "assignments:platform", operation: "get_organizations_phone_numbers" },
      schema: {
        tags: ["Organizations"],
        summary: "List who holds which number",
        params: organizationPath,
        querystring: listQuery,
        response: answers(
          Type.Object({ assignments: Type.Array(assignmentSchema), nextCursor: optional(Type.String()) }),
          400,
          401,
          403,
          500,
        ),
      },
    },
    async ({ context, query }) => {
      const filter = {
        userId: query.userId && parseId(query.userId),
        providers: query.provider === undefined ? tetherProviders : [query.provider],
      };
      const page = { limit: query.limit ?? whole, cursor: query.cursor };
      const { items, nextCursor } = await listAssignments(context, filter, "byUser", page);
      return { assignments: items.map(toAssignment), ...(nextCursor !== null && { nextCursor }) };
    },
  );

  scope.post<{ Params: Static<typeof organizationPath>; Body: Static<typeof assignBody> }>(
    "/organizations/:organizationId/phone-numbers",
    {
      config: { permission: "assignments:platform", operation: "post_organizations_phone_numbers" },
      schema: {
        tags: ["Organizations"],
        summary: "Give a number to a user, or change how he holds it",
        description:
          "With isDefault (true when left out) the number takes the user's place on the provider, and what was there before is unassigned. With isDefault false it stands beside it.",
        params: organizationPath,
        body: assignBody,
        response: answers(mutationSchema, 400, 401, 403, 404, 500),
      },
    },
    async ({ context, body }) => {
      const { targetUserId, provider, phoneNumber, isDefault = true, isInboundEnabled = true, label } = body;
      await assignNumber(context, {
        userId: parseId(targetUserId) ?? targetUserId,
        number: { line: phoneNumber, provider },
        flags: { isDefault, isInboundEnabled, label: label === "" ? null : label },
        addsNumber: true,
        formerDefault: "unassigned",
        takesInbound: body.transfer,
      });
      return done(`${provider} phone number assigned`);
    },
  );

  scope.delete<{ Params: Static<typeof slotPath> }>(
    "/organizations/:organizationId/phone-numbers/:targetUserId/:provider",
    {
      config: { permission: "assignments:platform", operation: "delete_organizations_phone_numbers" },
      schema: {
        tags: ["Organizations"],
        summary: "Take back every number the user holds on the provider",
        params: slotPath,
        response: answers(mutationSchema, 400, 401, 403, 404, 500),
      },
    },
    async ({ context, params: { targetUserId, provider } }) => {
      await unassignProvider(context, { userId: parseId(targetUserId) ?? targetUserId, provider });
      return done(`${provider} phone number removed`);
    },
  );
}
