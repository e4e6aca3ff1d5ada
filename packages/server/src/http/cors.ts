import fastifyCors from "@fastify/cors";
import type { FastifyInstance } from "fastify";

/** What scripts of another origin may read besides the safelisted response headers. */
const exposedHeaders = [
  "Content-Disposition",
  "ETag",
  "Link",
  "Location",
  "RateLimit",
  "RateLimit-Policy",
  "Repr-Digest",
  "Retry-After",
  "WWW-Authenticate",
  "X-Request-Id",
];

/**
 * Allows scripts of these origins to call every route. Requests of other origins are answered without CORS headers,
 * and their preflight requests like those of a server without CORS. Cookies are never allowed.
 */
export function addCors(server: FastifyInstance, origins: readonly string[]): void {
  server.register(fastifyCors, {
    origin: (origin, callback) => callback(null, origin !== undefined && origins.includes(origin)),
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposedHeaders,
    strictPreflight: false,
  });
}
