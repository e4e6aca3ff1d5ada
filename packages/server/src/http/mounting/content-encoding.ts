import type { FastifyRequest } from "fastify";
import { unsupportedContentEncoding } from "../errors.ts";

/** Throws when the body has a coding that the route does not decode (RFC 9110, section 8.4). */
export function requireContentEncoding({ headers, routeOptions }: FastifyRequest): void {
  const { contentEncodings: accepted = [] } = routeOptions.config;
  const isEmpty = headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
  const codings = (headers["content-encoding"] ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  // Several codings at once are never accepted: each would be a body within a body.
  const [coding = ""] = codings;
  const isAccepted = codings.length === 1 && ["", "identity", ...accepted].includes(coding);
  if (!isEmpty && !isAccepted) throw unsupportedContentEncoding([...accepted, "identity"].join(", "));
}
