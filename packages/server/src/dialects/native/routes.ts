import type { FastifyInstance } from "fastify";
import { parseId } from "../../core/kernel/ids.ts";
import { isLine, lineFormat } from "../../core/numbers/line.ts";
import {
  type AnswerSource,
  type InboundAnswer,
  inboundRules,
  lookUpInbound,
  lookUpInboundInMemory,
  lookUpOutbound,
  lookUpOutboundInMemory,
  type OutboundAnswer,
  outboundRules,
} from "../../core/routing/route-lookups.ts";
import { validationFailed } from "../../http/errors.ts";
import type { FastRoute } from "../../http/mounting/dialect.ts";
import {
  flag,
  id,
  instant,
  nullable,
  oneOf,
  optional,
  type Static,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import { type Provider, providers } from "../../model.ts";
import { refusals, strict } from "./wire.ts";

/** How many lines one request may ask for. */
const linesMax = 1000;

const to = () => Type.String({ maxLength: 40, "x-expected": "a line like +14165550102" });
const lineFields = { provider: oneOf(providers), to: to() };
const fresh = optional(flag({ description: "Ask the database instead of memory." }));
const inboundQuery = strict({ ...lineFields, fresh });
const inboundBody = strict({
  lines: Type.Array(strict(lineFields), {
    minItems: 1,
    maxItems: linesMax,
    "x-expected": `a list of 1 to ${linesMax} lines`,
  }),
  fresh,
});
const outboundQuery = strict({ userId: id(), provider: oneOf(providers), fresh });

const why = (rules: readonly string[]) =>
  Type.Object({
    rule: oneOf(rules),
    text: Type.String(),
    overridden: Type.Array(Type.Object({ rule: oneOf(rules), text: Type.String() }), {
      description: "The rules that also applied and were overridden, strongest first.",
    }),
  });
const answerSource = {
  source: oneOf(["memory", "database"]),
  ageMs: Type.Integer({ description: "Nothing that was changed longer ago than this is missing." }),
};
const inboundSchema = Type.Object({
  organizationId: nullable(id()),
  numberId: nullable(id()),
  holder: nullable(
    Type.Object({
      userId: id(),
      endpoints: Type.Array(Type.String(), { description: "In the order they are to be tried." }),
      assignmentId: id(),
      since: instant(),
    }),
  ),
  why: why(inboundRules),
  ...answerSource,
});
const outboundSchema = Type.Object({
  organizationId: nullable(id()),
  from: nullable(Type.Object({ line: Type.String(), numberId: id(), assignmentId: id(), since: instant() })),
  why: why(outboundRules),
  ...answerSource,
});

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
  scope.get<{ Querystring: Static<typeof inboundQuery> }>(
    inboundRoute.path,
    {
      config: { ...inboundRoute, serveStale: true },
      schema: {
        tags: ["Routes"],
        summary: "Who answers a line, and why",
        description: "A router and a superadmin ask for every organization, an admin for his own.",
        querystring: inboundQuery,
        response: { 200: inboundSchema, ...refusals },
      },
    },
    async ({ context, query }) => {
      requireLine(query, "query", "to", "");
      const line = { provider: query.provider, line: query.to };
      return toInbound(await lookUpInbound(context, line, query.fresh));
    },
  );

  scope.post<{ Body: Static<typeof inboundBody> }>(
    "/routes/inbound",
    {
      config: {
        permission: "routes:read",
        operation: "routeInboundMany",
        serveStale: true,
      },
      schema: {
        tags: ["Routes"],
        summary: `Who answers each of up to ${linesMax} lines, in their order`,
        body: inboundBody,
        response: { 200: Type.Object({ items: Type.Array(inboundSchema) }), ...refusals },
      },
    },
    async ({ context, body }) => {
      for (const [index, line] of body.lines.entries())
        requireLine(line, "body", `lines.${index}.to`, `/lines/${index}/to`);
      const items = [];
      for (const asked of body.lines) {
        const line = { provider: asked.provider, line: asked.to };
        items.push(toInbound(await lookUpInbound(context, line, body.fresh)));
      }
      return { items };
    },
  );

  scope.get<{ Querystring: Static<typeof outboundQuery> }>(
    outboundRoute.path,
    {
      config: { ...outboundRoute, serveStale: true },
      schema: {
        tags: ["Routes"],
        summary: "Which number a user calls from, and why",
        description: "His default at the provider; else the one held longest, of those with outbound on.",
        querystring: outboundQuery,
        response: { 200: outboundSchema, ...refusals },
      },
    },
    async ({ context, query }) => {
      const userId = parseId(query.userId) ?? query.userId;
      return toOutbound(await lookUpOutbound(context, { userId, provider: query.provider }, query.fresh));
    },
  );
}

/** A carrier asks while a caller hears nothing yet. */
export const fastRoutes: readonly FastRoute[] = [
  {
    ...inboundRoute,
    answer(context, query) {
      const [provider, to] = [query.get("provider"), query.get("to")];
      if (query.size !== 2 || !isProvider(provider) || to === undefined || !isLine(provider, to))
        return undefined;
      const answer = lookUpInboundInMemory(context, { provider, line: to });
      return answer && toInbound(answer);
    },
  },
  {
    ...outboundRoute,
    answer(context, query) {
      const [provider, userId] = [query.get("provider"), parseId(query.get("userId") ?? "")];
      if (query.size !== 2 || !isProvider(provider) || userId === undefined) return undefined;
      const answer = lookUpOutboundInMemory(context, { userId, provider });
      return answer && toOutbound(answer);
    },
  },
];

const isProvider = (text: string | undefined): text is Provider =>
  (providers as readonly (string | undefined)[]).includes(text);

interface AskedLine {
  readonly provider: Provider;
  readonly to: string;
}

function requireLine({ provider, to }: AskedLine, place: "query" | "body", name: string, pointer: string) {
  if (isLine(provider, to)) return;
  const detail = `${name} must be ${lineFormat(provider)}`;
  throw validationFailed({ in: place, name, pointer, rule: "format", detail });
}

const toInbound = (answer: InboundAnswer & AnswerSource) => ({
  organizationId: answer.organizationId,
  numberId: answer.numberId,
  holder: answer.holder && {
    userId: answer.holder.userId,
    endpoints: answer.holder.endpoints,
    assignmentId: answer.holder.assignmentId,
    since: toIso(answer.holder.assignedAt),
  },
  why: answer.why,
  ...toAnswerSource(answer),
});

const toOutbound = (answer: OutboundAnswer & AnswerSource) => ({
  organizationId: answer.organizationId,
  from: answer.from && {
    line: answer.from.line,
    numberId: answer.from.numberId,
    assignmentId: answer.from.assignmentId,
    since: toIso(answer.from.assignedAt),
  },
  why: answer.why,
  ...toAnswerSource(answer),
});

const toAnswerSource = ({ source, ageMs }: AnswerSource): AnswerSource => ({
  source,
  ageMs: Math.ceil(ageMs),
});
