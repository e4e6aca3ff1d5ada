import type { FastifyInstance } from "fastify";
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  updateOrganization,
} from "../../core/organizations/organizations.ts";
import { transferOwnership } from "../../core/organizations/transfer-ownership.ts";
import { validationFailed } from "../../http/errors.ts";
import { component, id, nullable, optional, type Static, Type } from "../../http/mounting/schema.ts";
import type { OrganizationId, UserHandle } from "../../model.ts";
import {
  email,
  integer,
  name,
  pageQuery,
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
    status: optional(organizationStatus()),
    coolingDays: optional(integer(0, 3650, { description: coolingDaysDescription })),
  },
  { minProperties: 1, ...component("OrganizationChanges") },
);
const createdSchema = Type.Object(
  { organization: organizationSchema, owner: userSchema },
  component("CreatedOrganization"),
);
const ownershipBody = strict(
  {
    userId: optional(
      userReferenceInput({ description: "The new owner: an active person of the organization. Required." }),
    ),
    to: optional(userReferenceInput({ description: "The former name of `userId`. Deprecated." })),
  },
  component("NewOwnership"),
);
const ownershipSchema = Type.Object(
  { organization: organizationSchema, owner: userSchema, formerOwner: userSchema },
  component("OwnershipTransfer"),
);

export function organizationRoutes(scope: FastifyInstance): void {
  addCreateOrganizationRoute(scope);
  addListOrganizationsRoute(scope);
  addGetOrganizationRoute(scope);
  addUpdateOrganizationRoute(scope);
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
      query: pageQuery,
      response: ok(pageSchema("OrganizationPage", organizationSchema), "A page of organizations."),
    },
    async ({ context, query }) => toList(await listOrganizations(context, toPage(query)), toOrganization),
  );
}

function addGetOrganizationRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization",
      permission: "organization:read",
      operation: "getOrganization",
      tag,
      summary: "Get an organization",
      description: "Users read their own organization; a superadmin reads any.",
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
      response: versioned(ownershipSchema, "The organization and both users after the transfer."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, body } = request;
      const transfer = await transferOwnership(context, newOwnerOf(body), expectedVersion(request));
      setETag(reply, transfer.organization);
      return {
        organization: toOrganization(transfer.organization),
        owner: toUser(transfer.owner),
        formerOwner: toUser(transfer.formerOwner),
      };
    },
  );
}

function newOwnerOf({ userId, to }: Static<typeof ownershipBody>): UserHandle {
  const name = userId ?? to;
  if (name !== undefined && (userId === undefined || to === undefined)) return userReference(name);
  const detail = name === undefined ? "userId is required" : "userId must not be sent together with to";
  throw validationFailed({ in: "body", name: "userId", rule: "required", detail });
}
