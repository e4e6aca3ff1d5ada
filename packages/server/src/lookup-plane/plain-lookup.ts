import type { Line, OutboundUser } from "../core/routing/route-lookups.ts";
import { toLine, toOutboundUser } from "../dialects/native/route-input.ts";

// Queries without duplicate names and without escapes other than a leading `%2B`. The main thread reads all others.

export const inboundPath = "/registry/v1/routes/inbound";
export const outboundPath = "/registry/v1/routes/outbound";

export type PlainLookup =
  | { readonly operation: "routeInbound"; readonly line: Line }
  | { readonly operation: "routeOutbound"; readonly user: OutboundUser };

/** Undefined when the main thread must read the URL. */
export function parseLookup(url: string): PlainLookup | undefined {
  if (url.startsWith(inboundPath) && url.charCodeAt(inboundPath.length) === questionMark) {
    const line = parseQuery(url, inboundPath.length + 1, ["to"], toLine);
    return line && { operation: "routeInbound", line };
  }
  if (url.startsWith(outboundPath) && url.charCodeAt(outboundPath.length) === questionMark) {
    const user = parseQuery(url, outboundPath.length + 1, ["user", "userId"], toOutboundUser);
    return user && { operation: "routeOutbound", user };
  }
  return undefined;
}

const questionMark = "?".charCodeAt(0);

/** The query has the field `provider` and one of the names, in any order, and nothing else. */
function parseQuery<T>(
  url: string,
  start: number,
  names: readonly string[],
  read: (provider: string | undefined, value: string | undefined) => T | undefined,
): T | undefined {
  const separator = url.indexOf("&", start);
  if (separator === -1) return undefined;
  const first = fieldAt(url, start, separator, "provider");
  if (first !== undefined) return read(first, fieldOf(url, separator + 1, url.length, names));
  const last = fieldAt(url, separator + 1, url.length, "provider");
  return read(last, fieldOf(url, start, separator, names));
}

function fieldOf(url: string, start: number, end: number, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fieldAt(url, start, end, name);
    if (value !== undefined) return value;
  }
  return undefined;
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
