import type { FastifyInstance, RouteOptions } from "fastify";
import type { DialectName } from "../model.ts";
import type { Dialect } from "./mounting/dialect.ts";
import { createDocument } from "./openapi/document.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** The OpenAPI document of each dialect, generated from its routes once the server is ready. */
    documents: Map<DialectName, () => object>;
  }
}

/** Collects the routes that are added to the scope after this call. The result creates their OpenAPI document. */
export function describe(scope: FastifyInstance, dialect: Dialect, origin: string): () => object {
  const routes: RouteOptions[] = [];
  scope.addHook("onRoute", (route) => {
    routes.push(route);
  });
  let document: object | undefined;
  return () => {
    document ??= createDocument(dialect, routes, origin);
    return document;
  };
}
