import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { OpenAPIV3_1 } from "openapi-types";
import type { Permission, Principal } from "../../core/auth/access.ts";
import type { Context } from "../../core/kernel/context.ts";
import type { DialectName, OrganizationId } from "../../model.ts";
import type { Quota } from "../admission/rate-limit.ts";
import type { HttpError } from "../errors.ts";

/** One vendor's wire format, served over the core. It translates and holds no rule. */
export interface Dialect {
  readonly name: DialectName;
  /** The path everything of it stands under; the vendor's own paths follow verbatim. */
  readonly prefix: string;
  /** For the page that shows its OpenAPI. */
  readonly title: string;
  readonly description: string;
  /** The groups of its operations, in the order of its OpenAPI document. */
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** The security scheme of its OpenAPI document. */
  readonly securityScheme: OpenAPIV3_1.SecuritySchemeObject;
  /** What a client of the vendor has as its base URL, from the server's own. */
  baseUrl(origin: string): string;
  /** The credential as the vendor's clients send it; undefined when there is none. */
  credential(headers: IncomingHttpHeaders): string | undefined;
  /** The organization the request is about; undefined where the path names none and the caller has one. */
  organizationId(request: FastifyRequest, principal: Principal): OrganizationId | undefined;
  /** The key of a request without `Idempotency-Key`, derived from the request, and whether it is marked as a retry. */
  retryKey?(request: FastifyRequest): { key: string; replay: "whileCurrent" | "never" } | undefined;
  routes(scope: FastifyInstance): void;
  /** Those of its routes that can mostly be answered at once. */
  readonly fastRoutes?: readonly FastRoute[];
  /** Names of the dialect's fields for those arguments of the core that it names differently. */
  readonly argumentNames?: Readonly<Record<string, string>>;
  /** Every kind of error in the vendor's words. */
  render(error: HttpError, request: RequestInfo): RenderedError;
  /** The rate limit headers of every response; empty for a vendor that documents none. */
  rateHeaders(quotas: readonly Quota[]): Readonly<Record<string, string>>;
}

/**
 * The short way to a GET route that the dialect has as well. It must answer what the route would, to the byte, and
 * wait for nothing; what it cannot answer at once, and everything that is wrong with a request, is the route's.
 */
export interface FastRoute {
  /** Under the dialect's prefix, without parameters. */
  readonly path: string;
  readonly permission: Permission;
  readonly operation: string;
  /** Undefined where the route must be asked. */
  answer(context: Context, query: PlainQuery): object | undefined;
}

/** The fields of a query in which no name comes twice, and nothing is escaped but a `+` in front. */
export type PlainQuery = ReadonlyMap<string, string>;

/** What a refusal may depend on. A request whose head could not be read has none of it. */
export type RequestInfo = Pick<FastifyRequest, "method" | "headers"> & { readonly body?: unknown };

export interface RenderedError {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the caller must be allowed to do. Every route of a dialect declares one. */
    permission?: Permission;
    /** A stable name for metrics and documents. */
    operation?: string;
    /** Served from memory, also while the database is unavailable. */
    serveStale?: boolean;
    /** A body is neither wanted nor refused: some clients send `{}` where the vendor takes nothing. */
    ignoresBody?: boolean;
  }
  interface FastifyInstance {
    /** The base URL that callers use, if it is configured. */
    publicUrl: string | undefined;
  }
  interface FastifyRequest {
    principal: Principal;
    /** Throws when the credential may not do this any more; for what lasts longer than a request. */
    recheckAccess: () => Promise<void>;
    context: Context;
  }
}
