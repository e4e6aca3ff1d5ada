import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { listGroupsOfUsers } from "../../core/groups/groups.ts";
import type { Context } from "../../core/kernel/context.ts";
import { applyOffboarding } from "../../core/offboarding/apply-offboarding.ts";
import { getUser, listUsersByPage } from "../../core/users/read-users.ts";
import { addRoute } from "../../http/mounting/route.ts";
import { pathId, Type } from "../../http/mounting/schema.ts";
import { preferredType } from "../../http/negotiation.ts";
import { idempotencyKeyHeader, vendorResponses } from "../../http/openapi/operation.ts";
import type { User, UserId } from "../../model.ts";
import { toCsv } from "./report.ts";
import {
  errorSchema,
  fromStatus,
  type Groups,
  listQuery,
  listSchema,
  reportSchema,
  retrieveQuery,
  toMeta,
  toUser,
  userResponseSchema,
} from "./wire.ts";

const tag = "Organization Users";
const userParams = { id: pathId<UserId>({ "x-parameter": "UserId", description: "The id of the user." }) };

const responses = vendorResponses(errorSchema, {
  400: ["users_BadRequestResponse", "A parameter is invalid."],
  401: ["UnauthenticatedResponse", "The credential is missing, invalid, expired or revoked."],
  403: ["users_UnauthorizedResponse", "The caller is not an admin, or the user is protected."],
  404: ["users_NotFoundResponse", "The user does not exist."],
});

export function organizationUserRoutes(scope: FastifyInstance): void {
  addListOrganizationUsersRoute(scope);
  addGetOrganizationUsersGroupsReportRoute(scope);
  addGetOrganizationUserRoute(scope);
  addDeleteOrganizationUserRoute(scope);
}

function addListOrganizationUsersRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "GET",
      path: "/organizations/users",
      permission: "users:list",
      operation: "ListOrganizationUsers",
      tag,
      summary: "List the users",
      description: "Without removed users, in the order of creation.",
      params: {},
      query: listQuery,
      responses: responses({ description: "A page of users.", schema: listSchema }, 400, 401, 403),
    },
    async ({ context, query }) => {
      const page = { number: query["page[number]"] ?? 1, size: query["page[size]"] ?? 250 };
      const status = query["filter[user_status]"];
      const filter = { email: query["filter[email]"], status: status && fromStatus(status) };
      const users = await listUsersByPage(context, filter, page);
      const groups = query.include_groups ? await groupsOf(context, users.items) : undefined;
      return { data: users.items.map((user) => toUser(user, groups)), meta: toMeta(users, page) };
    },
  );
}

function addGetOrganizationUsersGroupsReportRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "GET",
      path: "/organizations/users/users_groups_report",
      permission: "users:list",
      operation: "GetOrganizationUsersGroupsReport",
      tag,
      summary: "Report all users with their groups",
      description: "In CSV when `Accept` prefers `text/csv`.",
      params: {},
      responses: responses(
        {
          description: "All users with their groups.",
          schema: reportSchema,
          alternatives: { "text/csv": Type.String() },
        },
        401,
        403,
        404,
      ),
    },
    async (request, reply) => {
      const { items } = await listUsersByPage(
        request.context,
        {},
        { number: 1, size: Number.MAX_SAFE_INTEGER },
      );
      const groups = await groupsOf(request.context, items);
      const data = items.map((user) => toUser(user, groups));
      return acceptsCsv(request) ? sendCsv(reply, toCsv(data)) : { data };
    },
  );
}

function addGetOrganizationUserRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "GET",
      path: "/organizations/users/:id",
      permission: "users:list",
      operation: "GetOrganizationUser",
      tag,
      summary: "Get a user",
      description: "A removed user is not found.",
      params: userParams,
      query: retrieveQuery,
      responses: responses({ description: "The user.", schema: userResponseSchema }, 400, 401, 403, 404),
    },
    async ({ context, params, query }) => {
      const user = await getUser(context, params.id);
      const groups = query.include_groups ? await groupsOf(context, [user]) : undefined;
      return { data: toUser(user, groups) };
    },
  );
}

function addDeleteOrganizationUserRoute(scope: FastifyInstance): void {
  addRoute(
    scope,
    {
      method: "POST",
      path: "/organizations/users/:id/actions/remove",
      permission: "users:write",
      operation: "DeleteOrganizationUser",
      tag,
      summary: "Remove a user: ends assignments, revokes API keys, removes group memberships",
      description: "The owner and the caller cannot be removed.",
      params: userParams,
      config: { ignoresBody: true },
      requestHeaders: [idempotencyKeyHeader],
      responses: responses(
        { description: "The user, removed.", schema: userResponseSchema },
        400,
        401,
        403,
        404,
      ),
    },
    async ({ context, params }) => {
      const { plan } = await applyOffboarding(context, { userId: params.id, numbers: [] });
      return { data: toUser({ ...plan.user, status: "removed" }) };
    },
  );
}

const groupsOf = (context: Context, users: readonly User[]): Promise<Groups> =>
  listGroupsOfUsers(
    context,
    users.map(({ id }) => id),
  );

const json = "application/json; charset=utf-8";
const csv = "text/csv; charset=utf-8";

/** JSON wins a tie by `*`, and is sent to a client that accepts neither. */
const acceptsCsv = ({ headers }: FastifyRequest): boolean =>
  preferredType(headers.accept, [json, csv]) === csv;

const sendCsv = (reply: FastifyReply, report: string): FastifyReply =>
  reply.type(csv).serializer(String).send(report);
