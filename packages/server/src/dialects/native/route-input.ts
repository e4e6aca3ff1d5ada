import { parseId } from "../../core/kernel/ids.ts";
import { isLine } from "../../core/numbers/line.ts";
import type { Line, OutboundUser } from "../../core/routing/route-lookups.ts";
import { type HttpError, validationFailed } from "../../http/errors.ts";
import { component, flag, id, optional, Type } from "../../http/mounting/schema.ts";
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
export const outboundQuery = strict({
  user: userReferenceInput({ description: "The user who calls or sends." }),
  organization: optional(
    organizationReferenceInput({
      description:
        "The user's organization: its id or its slug. Required for a username or an e-mail address, unless the caller is of an organization.",
    }),
  ),
  provider: provider(),
  fresh,
});
/** A lookup that needs no read of the database names the user by id. */
const outboundIdQuery = strict({ userId: id<UserId>(), provider: provider() });

/** Undefined for a query that the route rejects, or that it reads in another form. */
export const toLine = (provider: string | undefined, to: string | undefined): Line | undefined =>
  isProvider(provider) && to !== undefined && isLine(provider, to) ? { provider, line: to } : undefined;

/** Undefined for a query that the route rejects, or whose user is not named by id. */
export function toOutboundUser(
  provider: string | undefined,
  userId: string | undefined,
): OutboundUser | undefined {
  const id = parseId<UserId>(userId ?? "");
  return isProvider(provider) && id !== undefined ? { userId: id, provider } : undefined;
}

const isProvider = (text: string | undefined): text is Provider =>
  (providers as readonly (string | undefined)[]).includes(text);

/** The error with which the route rejects a query for which `toLine` returns nothing. */
export function inboundRejection(query: { readonly provider: string; readonly to: string }): HttpError {
  return rejectionOf(validateInbound, query, () =>
    requireLine(query.provider as Provider, query.to, { in: "query", name: "to" }),
  );
}

/** The error for a lookup by an id for which `toOutboundUser` returns nothing. */
export const outboundRejection = (query: { readonly provider: string; readonly userId: string }): HttpError =>
  rejectionOf(validateOutbound, query);

const [validateInbound, validateOutbound] = [inboundQuery, outboundIdQuery].map((schema) =>
  compileSchema({ schema, httpPart: "querystring" }),
) as [Validate, Validate];

type Validate = (query: Record<string, unknown>) => object | boolean;

function rejectionOf(validate: Validate, query: object, check: () => void = () => {}): HttpError {
  const { error } = validate({ ...query }) as { readonly error?: readonly SchemaFailure[] };
  if (error !== undefined) return validationFailed(...toFieldErrors(error, "query"));
  try {
    check();
  } catch (rejection) {
    return rejection as HttpError;
  }
  throw new Error("the query is valid");
}
