import type { FastifyInstance } from "fastify";
import type { Context } from "../../core/kernel/context.ts";
import { isLine } from "../../core/numbers/line.ts";
import { lookUpEach } from "../../core/routing/look-up-each.ts";
import { inboundRules, type Line, lookUpInbound, outboundRules } from "../../core/routing/route-lookups.ts";
import { outboundNumberOf } from "../../core/users/outbound-number.ts";
import type { FastLookupRoute } from "../../http/mounting/dialect.ts";
import { component, id, instant, nullable, oneOf, optional, Type } from "../../http/mounting/schema.ts";
import type { Provider } from "../../model.ts";
import { acceptFormerNames } from "./former-names.ts";
import { organizationReference, requireLine, userReference } from "./input.ts";
import { inboundTextFromMemory, outboundTextFromMemory } from "./memory-answers.ts";
import { ok, route } from "./route.ts";
import { inboundText, toInbound, toOutbound } from "./route-answers.ts";
import {
  inboundBody,
  inboundQuery,
  linesMax,
  outboundQuery,
  readOutboundUser,
  requireCalled,
  toLine,
} from "./route-input.ts";
import { endpointsDescription, provider as providerOf } from "./wire.ts";

const tag = "Routes";

const why = (name: string, rules: readonly string[]) => {
  const rule = oneOf(rules, component(`${name}Rule`));
  return Type.Object(
    {
      rule,
      text: Type.String(),
      overridden: Type.Array(Type.Object({ rule, text: Type.String() }), {
        description: "The rules that also applied and were overridden, strongest first.",
      }),
    },
    component(`${name}Reason`, "The rule that decided."),
  );
};
const answerSource = {
  source: oneOf(["memory", "database"]),
  ageMs: Type.Integer({ description: "The result contains every change older than this, in milliseconds." }),
};
const inboundSchema = Type.Object(
  {
    organizationId: nullable(id()),
    numberId: nullable(id()),
    holder: nullable(
      Type.Object(
        {
          userId: id(),
          endpoints: Type.Array(Type.String(), { description: endpointsDescription }),
          assignmentId: id(),
          since: instant(),
        },
        component("InboundHolder", "The user to whom calls and messages for the number go."),
      ),
    ),
    why: why("Inbound", inboundRules),
    ...answerSource,
  },
  component("InboundRoute", "Who answers a line, and why."),
);
const inboundItems = Type.Object({ items: Type.Array(inboundSchema) }, component("InboundRoutes"));
const outboundSchema = Type.Object(
  {
    organizationId: nullable(id()),
    number: nullable(
      Type.Object(
        {
          line: Type.String(),
          numberId: id(),
          assignmentId: id(),
          since: instant(),
          provider: optional(
            providerOf({ description: "Where the call goes out. Only in the answer to a lookup with `to`." }),
          ),
        },
        component("OutboundNumber", "The number that the user calls and sends from."),
      ),
    ),
    why: why("Outbound", outboundRules),
    ...answerSource,
  },
  component("OutboundRoute", "Which number a user calls from, and why."),
);

const inboundRoute = {
  path: "/routes/inbound",
  permission: "routes:read",
  operation: "routeInbound",
} as const;
const outboundRoute = {
  path: "/routes/outbound",
  permission: "routes:read",
  operation: "routeOutbound",
} as const;

export function routeRoutes(scope: FastifyInstance): void {
  addLookUpInboundRoute(scope);
  addRouteInboundManyRoute(scope);
  addLookUpOutboundRoute(scope);
}

function addLookUpInboundRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      ...inboundRoute,
      method: "GET",
      tag,
      summary: "Look up who answers a line",
      description:
        "A router key and a superadmin look up the lines of every organization, an admin those of the admin's organization. Served from memory, also while the database is unavailable.",
      params: {},
      query: inboundQuery,
      config: { serveStale: true },
      response: ok(inboundSchema, "The holder, or null with the reason."),
    },
    async ({ context, query }) => {
      requireLine(query.provider, query.to, { in: "query", name: "to" });
      const line = { provider: query.provider, line: query.to };
      return toInbound(await lookUpInbound(context, line, query.fresh));
    },
  );
}

function addRouteInboundManyRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/routes/inbound",
      permission: "routes:read",
      operation: "routeInboundMany",
      tag,
      summary: `Look up who answers each of up to ${linesMax} lines`,
      description: "Like `routeInbound`, in the order of the lines.",
      params: {},
      body: inboundBody,
      config: { serveStale: true },
      response: ok(inboundItems, "One result per line."),
    },
    async ({ context, body }, reply) => {
      requireLines(body.lines);
      const texts = lookUpEach(body.lines, ({ provider, to }) =>
        lookUpText(context, { provider, line: to }, body.fresh),
      );
      reply.type("application/json; charset=utf-8");
      return toBytes(`{"items":[${(await texts).join(",")}]}`);
    },
  );
}

function lookUpText(context: Context, line: Line, isFresh = false): string | Promise<string> {
  const text = isFresh ? undefined : inboundTextFromMemory(context, line);
  if (text !== undefined) return text;
  const answer = lookUpInbound(context, line, isFresh);
  return answer instanceof Promise ? answer.then(inboundText) : inboundText(answer);
}

function requireLines(lines: readonly { readonly provider: Provider; readonly to: string }[]): void {
  const index = lines.findIndex(({ provider, to }) => !isLine(provider, to));
  const { provider, to } = lines[index] ?? {};
  if (provider === undefined || to === undefined) return;
  requireLine(provider, to, { in: "body", name: `lines.${index}.to`, pointer: `/lines/${index}/to` });
}

/** Text of ASCII characters, as most is, takes a quarter of the time as latin1. */
const toBytes = (text: string): Buffer =>
  Buffer.from(text, Buffer.byteLength(text) === text.length ? "latin1" : "utf8");

function addLookUpOutboundRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      ...outboundRoute,
      method: "GET",
      tag,
      summary: "Look up the number that a user calls from",
      description:
        "The user's default at the provider; else the number held longest, of those with outbound enabled. With `to`, of the numbers whose carrier calls there: one in the country that is called, the default, or the number held longest. Callers as in `routeInbound`. A user named by id, without `organization`, is served from memory.",
      params: {},
      query: outboundQuery,
      preValidation: acceptFormerNames({ userId: "user" }),
      config: { serveStale: true },
      response: ok(outboundSchema, "The number, or null with the reason."),
      errors: [404],
    },
    async ({ context, query }) => {
      const { user, organization, fresh, ...call } = query;
      if (call.to !== undefined) requireCalled(call.to);
      const named = {
        user: userReference(user),
        organization: organization === undefined ? undefined : organizationReference(organization),
        ...call,
      };
      return toOutbound(await outboundNumberOf(context, named, fresh));
    },
  );
}

/** The lookups of one line: they are on the path of a call that is being set up. */
export const fastRoutes: readonly FastLookupRoute[] = [
  {
    ...inboundRoute,
    answer(context, query) {
      const line = toLine(query.get("provider"), query.get("to"));
      return query.size === 2 && line ? inboundTextFromMemory(context, line) : undefined;
    },
  },
  {
    ...outboundRoute,
    answer(context, query) {
      const user = readOutboundUser(query);
      return user && outboundTextFromMemory(context, user);
    },
  },
];
