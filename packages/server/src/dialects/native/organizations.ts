import type { FastifyInstance } from "fastify";
import { deleteOrganization } from "../../core/organizations/delete-organization.ts";
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  updateOrganization,
} from "../../core/organizations/organizations.ts";
import { transferOwnership } from "../../core/organizations/transfer-ownership.ts";
import { component, id, nullable, oneOf, optional, Type } from "../../http/mounting/schema.ts";
import { changeableOrganizationStatuses, type OrganizationId } from "../../model.ts";
import { acceptFormerNames } from "./former-names.ts";
import {
  email,
  integer,
  name,
  pageFields,
  setETag,
  slug,
  strict,
  toPage,
  username,
  userReference,
  userReferenceInput,
} from "./input.ts";
import { organization } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { created, ok, route, versioned } from "./route.ts";
import {
  coolingDaysDescription,
  organizationSchema,
  organizationStatus,
  pageSchema,
  toList,
  toOrganization,
  toUser,
  userSchema,
} from "./wire.ts";

const tag = "Organizations";
const createBody = strict(
  {
    name: name(),
    slug: optional(slug("By default like the name, with a number when another organization has that slug.")),
    id: optional(id<OrganizationId>()),
    owner: strict({ email: email(), name: name(), username: optional(nullable(username())) }),
  },
  component("NewOrganization"),
);
const updateBody = strict(
  {
    name: optional(name()),
    slug: optional(slug("The former slug is free from then on, and names the organization no more.")),
    status: optional(oneOf(changeableOrganizationStatuses)),
    coolingDays: optional(integer(0, 3650, { description: coolingDaysDescription })),
  },
  { minProperties: 1, ...component("OrganizationChanges") },
);
const listQuery = strict({
  ...pageFields,
  status: optional(organizationStatus({ description: "Without it, deleted organizations are omitted." })),
});
const createdSchema = Type.Object(
  { organization: organizationSchema, owner: userSchema },
  component("CreatedOrganization"),
);
const ownershipBody = strict(
  {
    user: userReferenceInput({ description: "The new owner: an active person of the organization." }),
  },
  component("NewOwnership"),
);
const ownershipSchema = Type.Object(
  { organization: organizationSchema, owner: userSchema, formerOwner: userSchema },
  component("OwnershipTransfer"),
);

export const organizationRoute = {
  path: "/organizations/:organization",
  permission: "organization:read",
  operation: "getOrganization",
} as const;

export function organizationRoutes(scope: FastifyInstance): void {
  addCreateOrganizationRoute(scope);
  addListOrganizationsRoute(scope);
  addGetOrganizationRoute(scope);
  addUpdateOrganizationRoute(scope);
  addDeleteOrganizationRoute(scope);
  addTransferOwnershipRoute(scope);
}

function addCreateOrganizationRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations",
      permission: "organizations:create",
      operation: "createOrganization",
      tag,
      summary: "Create an organization with its owner",
      description: "For superadmins. The owner is an active admin of the organization.",
      params: {},
      body: createBody,
      response: created(versioned(createdSchema, "The organization and its owner.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const { organization, owner } = await createOrganization(context, body);
      setETag(reply.code(201), organization);
      return { organization: toOrganization(organization), owner: toUser(owner) };
    },
  );
}

function addListOrganizationsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations",
      permission: "organizations:list",
      operation: "listOrganizations",
      tag,
      summary: "List the organizations",
      description: "For superadmins. In the order of creation.",
      params: {},
      query: listQuery,
      response: ok(pageSchema("OrganizationPage", organizationSchema), "A page of organizations."),
    },
    async ({ context, query }) => {
      const filter = { status: query.status };
      return toList(await listOrganizations(context, filter, toPage(query)), toOrganization);
    },
  );
}

function addGetOrganizationRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      ...organizationRoute,
      method: "GET",
      tag,
      summary: "Get an organization",
      description:
        "Users read their own organization; a superadmin reads any. For the id of a deleted organization it answers 410, with the time.",
      params: { organization },
      response: versioned(organizationSchema, "The organization."),
    },
    async ({ context }, reply) => {
      const found = await getOrganization(context);
      setETag(reply, found);
      return toOrganization(found);
    },
  );
}

function addUpdateOrganizationRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "PATCH",
      path: "/organizations/:organization",
      permission: "organization:write",
      operation: "updateOrganization",
      tag,
      summary: "Update an organization",
      description:
        "Changes the fields of the body. Only a superadmin can change `status`: the credentials of a suspended organization are rejected.",
      params: { organization },
      body: updateBody,
      response: versioned(organizationSchema, "The organization after the change."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const updated = await updateOrganization(request.context, request.body, expectedVersion(request));
      setETag(reply, updated);
      return toOrganization(updated);
    },
  );
}

function addDeleteOrganizationRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization",
      permission: "organization:delete",
      operation: "deleteOrganization",
      tag,
      summary: "Delete an organization without numbers and API keys",
      description:
        "For superadmins, and final. It answers 409 with `organization_has_numbers` or `organization_has_api_keys`, and their `count`, while the inventory has a number or an API key is not revoked. Afterwards the slug is free, no user of the organization can sign in, and offboardings cannot be undone. Its events stay in the feeds, and its users can be listed and erased; every other request for its id answers 410 with `organization_deleted`.",
      params: { organization },
      response: ok(organizationSchema, "The organization, deleted."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request) => toOrganization(await deleteOrganization(request.context, expectedVersion(request))),
  );
}

function addTransferOwnershipRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/ownership",
      permission: "organization:transfer",
      operation: "transferOwnership",
      tag,
      summary: "Transfer the ownership to another user",
      description:
        "For the owner and superadmins. The new owner becomes an admin, and the former owner stays one. `If-Match` takes the `ETag` of the organization, which a transfer changes. A transfer to the owner changes nothing.",
      params: { organization },
      body: ownershipBody,
      preValidation: acceptFormerNames({ userId: "user", to: "user" }),
      response: versioned(ownershipSchema, "The organization and both users after the transfer."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, body } = request;
      const transfer = await transferOwnership(context, userReference(body.user), expectedVersion(request));
      setETag(reply, transfer.organization);
      return {
        organization: toOrganization(transfer.organization),
        owner: toUser(transfer.owner),
        formerOwner: toUser(transfer.formerOwner),
      };
    },
  );
}
