import type { FastifyInstance } from "fastify";
import { addRoute, type RouteDeclaration, type RouteHandler } from "../../http/mounting/route.ts";
import type { TSchema } from "../../http/mounting/schema.ts";
import {
  type DocumentedHeader,
  type DocumentedResponse,
  idempotencyKeyHeader,
} from "../../http/openapi/operation.ts";
import { commonHeaders, eTag, ifMatch, ifNoneMatch, ifNoneMatchOfRead } from "./headers.ts";
import { explainMismatch, isNotModified, refuseUnsupported } from "./preconditions.ts";
import { type ProblemStatus, problemResponses } from "./problem-responses.ts";

export interface NativeRoute<Path extends string, Params, Query extends TSchema, Body extends TSchema>
  extends RouteDeclaration<Path, Params, Query, Body> {
  readonly response: SuccessResponse;
  /** A second success, with another status. */
  readonly alternative?: SuccessResponse;
  /** Error statuses besides those that every such request can have. */
  readonly errors?: readonly ProblemStatus[];
  /** Whether a write evaluates `If-Match` and `If-None-Match`, with `expectedVersion`. Reads with an `ETag` always do. */
  readonly acceptsIfMatch?: true;
  readonly requestHeaders?: readonly DocumentedHeader[];
}

interface SuccessResponse extends DocumentedResponse {
  readonly status: 200 | 201 | 202 | 204;
}

/** Adds a route of the native dialect, with the headers and the errors that its requests have in common. */
export function route<const Path extends string, Params, Query extends TSchema, Body extends TSchema>(
  scope: FastifyInstance,
  declaration: NativeRoute<Path, Params, Query, Body>,
  handler: RouteHandler<Params, Query, Body>,
): void {
  const { response, alternative, acceptsIfMatch, requestHeaders = [] } = declaration;
  const isRead = declaration.method === "GET";
  const isVersionedRead = isRead && response.headers?.includes(eTag);
  const documented = {
    ...declaration,
    requestHeaders: [
      ...requestHeaders,
      ...(acceptsIfMatch ? [ifMatch, ifNoneMatch] : []),
      ...(isVersionedRead ? [ifMatch, ifNoneMatchOfRead] : []),
      ...(isRead ? [] : [idempotencyKeyHeader]),
    ],
    responses: {
      ...successResponse(response),
      ...(alternative && successResponse(alternative)),
      ...(isVersionedRead && { 304: notModified, 412: problemResponses[412] }),
      ...errorResponses(declaration),
    },
  };
  const evaluate = isRead ? conditionalRead : conditionalWrite;
  addRoute(scope, documented, evaluate(handler, acceptsIfMatch === true));
}

const successResponse = ({ status, ...response }: SuccessResponse) => ({ [status]: response });

/** The preconditions are evaluated after the read, which is the only way to know the current version. */
const conditionalRead =
  <Params, Query extends TSchema, Body extends TSchema>(
    handler: RouteHandler<Params, Query, Body>,
  ): RouteHandler<Params, Query, Body> =>
  async (request, reply) => {
    const record = await handler(request, reply);
    return isNotModified(request, reply) ? reply.code(304).send() : record;
  };

const conditionalWrite =
  <Params, Query extends TSchema, Body extends TSchema>(
    handler: RouteHandler<Params, Query, Body>,
    evaluatesTags: boolean,
  ): RouteHandler<Params, Query, Body> =>
  async (request, reply) => {
    refuseUnsupported(request, evaluatesTags);
    try {
      return await handler(request, reply);
    } catch (error) {
      throw explainMismatch(request, error);
    }
  };

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
  if (path.includes(":organization")) statuses.add(410);
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

/** A response before the work is done. */
export const accepted = (response: SuccessResponse): SuccessResponse => ({ ...response, status: 202 });

export const noContent = (description: string): SuccessResponse => ({
  status: 204,
  description,
  headers: commonHeaders,
});

const notModified: DocumentedResponse = {
  component: "NotModified",
  description: "The client has this version already: `If-None-Match` has its ETag.",
  headers: [eTag, ...commonHeaders],
};

/** A stream of server-sent events, each of them with data of this schema. */
export const eventStream = (schema: TSchema, description: string): SuccessResponse => ({
  status: 200,
  description,
  schema,
  contentType: "text/event-stream",
  headers: commonHeaders,
});
