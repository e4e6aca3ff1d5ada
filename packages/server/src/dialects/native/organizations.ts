import type { FastifyInstance } from "fastify";
import { parseId } from "../../core/kernel/ids.ts";
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  updateOrganization,
} from "../../core/organizations/organizations.ts";
import { id, oneOf, optional, type Static, Type, wholeNumber } from "../../http/mounting/schema.ts";
import { organizationStatuses } from "../../model.ts";
import {
  email,
  expectedVersion,
  listSchema,
  name,
  organizationSchema,
  pageFields,
  refusals,
  setETag,
  strict,
  toList,
  toOrganization,
  toPage,
  toUser,
  username,
  userSchema,
} from "./wire.ts";

const createBody = strict({
  name: name(),
  id: optional(id()),
  owner: strict({ email: email(), name: name(), username: optional(username()) }),
});
const listQuery = strict(pageFields);
const updateBody = Type.Object(
  {
    name: optional(name()),
    status: optional(oneOf(organizationStatuses)),
    coolingDays: optional(wholeNumber(0, 3650)),
  },
  { additionalProperties: false, minProperties: 1 },
);

export function organizationRoutes(scope: FastifyInstance): void {
  scope.post<{ Body: Static<typeof createBody> }>(
    "/organizations",
    {
      config: { permission: "organizations:create", operation: "createOrganization" },
      schema: {
        tags: ["Organizations"],
        summary: "Make an organization with its owner",
        body: createBody,
        response: {
          201: Type.Object({ organization: organizationSchema, owner: userSchema }),
          ...refusals,
        },
      },
    },
    async ({ context, body }, reply) => {
      const given = body.id === undefined ? undefined : parseId(body.id);
      const { organization, owner } = await createOrganization(context, { ...body, id: given });
      setETag(reply.code(201), organization);
      return { organization: toOrganization(organization), owner: toUser(owner) };
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations",
    {
      config: { permission: "organizations:list", operation: "listOrganizations" },
      schema: {
        tags: ["Organizations"],
        summary: "List the organizations",
        querystring: listQuery,
        response: { 200: listSchema(organizationSchema), ...refusals },
      },
    },
    async ({ context, query }) => toList(await listOrganizations(context, toPage(query)), toOrganization),
  );

  scope.get(
    "/organizations/:organization",
    {
      config: { permission: "organization:read", operation: "getOrganization" },
      schema: {
        tags: ["Organizations"],
        summary: "Get an organization",
        response: { 200: organizationSchema, ...refusals },
      },
    },
    async ({ context }, reply) => {
      const organization = await getOrganization(context);
      setETag(reply, organization);
      return toOrganization(organization);
    },
  );

  scope.patch<{ Body: Static<typeof updateBody> }>(
    "/organizations/:organization",
    {
      config: { permission: "organization:write", operation: "updateOrganization" },
      schema: {
        tags: ["Organizations"],
        summary: "Change an organization's name or policy; suspend it, or lift its suspension (superadmin)",
        body: updateBody,
        response: { 200: organizationSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const organization = await updateOrganization(request.context, request.body, expectedVersion(request));
      setETag(reply, organization);
      return toOrganization(organization);
    },
  );
}
