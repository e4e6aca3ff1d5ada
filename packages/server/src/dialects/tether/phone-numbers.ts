import type { FastifyInstance } from "fastify";
import { assignNumber } from "../../core/assignments/assign-number.ts";
import { listAssignments } from "../../core/assignments/list-assignments.ts";
import { unassignProvider } from "../../core/assignments/unassign-number.ts";
import { addRoute } from "../../http/mounting/route.ts";
import { idempotencyKeyHeader, vendorResponses } from "../../http/openapi/operation.ts";
import {
  assignBody,
  done,
  errorSchema,
  listQuery,
  listSchema,
  mutationSchema,
  organizationParams,
  slotParams,
  tetherProviders,
  toAssignment,
} from "./wire.ts";

/** Without a limit the list is complete. */
const unlimited = Number.MAX_SAFE_INTEGER - 1;

const tag = "Organizations";
const responses = vendorResponses(errorSchema, {
  400: ["BadRequest", "The request is invalid, or conflicts with the state of a record."],
  401: ["Unauthorized", "The credential is missing, invalid, expired or revoked."],
  403: ["Forbidden", "The caller is not a superadmin."],
  404: ["NotFound", "The organization, the user or the assignment does not exist."],
  500: ["InternalError", "Internal error."],
});

export function phoneNumberRoutes(scope: FastifyInstance): void {
  addGetOrganizationsPhoneNumbersRoute(scope);
  addPostOrganizationsPhoneNumbersRoute(scope);
  addDeleteOrganizationsPhoneNumbersRoute(scope);
}

function addGetOrganizationsPhoneNumbersRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "GET",
      path: "/organizations/:organizationId/phone-numbers",
      permission: "assignments:platformRead",
      operation: "get_organizations_phone_numbers",
      tag,
      summary: "List the assigned phone numbers",
      description: "By user name, then provider, with the default number first; in pages by user id.",
      params: organizationParams,
      query: listQuery,
      responses: responses({ description: "The assignments.", schema: listSchema }, 400, 401, 403, 500),
    },
    async ({ context, query }) => {
      const filter = {
        userId: query.userId,
        isGlobalOnly: true,
        providers: query.provider === undefined ? tetherProviders : [query.provider],
      };
      const page = { limit: query.limit ?? unlimited, cursor: query.cursor };
      // A user who is renamed between two pages must not change places.
      const isPaged = query.limit !== undefined || query.cursor !== undefined;
      const order = isPaged ? "byUserId" : "byUser";
      const { items, nextCursor } = await listAssignments(context, filter, order, page);
      return { assignments: items.map(toAssignment), ...(nextCursor !== null && { nextCursor }) };
    },
  );
}

function addPostOrganizationsPhoneNumbersRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "POST",
      path: "/organizations/:organizationId/phone-numbers",
      permission: "assignments:platformWrite",
      operation: "post_organizations_phone_numbers",
      tag,
      summary: "Assign a phone number or update the assignment (idempotent)",
      description:
        "With `isDefault` the number becomes the user's number on the provider, and their former default is unassigned. Without it the number is assigned in addition.",
      params: organizationParams,
      body: assignBody,
      requestHeaders: [idempotencyKeyHeader],
      responses: responses(
        { description: "The number is assigned.", schema: mutationSchema },
        400,
        401,
        403,
        404,
        500,
      ),
    },
    async ({ context, body }) => {
      const { targetUserId, provider, phoneNumber, isDefault = true, isInboundEnabled = true, label } = body;
      await assignNumber(context, {
        userId: targetUserId,
        number: { line: phoneNumber, provider },
        flags: { isDefault, isInboundEnabled, label: label === "" ? null : label },
        addsNumber: true,
        formerDefault: "unassigned",
        takesInbound: body.transfer,
      });
      return done(`${provider} phone number assigned`);
    },
  );
}

function addDeleteOrganizationsPhoneNumbersRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organizationId/phone-numbers/:targetUserId/:provider",
      permission: "assignments:platformWrite",
      operation: "delete_organizations_phone_numbers",
      tag,
      summary: "Unassign the user's phone numbers on a provider",
      description: "Unassigns every number that the user holds on the provider.",
      params: slotParams,
      requestHeaders: [idempotencyKeyHeader],
      responses: responses(
        { description: "The numbers are unassigned.", schema: mutationSchema },
        400,
        401,
        403,
        404,
        500,
      ),
    },
    async ({ context, params: { targetUserId, provider } }) => {
      await unassignProvider(context, { userId: targetUserId, provider });
      return done(`${provider} phone number removed`);
    },
  );
}
