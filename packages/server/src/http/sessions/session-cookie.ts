import type { IncomingHttpHeaders } from "node:http";
import { isForwarded } from "../forwarding-headers.ts";
import { isLoopbackName, type PageOrigin } from "./page-origin.ts";

/** Browsers keep it only over HTTPS, for this host only. */
const secureName = "__Host-whoseline";
/** Over plain HTTP on this machine, where some browsers keep no cookie that requires HTTPS. */
const loopbackName = "whoseline_session";

/** The `Set-Cookie` that stores a session's secret until the browser is closed or the session ends. */
export const sessionCookie = ({ isSecure }: PageOrigin, secret: string, maxAgeSeconds: number): string =>
  `${isSecure ? `${secureName}=${secret}; Secure` : `${loopbackName}=${secret}`}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;

/** The `Set-Cookie` headers that remove it. */
export const removedSessionCookies: readonly string[] = [
  `${secureName}=; Secure; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`,
  `${loopbackName}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`,
];

/**
 * The session's secret in the cookies of a request. The cookie without `__Host-` counts only on this machine: elsewhere
 * another server of the domain could set it, and so sign a person in as somebody else.
 */
export function sessionSecretOf(
  headers: IncomingHttpHeaders,
  publicUrl: string | undefined,
): string | undefined {
  if (headers.cookie === undefined) return undefined;
  return cookieNamed(headers.cookie, secureName) ?? loopbackSecret(headers, headers.cookie, publicUrl);
}

function loopbackSecret(headers: IncomingHttpHeaders, cookie: string, publicUrl: string | undefined) {
  const { hostname = "" } = URL.parse(`http://${headers.host ?? ""}`) ?? {};
  const isDirect = isLoopbackName(hostname) && !isForwarded(headers) && !publicUrl?.startsWith("https:");
  return isDirect ? cookieNamed(cookie, loopbackName) : undefined;
}

/** The first one, as browsers send the cookie with the most specific path first. */
export function cookieNamed(cookie: string, name: string): string | undefined {
  for (const pair of cookie.split(";")) {
    const separator = pair.indexOf("=");
    if (pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim();
  }
  return undefined;
}
