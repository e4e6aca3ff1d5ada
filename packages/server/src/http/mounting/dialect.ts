import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { OpenAPIV3_1 } from "openapi-types";
import type { Permission, Principal } from "../../core/auth/access.ts";
import type { Context } from "../../core/kernel/context.ts";
import type { DialectName, OrganizationId } from "../../model.ts";
import type { Quota } from "../admission/rate-limit.ts";
import type { HttpError } from "../errors.ts";
import type { Representation } from "./fast-response.ts";
import type { PlainQuery } from "./plain-query.ts";

/** A vendor's wire format, served over the core. A dialect translates and contains no rules. */
export interface Dialect {
  readonly name: DialectName;
  /** The path prefix of all its routes; the vendor's own paths follow verbatim. */
  readonly prefix: string;
  /** The title of its OpenAPI document. */
  readonly title: string;
  readonly description: string;
  /** The groups of its operations, in the order of its OpenAPI document. */
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** The security scheme of its OpenAPI document. */
  readonly securityScheme: OpenAPIV3_1.SecuritySchemeObject;
  /** The base URL for a client of the vendor, from the server's own. */
  baseUrl(origin: string): string;
  /** The credential as the vendor's clients send it; undefined if there is none. */
  credential(headers: IncomingHttpHeaders): string | undefined;
  /** Whether the cookie of a session counts, where the request has no credential of the dialect. */
  readonly acceptsSessions?: true;
  /** The organization of the request; undefined if the request names none, so that it is the caller's. */
  organizationId(request: FastifyRequest, principal: Principal): OrganizationId | undefined;
  /** The organization's slug, where the request names it by one; then `organizationId` is not asked. */
  organizationSlug?(request: FastifyRequest): string | undefined;
  /** The key of a request without `Idempotency-Key`, derived from the request, and whether it is marked as a retry. */
  retryKey?(request: FastifyRequest): { key: string; replay: "whileCurrent" | "never" } | undefined;
  routes(scope: FastifyInstance): void;
  /** The lookups that can usually be answered from memory. */
  readonly fastRoutes?: readonly FastLookupRoute[];
  /** The routes of single records that can be answered from memory; these need `organizationReference`. */
  readonly fastRecordRoutes?: readonly FastRecordRoute[];
  /** What the organization of a path means; undefined for a text that names none. */
  organizationReference?(text: string): OrganizationReference | undefined;
  /** The dialect's fields for arguments of the core that have another name there. */
  readonly argumentNames?: Readonly<Record<string, string>>;
  /** Renders every kind of error in the vendor's format. */
  render(error: HttpError, request: RequestInfo): RenderedError;
  /** Whether a path with another method is a 405 with `Allow`, and OPTIONS is answered; else both are a 404. */
  readonly reportsMethods?: true;
  /** The rate limit headers of every response; empty for a vendor that documents none. */
  rateHeaders(quotas: readonly Quota[]): Readonly<Record<string, string>>;
}

/**
 * A synchronous implementation of a GET route of the dialect. Its responses must equal the route's byte for byte. It
 * leaves invalid requests, and those that it cannot answer from memory, to the route.
 */
interface FastRoute {
  /** Relative to the dialect's prefix. */
  readonly path: string;
  readonly permission: Permission;
  readonly operation: string;
}

/** The path has no parameters. */
export interface FastLookupRoute extends FastRoute {
  /** Returns the JSON of the response, or undefined to leave the request to the route. */
  answer(context: Context, query: PlainQuery): string | undefined;
}

/** The path is `/organizations/:organization`, or that with a collection and one parameter. There is no query. */
export interface FastRecordRoute extends FastRoute {
  /**
   * Returns undefined to leave the request to the route. `reference` is the last parameter, or "" without one; it is not
   * validated.
   */
  answer(context: Context, reference: string): (Representation & { readonly etag: string }) | undefined;
}

export type OrganizationReference = { readonly id: OrganizationId } | { readonly slug: string };

/** The parts of a request on which a rendered error may depend. They are empty if the request could not be parsed. */
export type RequestInfo = Pick<FastifyRequest, "method" | "headers"> & { readonly body?: unknown };

export interface RenderedError {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The permission that the caller needs. Every route of a dialect declares one. */
    permission?: Permission;
    /** A stable name for metrics and OpenAPI. */
    operation?: string;
    /** Served from memory, also while the database is unavailable. */
    serveStale?: boolean;
    /** The content codings that the route decodes; none by default. */
    contentEncodings?: readonly string[];
    /** Whether the handler reads the body. */
    isUpload?: boolean;
    /** Whether a body is ignored instead of rejected: some clients send `{}` where the vendor expects none. */
    ignoresBody?: boolean;
  }
  interface FastifyInstance {
    /** The base URL that callers use, if it is configured. */
    publicUrl: string | undefined;
  }
  interface FastifyRequest {
    principal: Principal;
    /** The rate limits of the caller after this request; undefined when there are none. */
    quotas?: readonly Quota[];
    /** Throws if the credential no longer permits the operation; for streams, which outlast the first check. */
    recheckAccess: () => Promise<void>;
    context: Context;
  }
}
