import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
  preValidationHookHandler,
  RouteHandlerMethod,
} from "fastify";
import { type Static, type TSchema, Type } from "typebox";
import type { Permission } from "../../core/auth/access.ts";
import type { DocumentedHeader, DocumentedResponse } from "../openapi/operation.ts";

/** The names of the parameters of a path: `"a" | "b"` of `/x/:a/y/:b`. `::` is a colon. */
export type PathParameter<Path extends string> = Path extends `${infer Before}::${infer After}`
  ? PathParameter<Before> | PathParameter<After>
  : ParameterWithoutColons<Path>;

type ParameterWithoutColons<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer Tail}`
    ? Name | ParameterWithoutColons<Tail>
    : Rest
  : never;

/** One schema for each parameter of the path, and for nothing else. */
export type ParamSchemas<Path extends string, Params> = Params & {
  readonly [Name in PathParameter<Path>]: TSchema;
} & { readonly [Name in Exclude<keyof Params, PathParameter<Path>>]: never };

/** What every route declares. The types of the handler's request are inferred from the schemas. */
export interface RouteDeclaration<Path extends string, Params, Query extends TSchema, Body extends TSchema> {
  readonly method: HTTPMethods;
  /** Under the dialect's prefix. */
  readonly path: Path;
  readonly permission: Permission;
  readonly operation: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly params: ParamSchemas<Path, Params>;
  readonly query?: Query;
  /** Absent where the request takes no body. */
  readonly body?: Body;
  /** The content types of a body that the handler reads itself. Not with `body`. */
  readonly upload?: readonly string[];
  readonly config?: Pick<FastifyContextConfig, "serveStale" | "ignoresBody">;
  readonly attachValidation?: true;
  readonly preValidation?: preValidationHookHandler;
}

export interface DocumentedRoute<Path extends string, Params, Query extends TSchema, Body extends TSchema>
  extends RouteDeclaration<Path, Params, Query, Body> {
  readonly requestHeaders?: readonly DocumentedHeader[];
  /** By status. Responses in JSON are serialized by their schemas. */
  readonly responses: Readonly<Record<number, DocumentedResponse>>;
}

export type RouteRequest<Params, Query extends TSchema, Body extends TSchema> = FastifyRequest<{
  Params: { [Name in keyof Params]: Params[Name] extends TSchema ? Static<Params[Name]> : never };
  Querystring: Static<Query>;
  Body: Static<Body>;
}>;

export type RouteHandler<Params, Query extends TSchema, Body extends TSchema> = (
  request: RouteRequest<Params, Query, Body>,
  reply: FastifyReply,
) => Promise<unknown>;

/** Adds a route with its validation, serialization and documentation. */
export function addRoute<const Path extends string, Params, Query extends TSchema, Body extends TSchema>(
  scope: FastifyInstance,
  route: DocumentedRoute<Path, Params, Query, Body>,
  handler: RouteHandler<Params, Query, Body>,
): void {
  const { method, path, permission, operation, tag, summary, description, params, query, body, upload } =
    route;
  const { config, requestHeaders = [], responses, attachValidation, preValidation } = route;
  scope.route({
    // Fastify's own HEAD routes add a length to responses whose GET has none.
    method: method === "GET" ? ["GET", "HEAD"] : method,
    exposeHeadRoute: false,
    url: path,
    config: {
      permission,
      operation,
      ...config,
      ...(upload && { isUpload: true, contentEncodings: ["gzip"] }),
    },
    schema: {
      ...(Object.keys(params).length > 0 && { params: Type.Object(params as Record<string, TSchema>) }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      response: serializedResponses(responses),
      documentation: { tag, summary, description, requestHeaders, responses, upload },
    },
    ...(attachValidation && { attachValidation }),
    ...(preValidation && { preValidation }),
    handler: handler as RouteHandlerMethod,
  });
}

const serializedResponses = (
  responses: Readonly<Record<number, DocumentedResponse>>,
): Record<string, TSchema> =>
  Object.fromEntries(
    Object.entries(responses).flatMap(([status, { schema, contentType }]) =>
      schema && contentType === undefined ? [[status, schema]] : [],
    ),
  );
