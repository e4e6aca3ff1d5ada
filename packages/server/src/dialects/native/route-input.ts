import { parseId } from "../../core/kernel/ids.ts";
import { isLine } from "../../core/numbers/line.ts";
import {
  type Line,
  type OutboundCall,
  type OutboundPolicy,
  type OutboundUser,
  outboundPolicies,
} from "../../core/routing/route-lookups.ts";
import { requireCall } from "../../core/users/outbound-number.ts";
import { validationFailed } from "../../http/errors.ts";
import type { PlainQuery } from "../../http/mounting/plain-query.ts";
import { component, flag, id, oneOf, optional, Type } from "../../http/mounting/schema.ts";
import { compileSchema, type SchemaFailure, toFieldErrors } from "../../http/mounting/validation.ts";
import { type Provider, providers, type UserId } from "../../model.ts";
import { organizationReferenceInput, requireLine, strict, userReferenceInput } from "./input.ts";
import { provider } from "./wire.ts";

// The queries of route lookups.

/** How many lines one request can look up. */
export const linesMax = 1000;

const to = () =>
  Type.String({
    maxLength: 40,
    description: "The line that was dialled.",
    "x-expected": "a line like +14165550102",
  });
const fresh = optional(flag({ description: "Queries the database instead of the index in memory." }));
export const inboundQuery = strict({ provider: provider(), to: to(), fresh });
export const inboundBody = strict(
  {
    lines: Type.Array(strict({ provider: provider(), to: to() }), {
      minItems: 1,
      maxItems: linesMax,
      "x-expected": `a list of 1 to ${linesMax} lines`,
    }),
    fresh,
  },
  component("InboundLookup"),
);
const callFields = {
  provider: optional(
    provider({
      description:
        "Only a number at this carrier. Required without `to`, with which numbers at every carrier are considered.",
    }),
  ),
  to: optional(
    Type.String({
      maxLength: 40,
      description: "The number that the user calls, in E.164 format.",
      "x-expected": "a number like +14165550102",
    }),
  ),
  policy: optional(
    oneOf(outboundPolicies, {
      description:
        "Which number comes first: one in the country that is called, or the user's default; then the other one. `sameCountry` by default. Only with `to`.",
      ...component("OutboundPolicy"),
    }),
  ),
};
export const outboundQuery = strict({
  user: userReferenceInput({ description: "The user who calls or sends." }),
  organization: optional(
    organizationReferenceInput({
      description:
        "The user's organization: its id or its slug. Required for a username or an e-mail address, unless the caller is of an organization.",
    }),
  ),
  ...callFields,
  fresh,
});
/** A lookup that needs no read of the database names the user by id. */
const outboundIdQuery = strict({ userId: id<UserId>(), ...callFields });

/** Undefined for a query that the route rejects, or that it reads in another form. */
export const toLine = (provider: string | undefined, to: string | undefined): Line | undefined =>
  isProvider(provider) && to !== undefined && isLine(provider, to) ? { provider, line: to } : undefined;

/** The fields of a lookup by an id. */
export interface OutboundFields {
  readonly userId?: string | undefined;
  readonly provider?: string | undefined;
  readonly to?: string | undefined;
  readonly policy?: string | undefined;
}

/** Undefined for a query that the route rejects, or whose user is not named by id. */
export function toOutboundUser({
  userId: id,
  provider,
  to,
  policy,
}: OutboundFields): OutboundUser | undefined {
  const userId = parseId<UserId>(id ?? "");
  if (userId === undefined || !(provider === undefined || isProvider(provider))) return undefined;
  if (to === undefined) return provider && policy === undefined ? { userId, provider } : undefined;
  if (!isLine(calledProvider, to) || !(policy === undefined || isPolicy(policy))) return undefined;
  return { userId, provider, to, policy };
}

/** Undefined also for a query that has other fields. */
export function readOutboundUser(query: PlainQuery): OutboundUser | undefined {
  const fields = {
    userId: query.get("user") ?? query.get("userId"),
    provider: query.get("provider"),
    to: query.get("to"),
    policy: query.get("policy"),
  };
  const known = Object.values(fields).filter((value) => value !== undefined);
  return known.length === query.size ? toOutboundUser(fields) : undefined;
}

/** A number that is called has the format of every carrier but one. */
const calledProvider: Provider = "other";

export const requireCalled = (to: string): void =>
  requireLine(calledProvider, to, { in: "query", name: "to" });

const isProvider = (text: string | undefined): text is Provider =>
  (providers as readonly (string | undefined)[]).includes(text);
const isPolicy = (text: string): text is OutboundPolicy =>
  (outboundPolicies as readonly string[]).includes(text);

/** The error with which the route rejects a query for which `toLine` returns nothing. */
export function inboundRejection(query: { readonly provider: string; readonly to: string }): Error {
  return rejectionOf(validateInbound, query, () =>
    requireLine(query.provider as Provider, query.to, { in: "query", name: "to" }),
  );
}

/** The error for a lookup by an id for which `toOutboundUser` returns nothing. */
export const outboundRejection = (query: OutboundFields): Error =>
  rejectionOf(validateOutbound, query, () => {
    requireCall(query as OutboundCall);
    if (query.to !== undefined) requireCalled(query.to);
  });

const [validateInbound, validateOutbound] = [inboundQuery, outboundIdQuery].map((schema) =>
  compileSchema({ schema, httpPart: "querystring" }),
) as [Validate, Validate];

type Validate = (query: Record<string, unknown>) => object | boolean;

function rejectionOf(validate: Validate, query: object, check: () => void): Error {
  const { error } = validate({ ...query }) as { readonly error?: readonly SchemaFailure[] };
  if (error !== undefined) return validationFailed(...toFieldErrors(error, "query"));
  try {
    check();
  } catch (rejection) {
    return rejection as Error;
  }
  throw new Error("the query is valid");
}
