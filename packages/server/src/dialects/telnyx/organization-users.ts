import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { listGroupsOfUsers } from "../../core/groups/groups.ts";
import type { Context } from "../../core/kernel/context.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { applyOffboarding } from "../../core/offboarding/apply-offboarding.ts";
import { getUser, listUsersByPage } from "../../core/users/read-users.ts";
import { responses, type Static, Type } from "../../http/mounting/schema.ts";
import type { User } from "../../model.ts";
import { toCsv } from "./report.ts";
import {
  errorSchema,
  fromStatus,
  type Groups,
  listQuery,
  listSchema,
  retrieveQuery,
  toMeta,
  toUser,
  userSchema,
} from "./wire.ts";

const tags = ["Organization Users"];
const oneUser = Type.Object({ data: userSchema });
const userPath = Type.Object({ id: Type.String() });

const answers = responses(errorSchema);

export function organizationUserRoutes(scope: FastifyInstance): void {
  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations/users",
    {
      config: { permission: "users:list", operation: "ListOrganizationUsers" },
      schema: {
        tags,
        summary: "List the users",
        querystring: listQuery,
        response: answers(listSchema, 400, 401, 403),
      },
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

  scope.get(
    "/organizations/users/users_groups_report",
    {
      config: { permission: "users:list", operation: "GetOrganizationUsersGroupsReport" },
      schema: {
        tags,
        summary: "All users with their groups; as CSV with Accept: text/csv",
        response: answers(Type.Object({ data: Type.Array(userSchema) }), 401, 403, 404),
      },
    },
    async (request, reply) => {
      const { items } = await listUsersByPage(
        request.context,
        {},
        { number: 1, size: Number.MAX_SAFE_INTEGER },
      );
      const groups = await groupsOf(request.context, items);
      const data = items.map((user) => toUser(user, groups));
      return wantsCsv(request) ? sendCsv(reply, toCsv(data)) : { data };
    },
  );

  scope.get<{ Params: { id: string }; Querystring: Static<typeof retrieveQuery> }>(
    "/organizations/users/:id",
    {
      config: { permission: "users:list", operation: "GetOrganizationUser" },
      schema: {
        tags,
        summary: "Get a user",
        params: userPath,
        querystring: retrieveQuery,
        response: answers(oneUser, 400, 401, 403, 404),
      },
    },
    async ({ context, params, query }) => {
      const user = await getUser(context, parseId(params.id) ?? params.id);
      const groups = query.include_groups ? await groupsOf(context, [user]) : undefined;
      return { data: toUser(user, groups) };
    },
  );

  scope.post<{ Params: { id: string } }>(
    "/organizations/users/:id/actions/remove",
    {
      config: { permission: "users:write", operation: "DeleteOrganizationUser", ignoresBody: true },
      schema: {
        tags,
        summary: "Take a user out: his assignments end, his keys are revoked, he leaves his groups",
        params: userPath,
        response: answers(oneUser, 400, 401, 403, 404),
      },
    },
    async ({ context, params }) => {
      const { plan } = await applyOffboarding(context, {
        userId: parseId(params.id) ?? params.id,
        numbers: [],
      });
      return { data: toUser({ ...plan.user, status: "removed" }) };
    },
  );
}

const groupsOf = (context: Context, users: readonly User[]): Promise<Groups> =>
  listGroupsOfUsers(
    context,
    users.map(({ id }) => id),
  );

/** Whether CSV is asked for, and JSON is not asked for before it. */
function wantsCsv(request: FastifyRequest): boolean {
  const accepted = request.headers.accept ?? "";
  const csv = accepted.indexOf("text/csv");
  const json = accepted.indexOf("application/json");
  return csv >= 0 && (json < 0 || csv < json);
}

const sendCsv = (reply: FastifyReply, csv: string): FastifyReply =>
  reply.type("text/csv; charset=utf-8").serializer(String).send(csv);
