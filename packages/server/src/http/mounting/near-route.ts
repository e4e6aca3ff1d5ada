import { nameDistance } from "../../text/near.ts";

export interface RoutePath {
  /** With parameters as `:name`, and `::` for a colon. */
  readonly url: string;
  readonly methods: ReadonlySet<string>;
}

/** What a missing part of a path counts, in changed characters. */
const missingName = 4;
const missingParameter = 3;
/** A route that is further away is not the one that was meant. */
const costMax = missingName + missingParameter;
/** Longer paths are compared with no route, which would take long. */
const lengthMax = 300;
const partsMax = 12;

/**
 * The route that a path without a route most probably means: the one with the fewest changed characters and missing
 * parts, and with the method if two are alike. Undefined when none is near. `path` has no query.
 */
export function nearestRoute(
  routes: Iterable<RoutePath>,
  method: string,
  path: string,
): RoutePath | undefined {
  const parts = partsOf(path);
  if (path.length > lengthMax || parts.length > partsMax) return undefined;
  let nearest: { readonly route: RoutePath; readonly cost: number } | undefined;
  for (const route of routes) {
    const cost = costOf(partsOf(route.url).map(unescaped), parts) + (route.methods.has(method) ? 0 : 0.5);
    if (cost <= costMax && (nearest === undefined || cost < nearest.cost)) nearest = { route, cost };
  }
  return nearest?.route;
}

const partsOf = (path: string): string[] => path.split("/").filter((part) => part !== "");

const unescaped = (part: string): string => part.replaceAll("::", ":");

const impossible = Number.POSITIVE_INFINITY;

/**
 * The cost of reading the parts as the route: each is a part of it, in order, the last is its last, and the others of the
 * route are missing. A part is read as a parameter only after the name before it.
 */
function costOf(route: readonly string[], parts: readonly string[]): number {
  // The costs of the route so far with the first parts, by their number: with its last part read, and missing.
  let read = [0, ...parts.map(() => impossible)];
  let missing = read.map(() => impossible);
  for (const expected of route) {
    const isParameter = expected.startsWith(":");
    const before = read.map((cost, count) => Math.min(cost, missing[count] ?? impossible));
    const from = isParameter ? read : before;
    read = before.map((_, count) => {
      const actual = parts[count - 1];
      if (actual === undefined) return impossible;
      const changed = isParameter ? 0 : nameDistance(expected, actual);
      return (from[count - 1] ?? impossible) + (changed ?? impossible);
    });
    missing = before.map((cost) => cost + (isParameter ? missingParameter : missingName));
  }
  return read.at(-1) ?? impossible;
}
