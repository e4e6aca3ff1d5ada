import type { FastifyInstance, FastifyReply } from "fastify";
import {
  type AccountOwner,
  accountsOfOrganization,
  accountsOfPlatform,
} from "../../core/carrier-accounts/account-owner.ts";
import type { RouteRequest } from "../../http/mounting/route.ts";
import type { TSchema } from "../../http/mounting/schema.ts";
import type { CarrierAccountId } from "../../model.ts";
import {
  carrierAccount,
  carrierSync,
  carrierSyncItem,
  organization,
  platformCarrierAccount,
  platformCarrierSync,
  platformCarrierSyncItem,
} from "./path-params.ts";
import type { ProblemStatus } from "./problem-responses.ts";
import { type NativeRoute, route } from "./route.ts";

const tag = "Carrier accounts";

/** The routes of an organization's accounts, or of the platform's. */
export interface AccountRoutes {
  readonly base: string;
  readonly baseParams: Readonly<Record<string, TSchema>>;
  readonly account: Readonly<Record<string, TSchema>>;
  readonly sync: Readonly<Record<string, TSchema>>;
  readonly syncItem: Readonly<Record<string, TSchema>>;
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
  sync: { carrierSync },
  syncItem: { carrierSyncItem },
  permissions: "carrierAccounts",
  noun: "CarrierAccount",
  audience: "",
  ownerOf: accountsOfOrganization,
};
const ofPlatform: AccountRoutes = {
  base: "/carrier-accounts",
  baseParams: {},
  account: { platformCarrierAccount },
  sync: { platformCarrierSync },
  syncItem: { platformCarrierSyncItem },
  permissions: "platformCarrierAccounts",
  noun: "PlatformCarrierAccount",
  audience: "For superadmins: an account whose numbers belong to several organizations. ",
  ownerOf: accountsOfPlatform,
};
export const accountRoutes: readonly AccountRoutes[] = [ofOrganization, ofPlatform];

export interface AccountRoute<Query extends TSchema, Body extends TSchema>
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
  /** Of the path after that of the account. */
  readonly params?: Readonly<Record<string, TSchema>>;
}

interface AccountRequest<Query extends TSchema, Body extends TSchema> {
  readonly owner: AccountOwner;
  readonly id: CarrierAccountId;
  readonly params: Readonly<Record<string, string>>;
  readonly request: RouteRequest<object, Query, Body>;
}

/** Adds a route of the accounts of an organization, or of those of the platform. */
export function addAccountRoute<Query extends TSchema, Body extends TSchema>(
  scope: FastifyInstance,
  routes: AccountRoutes,
  { verb, part = "", access, rest, description, params: more, ...declaration }: AccountRoute<Query, Body>,
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
      params: { ...baseParams, ...(rest !== undefined && account), ...more } as object,
    },
    (request, reply) => {
      const params = request.params as Record<string, string>;
      const id = params[parameter] as CarrierAccountId;
      return handler({ owner: ownerOf(request.context), id, params, request }, reply);
    },
  );
}
