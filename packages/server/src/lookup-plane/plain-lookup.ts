import type { Line, OutboundUser } from "../core/routing/route-lookups.ts";
import { readOutboundUser, toLine } from "../dialects/native/route-input.ts";
import { plainQuery } from "../http/mounting/plain-query.ts";

// Queries without duplicate names and without escapes other than a leading `%2B`. The main thread reads all others.

export const inboundPath = "/registry/v1/routes/inbound";
export const outboundPath = "/registry/v1/routes/outbound";

export type PlainLookup =
  | { readonly operation: "routeInbound"; readonly line: Line }
  | { readonly operation: "routeOutbound"; readonly user: OutboundUser };

/** Undefined when the main thread must read the URL. */
export function parseLookup(url: string): PlainLookup | undefined {
  if (url.startsWith(inboundPath) && url.charCodeAt(inboundPath.length) === questionMark) {
    const line = parseLine(url, inboundPath.length + 1);
    return line && { operation: "routeInbound", line };
  }
  if (url.startsWith(outboundPath) && url.charCodeAt(outboundPath.length) === questionMark) {
    const query = plainQuery(url.slice(outboundPath.length + 1));
    const user = query && readOutboundUser(query);
    return user && { operation: "routeOutbound", user };
  }
  return undefined;
}

const questionMark = "?".charCodeAt(0);

/** The query has the fields `provider` and `to`, in any order, and nothing else. Faster than `plainQuery`. */
function parseLine(url: string, start: number): Line | undefined {
  const separator = url.indexOf("&", start);
  if (separator === -1) return undefined;
  const first = fieldAt(url, start, separator, "provider");
  if (first !== undefined) return toLine(first, fieldAt(url, separator + 1, url.length, "to"));
  const last = fieldAt(url, separator + 1, url.length, "provider");
  return toLine(last, fieldAt(url, start, separator, "to"));
}

/** The value of the field with this name between the places; undefined when another field is there. */
function fieldAt(url: string, start: number, end: number, name: string): string | undefined {
  const valueAt = start + name.length + 1;
  if (!url.startsWith(name, start) || url[valueAt - 1] !== "=") return undefined;
  // An unescaped plus is a space.
  if (url[valueAt] === "+") return undefined;
  const isEscaped = url[valueAt] === "%" && /^%2b/i.test(url.slice(valueAt, valueAt + 3));
  return isEscaped ? `+${url.slice(valueAt + 3, end)}` : url.slice(valueAt, end);
}
