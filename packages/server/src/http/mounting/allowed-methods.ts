import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import createRouter, { type HTTPMethod } from "find-my-way";
import type { DialectName } from "../../model.ts";
import { type HttpError, methodNotAllowed, routeNotFound } from "../errors.ts";
import { pathPartLengthMax } from "../limits.ts";
import { nearestRoute, type RoutePath } from "./near-route.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** The paths of each dialect. */
    paths: Map<DialectName, RoutePaths>;
  }
}

/** What a dialect reports about paths and methods that have no route. */
export interface RoutePaths {
  /** Returns the methods of the routes at a path, for `Allow`; undefined if there is none. */
  methodsAt(path: string): string | undefined;
  /** Returns where the paths are documented, and the one that is most probably meant. */
  hintFor(request: { readonly method: string; readonly url: string }): string | undefined;
}

/** For a dialect whose contract reports no methods and has no hints. */
export const noPaths: RoutePaths = { methodsAt: () => undefined, hintFor: () => undefined };

/** Any method: the router compares paths only. */
const anyMethod: HTTPMethod = "GET";

/** Collects the paths of the routes that are added to the scope after this call. */
export function collectPaths(scope: FastifyInstance, hasDocs: boolean): RoutePaths {
  const router = createRouter({ maxParamLength: pathPartLengthMax });
  const byUrl = new Map<string, RoutePath & { readonly methods: Set<string> }>();
  scope.addHook("onRoute", ({ url, method }) => {
    const route = byUrl.get(url) ?? { url, methods: new Set<string>() };
    if (!byUrl.has(url)) router.on(anyMethod, url, () => {}, route);
    byUrl.set(url, route);
    for (const one of [method].flat()) route.methods.add(one);
  });
  return {
    methodsAt(path) {
      const route = router.find(anyMethod, pathOf(path))?.store as RoutePath | undefined;
      return route && [...route.methods, "OPTIONS"].toSorted().join(", ");
    },
    hintFor({ method, url }) {
      const near = nearestRoute(byUrl.values(), method, pathOf(url));
      const sentences = [
        ...(near === undefined ? [] : [`Did you mean ${describeRoute(near, method)}?`]),
        ...(hasDocs ? ["See /docs for all paths."] : []),
      ];
      return sentences.length === 0 ? undefined : sentences.join(" ");
    },
  };
}

const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";

/** Parameters are shown by name: what was sent in their place may be personal data. */
function describeRoute({ url, methods }: RoutePath, method: string): string {
  const shown = methods.has(method) ? [method] : [...methods].filter((one) => one !== "HEAD").toSorted();
  return `${shown.join(" or ")} ${url.replaceAll(/(?<!:):(\w+)/g, "{$1}").replaceAll("::", ":")}`;
}

/**
 * Answers OPTIONS at a path that has routes, and returns whether it did. The set of paths is public: no credential is
 * required.
 */
export function answerOptions(request: FastifyRequest, reply: FastifyReply, paths: RoutePaths): boolean {
  const methods = request.method === "OPTIONS" ? paths.methodsAt(request.url) : undefined;
  if (methods === undefined) return false;
  reply.code(204).header("allow", methods).send();
  return true;
}

/** The error of a request without a route. */
export function unroutedError(request: FastifyRequest, paths: RoutePaths): HttpError {
  const methods = paths.methodsAt(request.url);
  return methods === undefined ? routeNotFound(paths.hintFor(request)) : methodNotAllowed(methods);
}
