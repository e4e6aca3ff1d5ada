import { hash, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { invalidCredential } from "../../core/kernel/errors.ts";
import { credentialMissing, metricsAccessDenied } from "../errors.ts";
import { bearerToken } from "../mounting/credentials.ts";

/** Throws unless the caller has the token or, where there is none, asks from this machine. */
export function requireMetricsAccess(request: FastifyRequest, token: string | undefined): void {
  if (token === undefined) {
    if (!isLocal(request)) throw metricsAccessDenied();
    return;
  }
  const given = bearerToken(request.headers.authorization);
  if (given === undefined) throw credentialMissing();
  if (!isEqual(given, token)) throw invalidCredential();
}

/** Hashes have one length, which timingSafeEqual needs. */
const isEqual = (given: string, token: string): boolean =>
  timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", token, "buffer"));

/** A proxy on this machine says in one of these that it asks for another. */
const proxyHeaders = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

const isLocal = ({ headers, socket }: FastifyRequest): boolean =>
  proxyHeaders.every((name) => headers[name] === undefined) && isLoopback(socket.remoteAddress ?? "");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** IPv4 arrives as `::ffff:127.0.0.1` on a socket that takes both; BlockList sees through that. */
const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
