import type { FastifyInstance } from "fastify";
import { addRoute } from "../../src/http/mounting/route.ts";
import { optional, pathId, Type, text } from "../../src/http/mounting/schema.ts";

// Compiled by `npm run typecheck` and never run: each expected error is an error of the compiler that must occur.

declare const scope: FastifyInstance;
const rest = {
  method: "GET",
  permission: "users:read",
  operation: "getUser",
  tag: "Users",
  summary: "Get a user",
  description: "Returns a user.",
  responses: { 200: { description: "The user.", schema: Type.Object({}) } },
} as const;
const path = "/organizations/:organization/users/:user";
const params = { organization: pathId(), user: pathId() };

addRoute(scope, { ...rest, path, params }, async (request) => request.params.user.length);

// @ts-expect-error a parameter of the path was renamed, and its schema was not
addRoute(scope, { ...rest, path: "/organizations/:organization/users/:person", params }, async () => ({}));

// @ts-expect-error a schema is missing for a parameter of the path
addRoute(scope, { ...rest, path, params: { organization: pathId() } }, async () => ({}));

// @ts-expect-error a schema is for no parameter of the path
addRoute(scope, { ...rest, path, params: { ...params, group: pathId() } }, async () => ({}));

// @ts-expect-error the handler reads a parameter that the path does not have
addRoute(scope, { ...rest, path, params }, async (request) => request.params.person);

const query = Type.Object({ q: optional(text({ max: 10 })) });
addRoute(scope, { ...rest, path, params, query }, async (request) => request.query.q?.length);

// @ts-expect-error the query has no such field
addRoute(scope, { ...rest, path, params, query }, async (request) => request.query.search);

const body = Type.Object({ name: text({ max: 10 }) });
addRoute(scope, { ...rest, path, params, body }, async (request) => request.body.name.length);

// @ts-expect-error the body has no such field
addRoute(scope, { ...rest, path, params, body }, async (request) => request.body.title);
