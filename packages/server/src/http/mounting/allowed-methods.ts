import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import createRouter, { type HTTPMethod } from "find-my-way";
import type { DialectName } from "../../model.ts";
import { type HttpError, methodNotAllowed, routeNotFound } from "../errors.ts";
import { pathPartLengthMax } from "../limits.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** The methods of each dialect's paths. */
    methodsAt: Map<DialectName, MethodsAt>;
  }
}

/** Returns the methods of the routes at a path, for `Allow`; undefined if there is none. */
export type MethodsAt = (path: string) => string | undefined;

/** For a dialect whose contract reports no methods. */
export const noMethods: MethodsAt = () => undefined;

/** Any method: the router compares paths only. */
const anyMethod: HTTPMethod = "GET";

/** Collects the methods of the routes that are added to the scope after this call. */
export function collectMethods(scope: FastifyInstance): MethodsAt {
  const router = createRouter({ maxParamLength: pathPartLengthMax });
  const byUrl = new Map<string, Set<string>>();
  scope.addHook("onRoute", ({ url, method }) => {
    const methods = byUrl.get(url) ?? new Set();
    if (!byUrl.has(url)) router.on(anyMethod, url, () => {}, methods);
    byUrl.set(url, methods);
    for (const one of [method].flat()) methods.add(one);
  });
  return (path) => {
    const methods = router.find(anyMethod, path.split("?", 1)[0] ?? "")?.store as Set<string> | undefined;
    return methods && [...methods, "OPTIONS"].toSorted().join(", ");
  };
}

/**
 * Answers OPTIONS at a path that has routes, and returns whether it did. The set of paths is public: no credential is
 * required.
 */
export function answerOptions(request: FastifyRequest, reply: FastifyReply, methodsAt: MethodsAt): boolean {
  const methods = request.method === "OPTIONS" ? methodsAt(request.url) : undefined;
  if (methods === undefined) return false;
  reply.code(204).header("allow", methods).send();
  return true;
}

/** The error of a request without a route. */
export function unroutedError(request: FastifyRequest, methodsAt: MethodsAt): HttpError {
  const methods = methodsAt(request.url);
  return methods === undefined ? routeNotFound() : methodNotAllowed(methods);
}
