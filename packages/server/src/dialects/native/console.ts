import type { FastifyInstance } from "fastify";
import { component, nullable, oneOf, optional, Type, text } from "../../http/mounting/schema.ts";
import { consoleFactsOf } from "../../http/sessions/console-facts.ts";
import { consoleProblemCodes } from "../../http/sessions/console-problems.ts";
import { strict } from "./input.ts";
import { ok, route } from "./route.ts";

const problemSchema = Type.Object(
  {
    code: oneOf(consoleProblemCodes),
    detail: Type.String({ description: "What is wrong, and what to do." }),
  },
  component("ConsoleProblem", "Why a sign-in cannot work as the page was opened."),
);
const consoleSchema = Type.Object(
  {
    version: Type.String({ description: "The version of the server." }),
    problems: Type.Array(problemSchema, { description: "Empty without the origin of the page." }),
    identityProviderPath: nullable(Type.String(), {
      description:
        "Where the browser begins a sign-in with the identity provider of the settings, with `?returnTo=` a page of the console; null without one.",
    }),
    hasSessionCookie: Type.Boolean({
      description: "Whether the browser sent the cookie of a session, which can have ended.",
    }),
  },
  component("Console", "What the page to sign in shows."),
);
const query = strict({
  origin: optional(
    text({
      max: 300,
      pattern: "^https?://[^\\s/?#@]+$",
      expected: "an origin such as https://lines.example",
      description: "The origin of the page, as its browser knows it.",
    }),
  ),
});

export function consoleRoutes(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/console",
      permission: "public",
      operation: "getConsole",
      tag: "Sessions",
      summary: "Get what the page to sign in needs",
      description: "Needs no credential. Names what does not fit together in how the page was opened.",
      params: {},
      query,
      response: ok(consoleSchema, "The facts."),
    },
    async (request) => consoleFactsOf(request, request.query.origin),
  );
}
