import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Principal, requireAccess } from "../../core/auth/access.ts";
import type { Installation } from "../../core/installation.ts";
import type { Context } from "../../core/kernel/context.ts";
import type { OrganizationId } from "../../model.ts";
import type { TakeQuota } from "../admission/rate-limit.ts";
import { doorOf } from "../door.ts";
import { credentialMissing, type HttpError, tooManyRequests } from "../errors.ts";
import { logFailure } from "../observability/log.ts";
import { describe } from "../openapi.ts";
import { requireSameOrigin } from "../sessions/same-origin.ts";
import { sessionSecretOf } from "../sessions/session-cookie.ts";
import type { FailedSignIns } from "../sign-ins/failed-sign-ins.ts";
import { rejectSignIn } from "../sign-ins/reject-sign-in.ts";
import { answerOptions, collectPaths, noPaths, type RoutePaths, unroutedError } from "./allowed-methods.ts";
import { requireContentEncoding } from "./content-encoding.ts";
import { credentialHint } from "./credential-hint.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";
import { toHttpError } from "./error-mapper.ts";
import { errorResponse } from "./error-response.ts";
import { idempotencyOf, isRead } from "./idempotency.ts";

export interface MountOptions {
  /** The server's own base URL, for the OpenAPI documents. */
  readonly origin: string;
  readonly installation: Installation;
  readonly authentication: Authentication;
  readonly failedSignIns: FailedSignIns;
  /** Undefined when there is no rate limit. */
  readonly takeQuota: TakeQuota | undefined;
  /** Whether the paths are documented at `/docs`. */
  readonly hasDocs: boolean;
}

/**
 * Registers a dialect in a separate Fastify scope. Before a handler runs, the caller is authenticated, their role
 * is checked, and `request.context` is bound to their organization. Errors are rendered by the dialect.
 */
export function mount(server: FastifyInstance, dialect: Dialect, options: MountOptions): void {
  server.register(
    async (scope) => {
      const paths = dialect.reportsMethods ? collectPaths(scope, options.hasDocs) : noPaths;
      server.paths.set(dialect.name, paths);
      renderErrors(scope, dialect, paths);
      addAccessHooks(scope, dialect, options);
      server.documents.set(dialect.name, describe(scope, dialect, options.origin));
      dialect.routes(scope);
    },
    { prefix: dialect.prefix },
  );
}

function renderErrors(scope: FastifyInstance, dialect: Dialect, paths: RoutePaths): void {
  scope.setErrorHandler((thrown, request, reply) => {
    const error = request.is404
      ? unroutedError(request, paths)
      : toHttpError(thrown, {
          dialect,
          params: request.params,
          query: isRead(request) ? request.query : undefined,
        });
    logFailure(request, error);
    return send(reply, dialect, error, request);
  });
  // No credential is required: the set of paths is public.
  scope.setNotFoundHandler((request, reply) => {
    if (!answerOptions(request, reply, paths)) send(reply, dialect, unroutedError(request, paths), request);
  });
}

function addAccessHooks(scope: FastifyInstance, dialect: Dialect, options: MountOptions): void {
  const { installation, authentication, failedSignIns, takeQuota } = options;
  const authenticate = async (request: FastifyRequest, isUse = true) => {
    const secret = sessionOf(request, dialect);
    if (secret !== undefined) {
      requireSameOrigin(request);
      const options = { ...request.routeOptions.config, isUse };
      request.principal = await installation.authenticateSession(secret, options);
      return;
    }
    request.principal = await authentication.authenticate(credentialOf(request.headers, dialect), {
      ...request.routeOptions.config,
      call: { dialect: dialect.name, requestId: request.id },
    });
  };
  scope.decorateRequest("recheckAccess", async function (this: FastifyRequest) {
    // The stream of a page that nobody uses does not keep the session from ending.
    await authenticate(this, false);
    await authorize(this, dialect, installation);
  });
  scope.addHook("onRequest", async (request, reply) => {
    if (request.is404) return;
    if (request.routeOptions.config.permission === "public") {
      request.context = installation.forAnyone({ dialect: dialect.name, requestId: request.id });
      return;
    }
    await authenticate(request).catch((thrown) => {
      const credential = sessionOf(request, dialect) ?? dialect.credential(request.headers);
      return rejectSignIn(failedSignIns, { request, reply, credential, thrown });
    });
    // Before the authorization, so that forbidden requests count too.
    if (takeQuota !== undefined) limitRate(takeQuota, dialect, request, reply);
    request.context = await authorize(request, dialect, installation);
    requireContentEncoding(request);
  });
  scope.addHook("preHandler", (request, _reply, done) => {
    if (request.is404 || isRead(request)) return done();
    // Again, because the credential may have been revoked while the body was being received.
    authenticate(request)
      .then(async () => {
        const context = await authorize(request, dialect, installation);
        // The idempotency fingerprint covers the body, which is complete only now.
        request.context = context.withIdempotency(idempotencyOf(request, dialect));
      })
      .then(() => done(), done);
  });
}

/** The secret of the session that counts: a credential in a header wins, valid or not. */
const sessionOf = ({ headers, server }: FastifyRequest, dialect: Dialect): string | undefined =>
  dialect.acceptsSessions && headers.authorization === undefined
    ? sessionSecretOf(headers, server.publicUrl)
    : undefined;

function credentialOf(headers: IncomingHttpHeaders, dialect: Dialect): string {
  const credential = dialect.credential(headers);
  if (credential === undefined) throw credentialMissing(credentialHint(headers));
  return credential;
}

function limitRate(
  takeQuota: TakeQuota,
  dialect: Dialect,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { quotas, retryAfterSeconds } = takeQuota(request.principal, request.raw);
  request.quotas = quotas;
  reply.headers(dialect.rateHeaders(quotas));
  if (retryAfterSeconds !== undefined) throw tooManyRequests(retryAfterSeconds);
}

/** Binds the caller to the organization of the request. Throws unless their role and organization allow the route. */
async function authorize(
  request: FastifyRequest,
  dialect: Dialect,
  installation: Installation,
): Promise<Context> {
  const { principal } = request;
  const { permission } = request.routeOptions.config;
  if (permission === undefined)
    throw new Error(`The route ${request.routeOptions.url} declares no permission.`);
  const organizationSlug = dialect.organizationSlug?.(request);
  const organizationId =
    organizationSlug === undefined
      ? (dialect.organizationId(request, principal) ?? principal.organizationId)
      : await findOrganization(installation, principal, organizationSlug);
  requireAccess(principal, permission, { dialect: dialect.name, organizationId });
  const call = { dialect: dialect.name, requestId: request.id, ...doorOf(request.raw) };
  return installation.as(
    principal,
    organizationId,
    organizationSlug === undefined ? call : { ...call, organizationSlug },
  );
}

/** A slug that no organization has is answered like an id that none has. */
const findOrganization = async (
  installation: Installation,
  principal: Principal,
  slug: string,
): Promise<OrganizationId> =>
  (await installation.findOrganization(principal, slug)) ?? (slug as OrganizationId);

export function send(
  reply: FastifyReply,
  dialect: Dialect,
  error: HttpError,
  request: FastifyRequest,
): FastifyReply {
  const { status, headers, body } = errorResponse(dialect, error, request);
  return reply.code(status).headers(headers).serializer(JSON.stringify).send(body);
}
