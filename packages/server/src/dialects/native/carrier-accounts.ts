import type { FastifyInstance } from "fastify";
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
import { createBody, overlapDefault, rotateBody, updateBody } from "./carrier-account-input.ts";
import { type AccountRoutes, accountRoutes, addAccountRoute } from "./carrier-account-routes.ts";
import {
  carrierAccountSchema,
  carrierSetupSchema,
  credentialTestSchema,
  toCarrierAccount,
  toCarrierSetup,
} from "./carrier-account-wire.ts";
import { pageQuery, setETag, toPage } from "./input.ts";
import { expectedVersion } from "./preconditions.ts";
import { created, ok, versioned } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

export function carrierAccountRoutes(scope: FastifyInstance): void {
  for (const routes of accountRoutes) {
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
