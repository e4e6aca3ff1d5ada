import type { FastifyInstance } from "fastify";
import { describeCaller } from "../../core/callers/describe-caller.ts";
import { type Quota, windowSeconds } from "../../http/admission/rate-limit.ts";
import { component, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import { organizationRoles, platformRoles, type User, userKinds } from "../../model.ts";
import { superadminKeySchema, toApiKey } from "./api-key-wire.ts";
import { ok, route } from "./route.ts";
import { callingSessionSchema } from "./session-wire.ts";
import { organizationSchema, toIsoOrNull, toOrganization } from "./wire.ts";

const userSchema = Type.Object(
  {
    id: id(),
    kind: nullable(oneOf(userKinds), { description: "Null for users of the platform." }),
    name: Type.String(),
    email: nullable(Type.String(), { description: "Null for service users and users of the platform." }),
    role: oneOf([...organizationRoles, ...platformRoles]),
    isOwner: Type.Boolean(),
  },
  component("CallingUser", "The user that the credential acts for."),
);
const toUser = ({ id, kind, name, email, role, isOwner }: User) => {
  const isOfPlatform = (platformRoles as readonly string[]).includes(role);
  return { id, kind: isOfPlatform ? null : kind, name, email: isOfPlatform ? null : email, role, isOwner };
};

const rateLimitSchema = Type.Object(
  {
    of: oneOf(["credential", "organization"], { description: "Whose requests are counted." }),
    limit: Type.Integer({ description: "Requests in one window." }),
    remaining: Type.Integer({ description: "Requests that are left in this window, after this one." }),
    resetSeconds: Type.Integer({ description: "Seconds until the next window." }),
    windowSeconds: Type.Integer(),
  },
  component("RateLimit"),
);
const toRateLimit = ({ of, limit, remaining, resetSeconds }: Quota) => ({
  of,
  limit,
  remaining,
  resetSeconds,
  windowSeconds,
});

const quotasSchema = Type.Object(
  {
    users: Type.Integer(),
    groups: Type.Integer(),
    apiKeys: Type.Integer(),
    numbers: Type.Integer(),
    webhooks: Type.Integer(),
    offboardingPlans: Type.Integer(),
    plans: Type.Integer(),
  },
  component("Quotas", "How many of each the organization can have."),
);
/** A schema that permits null, by reference. */
const orNull = (schema: Parameters<typeof nullable>[0], description: string) =>
  nullable(schema, { description });

const callerSchema = Type.Object(
  {
    user: userSchema,
    organization: orNull(
      organizationSchema,
      "The user's organization, or the only one that the scopes of a superadmin key name; else null.",
    ),
    apiKey: orNull(superadminKeySchema, "The API key, also of a session; null for a JWT."),
    session: orNull(callingSessionSchema, "The session; null for a credential in a header."),
    token: nullable(
      Type.Object(
        { issuer: nullable(Type.String()), expiresAt: nullable(instant()) },
        component("CallingToken", "What the JWT states of itself."),
      ),
      { description: "The JWT; null for an API key." },
    ),
    limits: Type.Object({
      rates: Type.Array(rateLimitSchema, { description: "Empty when there is no rate limit." }),
      quotas: orNull(quotasSchema, "Null without an organization."),
    }),
  },
  component("Caller", "Who the caller is, and what limits them."),
);

export function meRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/me",
      permission: "self:read",
      operation: "getCaller",
      tag: "API keys",
      summary: "Get who the caller is",
      description:
        "The user, the organization, the credential and the limits of this request. For every role.",
      params: {},
      response: ok(callerSchema, "The caller."),
    },
    async ({ context, quotas = [] }) => {
      const caller = await describeCaller(context);
      const { user, organization, key, session, token } = caller;
      return {
        user: toUser(user),
        organization: organization && toOrganization(organization),
        apiKey: key && toApiKey(key),
        session: session && { ...session, expiresAt: toIso(session.expiresAt) },
        token: token && { issuer: token.issuer, expiresAt: toIsoOrNull(token.expiresAt) },
        limits: { rates: quotas.map(toRateLimit), quotas: caller.quotas },
      };
    },
  );
}
