import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { requireOrganization, requireRole } from "../../core/auth/access.ts";
import type { Installation } from "../../core/installation.ts";
import type { TakeQuota } from "../admission/rate-limit.ts";
import { credentialMissing, type HttpError, routeNotFound, tooManyRequests } from "../errors.ts";
import { logFailure } from "../observability/log.ts";
import { describe } from "../openapi.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import { toHttpError } from "./error-mapper.ts";
import { errorResponse } from "./error-response.ts";
import { idempotencyOf, isRead } from "./idempotency.ts";

export interface MountOptions {
  /** The server's own base URL, for the documents. */
  readonly origin: string;
  readonly installation: Installation;
  readonly authentication: Authentication;
  /** Undefined where there is no limit. */
  readonly takeQuota: TakeQuota | undefined;
}

/**
 * Opens one encapsulated scope for a dialect. Before its routes run, the caller is known, his role may have
 * the permission, and the context is bound to their organization; whatever is thrown is rendered in its words.
 */
export function mount(
  server: FastifyInstance,
  dialect: Dialect,
  { installation, authentication, takeQuota, origin }: MountOptions,
): void {
  server.register(
    async (scope) => {
      scope.setErrorHandler((thrown, request, reply) => {
        const error = toHttpError(thrown, { dialect, params: request.params });
        logFailure(request, error);
        return send(reply, dialect, error, request);
      });
      // No credential is asked for: which paths there are is no secret.
      scope.setNotFoundHandler((request, reply) => send(reply, dialect, routeNotFound(), request));
      const identify = async (request: FastifyRequest) => {
        request.principal = await authentication.authenticate(
          credentialOf(request.headers, dialect),
          request.routeOptions.config,
        );
      };
      const authorize = async (request: FastifyRequest) => {
        await identify(request);
        checkAccess(request, dialect);
      };
      // Before the path is judged, so that a flood of what a caller may not do is limited as well.
      const limit = (request: FastifyRequest, reply: FastifyReply) => {
        if (takeQuota === undefined) return;
        const { quotas, retryAfterSeconds } = takeQuota(request.principal);
        reply.headers(dialect.rateHeaders(quotas));
        if (retryAfterSeconds !== undefined) throw tooManyRequests(retryAfterSeconds);
      };
      const bindContext = (request: FastifyRequest) => {
        const { principal } = request;
        const organizationId = dialect.organizationId(request, principal) ?? principal.organizationId;
        const call = {
          dialect: dialect.name,
          requestId: request.id,
          idempotency: idempotencyOf(request, dialect),
        };
        request.context = installation.as(principal, organizationId, call);
      };
      scope.decorateRequest("recheckAccess", function (this: FastifyRequest) {
        return authorize(this);
      });
      scope.addHook("onRequest", async (request, reply) => {
        if (request.is404) return;
        await identify(request);
        limit(request, reply);
        checkAccess(request, dialect);
      });
      // Only now is the body known, and with it whether a repeated request is the same one.
      scope.addHook("preHandler", (request, _reply, done) => {
        if (request.is404) return done();
        if (isRead(request)) {
          bindContext(request);
          return done();
        }
        // A body may be half a minute on its way, and its sender's credential have been revoked meanwhile.
        authorize(request)
          .then(() => bindContext(request))
          .then(() => done(), done);
      });
      server.documents.set(dialect.name, await describe(scope, dialect, origin));
      dialect.routes(scope);
    },
    { prefix: dialect.prefix },
  );
}

function credentialOf(headers: IncomingHttpHeaders, dialect: Dialect): string {
  const credential = dialect.credential(headers);
  if (credential === undefined) throw credentialMissing();
  return credential;
}

/** What can be judged before the body is read: may this role do this, and in this organization. */
function checkAccess(request: FastifyRequest, dialect: Dialect): void {
  const { principal } = request;
  const { permission } = request.routeOptions.config;
  if (permission === undefined) throw new Error(`${request.routeOptions.url} declares no permission`);
  const organizationId = dialect.organizationId(request, principal);
  requireRole(principal, permission);
  requireOrganization(principal, organizationId ?? principal.organizationId);
}

export function send(
  reply: FastifyReply,
  dialect: Dialect,
  error: HttpError,
  request: FastifyRequest,
): FastifyReply {
  const { status, headers, body } = errorResponse(dialect, error, request);
  return reply.code(status).headers(headers).serializer(JSON.stringify).send(body);
}
