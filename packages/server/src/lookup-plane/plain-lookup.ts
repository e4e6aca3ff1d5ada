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
    const line = parseQuery(url, inboundPath.length + 1, "to", toLine);
    return line && { operation: "routeInbound", line };
  }
  if (url.startsWith(outboundPath) && url.charCodeAt(outboundPath.length) === questionMark) {
    const user = parseQuery(url, outboundPath.length + 1, "userId", toOutboundUser);
    return user && { operation: "routeOutbound", user };
  }
  return undefined;
}

const questionMark = "?".charCodeAt(0);

/** The query has the fields `provider` and `name`, in any order, and nothing else. */
function parseQuery<T>(
  url: string,
  start: number,
  name: string,
  read: (provider: string | undefined, value: string | undefined) => T | undefined,
): T | undefined {
  const separator = url.indexOf("&", start);
  if (separator === -1) return undefined;
  const isProviderFirst = url.startsWith("provider=", start);
  const [provider, value] = isProviderFirst
    ? [url.slice(start + 9, separator), fieldAt(url, separator + 1, url.length, name)]
    : [fieldAt(url, separator + 1, url.length, "provider"), fieldAt(url, start, separator, name)];
  return read(provider, value);
}

function fieldAt(url: string, start: number, end: number, name: string): string | undefined {
  const valueAt = start + name.length + 1;
  if (!url.startsWith(name, start) || url[valueAt - 1] !== "=") return undefined;
  // An unescaped plus is a space.
  if (url[valueAt] === "+") return undefined;
  const isEscaped = url[valueAt] === "%" && /^%2b/i.test(url.slice(valueAt, valueAt + 3));
  return isEscaped ? `+${url.slice(valueAt + 3, end)}` : url.slice(valueAt, end);
}
