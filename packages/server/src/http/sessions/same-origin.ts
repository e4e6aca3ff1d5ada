import type { FastifyRequest } from "fastify";
import { crossOriginRequest, sessionContentType } from "../errors.ts";
import { isRead } from "../mounting/idempotency.ts";
import { originOfUrl } from "./page-origin.ts";

/** The types that a form or a script of any page can send without asking the server first. */
const unaskedTypes = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i;

/**
 * Throws unless a page of this server sent the request: a cookie alone proves only whose browser it is. Browsers state it
 * in `Sec-Fetch-Site`. For a change an equal `Origin` is enough; a read has none.
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  const isProven = site === undefined ? !isRead(request) && hasSameOrigin(request) : site === "same-origin";
  if (!isProven) throw crossOriginRequest();
  if (!isRead(request) && unaskedTypes.test(request.headers["content-type"] ?? ""))
    throw sessionContentType();
}

/** Whether `Origin` is the configured URL's, or names the host of the request. */
export function hasSameOrigin({ headers: { origin, host }, server: { publicUrl } }: FastifyRequest): boolean {
  const { host: originHost } = URL.parse(origin ?? "") ?? {};
  if (origin === undefined || originHost === undefined) return false;
  return origin === originOfUrl(publicUrl ?? "") || originHost === host?.toLowerCase();
}
