import type { FastifyInstance } from "fastify";
import { parseId } from "../../core/kernel/ids.ts";
import { createSession } from "../../core/sessions/create-session.ts";
import { endOwnSession, endSession, listOwnSessions, listSessions } from "../../core/sessions/sessions.ts";
import { optional } from "../../http/mounting/schema.ts";
import { removedSessionCookies, startSession } from "../../http/sessions/start-session.ts";
import type { SessionId } from "../../model.ts";
import { sessionCookieHeader } from "./headers.ts";
import { pageFields, pageQuery, strict, toPage, userReference, userReferenceInput } from "./input.ts";
import { organization, ownSession, session } from "./path-params.ts";
import { created, ok, route } from "./route.ts";
import { listedSessionSchema, sessionSchema, toListedSession, toSession } from "./session-wire.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Sessions";
const sessionPage = pageSchema("SessionPage", listedSessionSchema);

export function sessionRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListOwnRoute(scope);
  addEndOwnRoute(scope);
  addListRoute(scope);
  addEndRoute(scope);
}

function addCreateRoute(scope: FastifyInstance): void {
  const response = created(ok(sessionSchema, "The session; its secret is only in the cookie."));
  route(
    scope,
    {
      method: "POST",
      path: "/sessions",
      permission: "sessions:create",
      operation: "createSession",
      tag,
      summary: "Sign in to the console",
      description:
        "Exchanges the credential in the Authorization header, an API key, a JWT, an invitation or the one-time link of the first start, for a session in a cookie. It acts as the same user with the same scopes, and ends with the credential, after 30 minutes without a request, and after 12 hours. Over HTTPS only, except on the machine of the server.",
      params: {},
      config: { ignoresBody: true },
      response: { ...response, headers: [sessionCookieHeader, ...(response.headers ?? [])] },
      errors: [409],
    },
    async (request, reply) => {
      const session = await startSession(request, reply, () => createSession(request.context));
      reply.code(201);
      return toSession(session);
    },
  );
}

function addListOwnRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/sessions",
      permission: "sessions:own",
      operation: "listOwnSessions",
      tag,
      summary: "List the caller's sessions",
      description: "Those that have not ended, in the order of creation.",
      params: {},
      query: pageQuery,
      response: ok(sessionPage, "A page of sessions."),
    },
    async ({ context, principal, query }) =>
      toList(await listOwnSessions(context, toPage(query)), toListedSession(principal.session?.id)),
  );
}

function addEndOwnRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/sessions/:session",
      permission: "sessions:own",
      operation: "endOwnSession",
      tag,
      summary: "Sign out of the console, or end another session of the caller",
      description: "`current` is the session of this request. Takes effect with the next request.",
      params: { session: ownSession },
      response: ok(sessionSchema, "The session, ended."),
    },
    async ({ context, principal, params }, reply) => {
      const ended = await endOwnSession(context, parseId<SessionId>(params.session));
      if (ended.id === principal.session?.id) reply.header("set-cookie", removedSessionCookies);
      return toSession(ended);
    },
  );
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/sessions",
      permission: "sessions:read",
      operation: "listSessions",
      tag,
      summary: "List the sessions of the organization's users",
      description: "Those that have not ended, in the order of creation. Members list their own.",
      params: { organization },
      query: strict({
        ...pageFields,
        user: optional(userReferenceInput({ description: "Only the sessions of this user." })),
      }),
      response: ok(sessionPage, "A page of sessions."),
    },
    async ({ context, principal, query }) => {
      const user = query.user === undefined ? undefined : userReference(query.user);
      const sessions = await listSessions(context, { ...toPage(query), user });
      return toList(sessions, toListedSession(principal.session?.id));
    },
  );
}

function addEndRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/sessions/:session",
      permission: "sessions:end",
      operation: "endSession",
      tag,
      summary: "End a session",
      description:
        "Takes effect with the next request. Members end their own; the owner's only the owner ends.",
      params: { organization, session },
      response: ok(sessionSchema, "The session, ended."),
    },
    async ({ context, params }) => toSession(await endSession(context, params.session)),
  );
}
