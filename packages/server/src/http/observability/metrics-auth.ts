import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { invalidCredential } from "../../core/kernel/errors.ts";
import { isLoopback, isLoopbackHost } from "../../ip-networks.ts";
import { credentialMissing, metricsAccessDenied } from "../errors.ts";
import { isForwarded } from "../forwarding-headers.ts";
import { bearerToken } from "../mounting/bearer-token.ts";

/** Throws unless the request has the token or, if no token is configured, comes directly from this host. */
export function requireMetricsAccess(request: FastifyRequest, token: string | undefined): void {
  if (token === undefined) {
    if (!isLocal(request)) throw metricsAccessDenied();
    return;
  }
  const credential = bearerToken(request.headers.authorization);
  if (credential === undefined) throw credentialMissing();
  if (!isEqual(credential, token)) throw invalidCredential();
}

/** Compares hashes because timingSafeEqual requires equal lengths. */
const isEqual = (credential: string, token: string): boolean =>
  timingSafeEqual(hash("sha256", credential, "buffer"), hash("sha256", token, "buffer"));

/** Checks the Host too: a proxy may add no header, and DNS rebinding leads a browser to a loopback address. */
const isLocal = ({ headers, socket }: FastifyRequest): boolean =>
  isLoopback(socket.remoteAddress ?? "") && namesLoopback(headers.host ?? "") && !isForwarded(headers);

function namesLoopback(host: string): boolean {
  const name = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host);
  return isLoopbackHost(name?.[1] ?? name?.[2] ?? "");
}
