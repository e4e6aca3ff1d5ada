import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import type { DialectName } from "../model.ts";
import { packageVersion } from "../package-version.ts";
import type { Dialect } from "./mounting/dialect.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** The OpenAPI document of each dialect, generated from its routes once the server is ready. */
    documents: Map<DialectName, () => object>;
  }
}

/** Collects the routes that the scope is given after this into one OpenAPI document. */
export async function describe(
  scope: FastifyInstance,
  dialect: Dialect,
  origin: string,
): Promise<() => object> {
  await scope.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: dialect.title, description: dialect.description, version: packageVersion },
      servers: [{ url: origin }],
      components: { securitySchemes: { credential: dialect.securityScheme } },
      security: [{ credential: [] }],
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: { ...schema, operationId: route.config?.operation } as typeof schema,
    }),
  });
  return () => scope.swagger();
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
