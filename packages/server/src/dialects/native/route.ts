import type { FastifyInstance } from "fastify";
import { addRoute, type RouteDeclaration, type RouteHandler } from "../../http/mounting/route.ts";
import type { TSchema } from "../../http/mounting/schema.ts";
import {
  type DocumentedHeader,
  type DocumentedResponse,
  idempotencyKeyHeader,
} from "../../http/openapi/operation.ts";
import { commonHeaders, eTag, ifMatch } from "./headers.ts";
import { type ProblemStatus, problemResponses } from "./problem-responses.ts";

export interface NativeRoute<Path extends string, Params, Query extends TSchema, Body extends TSchema>
  extends RouteDeclaration<Path, Params, Query, Body> {
  readonly response: SuccessResponse;
  /** Error statuses besides those that every such request can have. */
  readonly errors?: readonly ProblemStatus[];
  readonly acceptsIfMatch?: true;
  readonly requestHeaders?: readonly DocumentedHeader[];
}

interface SuccessResponse extends DocumentedResponse {
  readonly status: 200 | 201 | 204;
}

/** Adds a route of the native dialect, with the headers and the errors that its requests have in common. */
export function route<const Path extends string, Params, Query extends TSchema, Body extends TSchema>(
  scope: FastifyInstance,
  declaration: NativeRoute<Path, Params, Query, Body>,
  handler: RouteHandler<Params, Query, Body>,
): void {
  const { response, acceptsIfMatch, requestHeaders = [] } = declaration;
  const { status, ...success } = response;
  const documented = {
    ...declaration,
    requestHeaders: [
      ...requestHeaders,
      ...(acceptsIfMatch ? [ifMatch] : []),
      ...(declaration.method === "GET" ? [] : [idempotencyKeyHeader]),
    ],
    responses: { [status]: success, ...errorResponses(declaration) },
  };
  addRoute(scope, documented, handler);
}

interface ErrorSources {
  readonly method: unknown;
  readonly path: string;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly errors?: readonly ProblemStatus[];
  readonly acceptsIfMatch?: true;
}

function errorResponses(route: ErrorSources): Readonly<Record<number, DocumentedResponse>> {
  const { method, path, query, body, errors = [], acceptsIfMatch } = route;
  const statuses = new Set<ProblemStatus>([400, 401, 403, 429, 500, 503, ...errors]);
  if (path.includes(":")) statuses.add(404);
  if (method !== "GET" || query !== undefined || path.includes(":")) statuses.add(422);
  if (body !== undefined) statuses.add(413);
  if (acceptsIfMatch) statuses.add(412);
  return Object.fromEntries([...statuses].map((status) => [status, problemResponses[status]]));
}

/** A response with a record or a list. */
export const ok = (schema: TSchema, description: string): SuccessResponse => ({
  status: 200,
  description,
  schema,
  headers: commonHeaders,
});

/** A response with a record whose version is in the `ETag`. */
export const versioned = (schema: TSchema, description: string): SuccessResponse => ({
  ...ok(schema, description),
  headers: [eTag, ...commonHeaders],
});

export const created = (response: SuccessResponse): SuccessResponse => ({ ...response, status: 201 });

export const noContent = (description: string): SuccessResponse => ({
  status: 204,
  description,
  headers: commonHeaders,
});

/** A stream of server-sent events, each of them with data of this schema. */
export const eventStream = (schema: TSchema, description: string): SuccessResponse => ({
  status: 200,
  description,
  schema,
  contentType: "text/event-stream",
  headers: commonHeaders,
});
