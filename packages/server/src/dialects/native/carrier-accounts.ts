import type { FastifyInstance, FastifyReply } from "fastify";
import {
  type AccountOwner,
  accountsOfOrganization,
  accountsOfPlatform,
} from "../../core/carrier-accounts/account-owner.ts";
import { getCarrierSetup } from "../../core/carrier-accounts/account-setup.ts";
import {
  createCarrierAccount,
  deleteCarrierAccount,
  getCarrierAccount,
  listCarrierAccounts,
  updateCarrierAccount,
} from "../../core/carrier-accounts/carrier-accounts.ts";
import { rotateCarrierSecrets } from "../../core/carrier-accounts/rotate-secrets.ts";
import { testCarrierCredentials } from "../../core/carrier-accounts/test-credentials.ts";
import type { RouteRequest } from "../../http/mounting/route.ts";
import type { TSchema } from "../../http/mounting/schema.ts";
import type { CarrierAccountId } from "../../model.ts";
import { createBody, overlapDefault, rotateBody, updateBody } from "./carrier-account-input.ts";
import {
  carrierAccountSchema,
  carrierSetupSchema,
  credentialTestSchema,
  toCarrierAccount,
  toCarrierSetup,
} from "./carrier-account-wire.ts";
import { pageQuery, setETag, toPage } from "./input.ts";
import { carrierAccount, organization, platformCarrierAccount } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import type { ProblemStatus } from "./problem-responses.ts";
import { created, type NativeRoute, ok, route, versioned } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Carrier accounts";

/** The routes of an organization's accounts, or of the platform's. */
interface AccountRoutes {
  readonly base: string;
  readonly baseParams: Readonly<Record<string, TSchema>>;
  readonly account: Readonly<Record<string, TSchema>>;
  readonly permissions: "carrierAccounts" | "platformCarrierAccounts";
  /** `createCarrierAccount` of an organization is `createPlatformCarrierAccount` of the platform. */
  readonly noun: "CarrierAccount" | "PlatformCarrierAccount";
  readonly audience: string;
  readonly ownerOf: (context: Parameters<typeof accountsOfOrganization>[0]) => AccountOwner;
}

const ofOrganization: AccountRoutes = {
  base: "/organizations/:organization/carrier-accounts",
  baseParams: { organization },
  account: { carrierAccount },
  permissions: "carrierAccounts",
  noun: "CarrierAccount",
  audience: "",
  ownerOf: accountsOfOrganization,
};
const ofPlatform: AccountRoutes = {
  base: "/carrier-accounts",
  baseParams: {},
  account: { platformCarrierAccount },
  permissions: "platformCarrierAccounts",
  noun: "PlatformCarrierAccount",
  audience: "For superadmins: an account whose numbers belong to several organizations. ",
  ownerOf: accountsOfPlatform,
};

export function carrierAccountRoutes(scope: FastifyInstance): void {
  for (const routes of [ofOrganization, ofPlatform]) {
    addCreateRoute(scope, routes);
    addListRoute(scope, routes);
    addGetRoute(scope, routes);
    addUpdateRoute(scope, routes);
    addDeleteRoute(scope, routes);
    addRotateRoute(scope, routes);
    addSetupRoute(scope, routes);
    addTestRoute(scope, routes);
  }
}

interface AccountRoute<Query extends TSchema, Body extends TSchema>
  extends Pick<NativeRoute<string, object, Query, Body>, "method" | "summary" | "description" | "response"> {
  readonly verb: string;
  /** After the noun in the operation's name. */
  readonly part?: string;
  readonly access: "read" | "write";
  /** After the path of one account; absent for the path of all. */
  readonly rest?: string;
  readonly query?: Query;
  readonly body?: Body;
  readonly errors?: readonly ProblemStatus[];
  readonly acceptsIfMatch?: true;
  readonly config?: { readonly ignoresBody: true };
}

interface AccountRequest<Query extends TSchema, Body extends TSchema> {
  readonly owner: AccountOwner;
  readonly id: CarrierAccountId;
  readonly request: RouteRequest<object, Query, Body>;
}

function addAccountRoute<Query extends TSchema, Body extends TSchema>(
  scope: FastifyInstance,
  routes: AccountRoutes,
  { verb, part = "", access, rest, description, ...declaration }: AccountRoute<Query, Body>,
  handler: (request: AccountRequest<Query, Body>, reply: FastifyReply) => Promise<unknown>,
): void {
  const { base, baseParams, account, permissions, noun, audience, ownerOf } = routes;
  const [parameter = ""] = Object.keys(account);
  route(
    scope,
    {
      ...declaration,
      path: (rest === undefined ? base : `${base}/:${parameter}${rest}`) as "",
      permission: `${permissions}:${access}`,
      operation: `${verb}${noun}${part}`,
      tag,
      description: audience + description,
      params: { ...baseParams, ...(rest !== undefined && account) } as object,
    },
    (request, reply) => {
      const id = (request.params as Record<string, string>)[parameter] as CarrierAccountId;
      return handler({ owner: ownerOf(request.context), id, request }, reply);
    },
  );
}

function addCreateRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "create", access: "write", method: "POST", body: createBody, errors: [409] },
      summary: "Add an account at a carrier",
      description:
        "The secrets are encrypted, and no response contains them. The setup of the account lists what to enter at the carrier.",
      response: created(versioned(carrierAccountSchema, "The account.")),
    },
    async ({ owner, request }, reply) => {
      const added = await createCarrierAccount(owner, request.body);
      setETag(reply.code(201), added);
      return toCarrierAccount(added);
    },
  );
}

function addListRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "list", part: "s", access: "read", method: "GET", query: pageQuery },
      summary: "List the accounts at carriers",
      description: "Without their secrets, in the order of creation.",
      response: ok(pageSchema("CarrierAccountPage", carrierAccountSchema), "A page of accounts."),
    },
    async ({ owner, request }) =>
      toList(await listCarrierAccounts(owner, toPage(request.query)), toCarrierAccount),
  );
}

function addGetRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "get", access: "read", method: "GET", rest: "" },
      summary: "Get an account at a carrier",
      description: "Without its secrets.",
      response: versioned(carrierAccountSchema, "The account."),
    },
    async ({ owner, id }, reply) => {
      const found = await getCarrierAccount(owner, id);
      setETag(reply, found);
      return toCarrierAccount(found);
    },
  );
}

function addUpdateRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "update", access: "write", method: "PATCH", rest: "", body: updateBody },
      ...{ acceptsIfMatch: true, errors: [409] },
      summary: "Change the policy of an account at a carrier, or disable it",
      description:
        "Omitted fields keep their value. Effective for the next call. Secrets are changed by their rotation.",
      response: versioned(carrierAccountSchema, "The account."),
    },
    async ({ owner, id, request }, reply) => {
      const updated = await updateCarrierAccount(owner, id, request.body, expectedVersion(request));
      setETag(reply, updated);
      return toCarrierAccount(updated);
    },
  );
}

function addDeleteRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "delete", access: "write", method: "DELETE", rest: "", acceptsIfMatch: true },
      summary: "Delete an account at a carrier",
      description: "With its secrets. Its webhooks are refused from then on; nothing changes at the carrier.",
      response: ok(carrierAccountSchema, "The account as it was."),
    },
    async ({ owner, id, request }) =>
      toCarrierAccount(await deleteCarrierAccount(owner, id, expectedVersion(request))),
  );
}

function addRotateRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "rotate", part: "Secrets", access: "write", method: "POST", rest: "/secrets" },
      body: rotateBody,
      summary: "Replace secrets of an account at a carrier",
      description:
        "Webhooks are verified with the new secrets and, during the overlap, with the present ones. Requests to the carrier have the new ones at once.",
      response: versioned(carrierAccountSchema, "The account."),
    },
    async ({ owner, id, request }, reply) => {
      const { secrets, overlapSeconds = overlapDefault } = request.body;
      const rotated = await rotateCarrierSecrets(owner, id, { secrets, overlapMs: overlapSeconds * 1000 });
      setETag(reply, rotated);
      return toCarrierAccount(rotated);
    },
  );
}

function addSetupRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "get", part: "Setup", access: "read", method: "GET", rest: "/setup" },
      summary: "Get what to enter at the carrier",
      description: "Which URL to put where, in the words of the carrier, and what is missing here.",
      response: ok(carrierSetupSchema, "The setup."),
    },
    async ({ owner, id }) => toCarrierSetup(await getCarrierSetup(owner, id)),
  );
}

function addTestRoute(scope: FastifyInstance, routes: AccountRoutes): void {
  addAccountRoute(
    scope,
    routes,
    {
      ...{ verb: "test", access: "write", method: "POST", rest: "/test" },
      config: { ignoresBody: true },
      summary: "Test the credentials of an account at a carrier",
      description:
        "Reads something small from the carrier's API. Changes nothing, neither there nor here. The secrets of webhooks are not tested.",
      response: ok(credentialTestSchema, "What the carrier answered."),
    },
    ({ owner, id }) => testCarrierCredentials(owner, id),
  );
}
