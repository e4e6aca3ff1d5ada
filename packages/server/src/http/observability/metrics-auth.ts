import { hash, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { invalidCredential } from "../../core/kernel/errors.ts";
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
  isLoopback(socket.remoteAddress ?? "") && isLoopbackHost(headers.host ?? "") && !isForwarded(headers);

function isLoopbackHost(host: string): boolean {
  const name = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host);
  const address = name?.[1] ?? name?.[2] ?? "";
  return address.toLowerCase() === "localhost" || isLoopback(address);
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** On a dual-stack socket an IPv4 address is `::ffff:127.0.0.1`, which BlockList matches as well. */
const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
