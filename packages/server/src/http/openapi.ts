import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, RouteOptions } from "fastify";
import type { DialectName } from "../model.ts";
import { packageVersion } from "../package-version.ts";
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
    // Every GET route has a HEAD route that documents do not mention.
    if (route.method !== "HEAD") routes.push(route);
  });
  let document: object | undefined;
  return () => {
    document ??= createDocument(dialect, routes, origin);
    return document;
  };
}

/** The viewer wants a document of its own; its list of documents has the real ones. */
const viewerDocument = {
  openapi: "3.1.0",
  info: { title: "Whoseline", version: packageVersion },
  paths: {},
};

/** `/docs`: a page to browse every dialect's document, with nothing fetched from elsewhere. */
export function addDocs(server: FastifyInstance, dialects: readonly Dialect[]): void {
  server.register(async (scope) => {
    scope.get("/docs/openapi/:file", async (request, reply) => {
      const { file } = request.params as { file: string };
      const document = server.documents.get(file.replace(/\.json$/, "") as DialectName);
      return document?.() ?? reply.callNotFound();
    });
    await scope.register(swagger, { mode: "static", specification: { document: viewerDocument } });
    await scope.register(swaggerUi, {
      routePrefix: "/docs",
      uiConfig: {
        urls: dialects.map(({ name, title }) => ({ name: title, url: `/docs/openapi/${name}.json` })),
      } as object,
    });
  });
}
