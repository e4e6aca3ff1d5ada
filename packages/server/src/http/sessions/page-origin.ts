import type { FastifyRequest } from "fastify";

/** Where the page of a request was loaded from, as its browser sees it. */
export interface PageOrigin {
  readonly isSecure: boolean;
  /**
   * Whether a page there can have a session: over plain HTTP its cookie would cross the network unprotected, except to this
   * machine.
   */
  readonly keepsSessions: boolean;
}

/**
 * The origin of the page; without the header `Origin`, which only programs omit in a POST, the configured URL or the
 * address that the request names.
 */
export function pageOriginOf({ headers, server }: FastifyRequest): PageOrigin {
  return toPageOrigin(headers.origin ?? server.publicUrl ?? `http://${headers.host ?? ""}`);
}

export function toPageOrigin(url: string): PageOrigin {
  const { protocol, hostname } = URL.parse(url) ?? { protocol: "", hostname: "" };
  const isSecure = protocol === "https:";
  return { isSecure, keepsSessions: isSecure || isLoopbackName(hostname) };
}

/** A name of this machine as URLs contain it. */
export const isLoopbackName = (hostname: string): boolean =>
  /^(?:localhost|(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname);

/** The origin of a URL: scheme, host and port. */
export const originOfUrl = (url: string): string | undefined => URL.parse(url)?.origin;
