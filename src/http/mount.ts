import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { requireOrganization, requireRole } from "../core/access.ts";
import { type CoreError, credentialMissing, routeUnknown, tooManyRequests } from "../core/errors.ts";
import type { Core } from "../core/index.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import { idempotencyOf, isRead } from "./idempotency.ts";
import { logFailure } from "./log.ts";
import { describe } from "./openapi.ts";
import type { TakeQuota } from "./rate-limit.ts";
import { refusalOf } from "./refusal.ts";
import { toCoreError } from "./thrown.ts";

export interface Doors {
  /** The server's own base URL, for the documents. */
  readonly origin: string;
  readonly core: Core;
  readonly authentication: Authentication;
  /** Undefined where there is no limit. */
  readonly takeQuota: TakeQuota | undefined;
}

/**
 * Opens one encapsulated scope for a dialect. Before its routes run, the caller is known, his role may have
 * the permission, and the core is bound to his organization; whatever is thrown is rendered in its words.
 */
export function mount(
  server: FastifyInstance,
  dialect: Dialect,
  { core, authentication, takeQuota, origin }: Doors,
): void {
  server.register(
    async (scope) => {
      scope.setErrorHandler((thrown, request, reply) => {
        const error = toCoreError(thrown);
        logFailure(request, error);
        return send(reply, dialect, error, request);
      });
      // No credential is asked for: which paths there are is no secret.
      scope.setNotFoundHandler((request, reply) => send(reply, dialect, routeUnknown(), request));
      const identify = async (request: FastifyRequest) => {
        request.principal = await authentication.authenticate(
          credentialOf(request.headers, dialect),
          request.routeOptions.config,
        );
      };
      const judge = async (request: FastifyRequest) => {
        await identify(request);
        admit(request, dialect);
      };
      // Before the path is judged, so that a flood of what a caller may not do is limited as well.
      const limit = (request: FastifyRequest, reply: FastifyReply) => {
        if (takeQuota === undefined) return;
        const { quotas, retryAfterSeconds } = takeQuota(request.principal);
        reply.headers(dialect.rateHeaders(quotas));
        if (retryAfterSeconds !== undefined) throw tooManyRequests(retryAfterSeconds);
      };
      const bind = (request: FastifyRequest) => {
        const { principal } = request;
        const organizationId = dialect.organizationId(request, principal) ?? principal.organizationId;
        const call = {
          dialect: dialect.name,
          requestId: request.id,
          idempotency: idempotencyOf(request, dialect),
        };
        request.core = core.as(principal, organizationId, call);
      };
      scope.decorateRequest("admitAgain", function (this: FastifyRequest) {
        return judge(this);
      });
      scope.addHook("onRequest", async (request, reply) => {
        if (request.is404) return;
        await identify(request);
        limit(request, reply);
        admit(request, dialect);
      });
      // Only now is the body known, and with it whether a repeated request is the same one.
      scope.addHook("preHandler", (request, _reply, done) => {
        if (request.is404) return done();
        if (isRead(request)) {
          bind(request);
          return done();
        }
        // A body may be half a minute on its way, and its sender's credential have been revoked meanwhile.
        judge(request)
          .then(() => bind(request))
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
function admit(request: FastifyRequest, dialect: Dialect): void {
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
  error: CoreError,
  request: FastifyRequest,
): FastifyReply {
  const { status, headers, body } = refusalOf(dialect, error, request);
  return reply.code(status).headers(headers).serializer(JSON.stringify).send(body);
}
