import type { FastifyReply, FastifyRequest } from "fastify";
import type { CreatedSession } from "../../core/sessions/create-session.ts";
import { crossOriginRequest, httpsRequired } from "../errors.ts";
import { type PageOrigin, pageOriginOf } from "./page-origin.ts";
import { hasSameOrigin } from "./same-origin.ts";
import { sessionCookie } from "./session-cookie.ts";

export { removedSessionCookies } from "./session-cookie.ts";

/**
 * Creates a session and adds its cookie to the response. Throws when a page of another server asks, and when the browser
 * would send the cookie over the network without encryption.
 */
export async function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  create: () => Promise<CreatedSession>,
): Promise<CreatedSession> {
  requireOwnPage(request);
  const origin = pageOriginOf(request);
  if (!origin.keepsSessions) throw httpsRequired();
  const session = await create();
  const cookie = sessionCookieOf(origin, session);
  if (cookie !== undefined) reply.header("set-cookie", cookie);
  return session;
}

/** The `Set-Cookie` of a new session; undefined when the secret is not known any more. */
export function sessionCookieOf(
  origin: PageOrigin,
  { secret, createdAt, expiresAt }: CreatedSession,
): string | undefined {
  const maxAgeSeconds = Math.floor((expiresAt - createdAt) / 1000);
  return secret === undefined ? undefined : sessionCookie(origin, secret, maxAgeSeconds);
}

/** A page of another server could sign a person in as somebody else. Programs send neither header. */
function requireOwnPage(request: FastifyRequest): void {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site === undefined && origin === undefined) return;
  if (site === undefined ? !hasSameOrigin(request) : site !== "same-origin") throw crossOriginRequest();
}
