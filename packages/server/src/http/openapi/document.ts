import type { RouteOptions } from "fastify";
import { packageVersion } from "../../package-version.ts";
import type { Dialect } from "../mounting/dialect.ts";
import { Components } from "./components.ts";
import type { OperationDocumentation } from "./operation.ts";

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required?: readonly string[];
}

/** The OpenAPI 3.1 document of a dialect, from the options of its routes. `origin` is the server's base URL. */
export function createDocument(dialect: Dialect, routes: readonly RouteOptions[], origin: string): object {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    // Every GET route also serves HEAD, which documents do not mention.
    const [method = ""] = [route.method].flat();
    const path = toTemplate(route.url);
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: createOperation(components, route),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: dialect.title,
      description: dialect.description,
      version: packageVersion,
      contact: { name: "Whoseline contributors" },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: origin }],
    security: [{ credential: [] }],
    tags: dialect.tags,
    paths,
    components: { securitySchemes: { credential: dialect.securityScheme }, ...components.toJson() },
  };
}

/** The path of a route as a template: `/users/{user}`. In routes, `::` is a colon. */
const toTemplate = (url: string): string =>
  url.replaceAll(/::|:(\w+)/g, (_, name?: string) => (name === undefined ? ":" : `{${name}}`));

function createOperation(components: Components, { url, config, schema }: RouteOptions): object {
  const documentation = schema?.documentation;
  if (documentation === undefined) throw new Error(`the route ${url} has no documentation`);
  const parameters = [
    ...toParameters(components, "path", schema?.params),
    ...toParameters(components, "query", schema?.querystring),
    ...documentation.requestHeaders.map((header) => components.requestHeader(header)),
  ];
  return {
    operationId: config?.operation,
    tags: [documentation.tag],
    summary: documentation.summary,
    description: documentation.description,
    ...(parameters.length > 0 && { parameters }),
    ...(schema?.body !== undefined && { requestBody: toRequestBody(components, schema.body) }),
    ...(documentation.upload !== undefined && { requestBody: toUpload(documentation.upload) }),
    responses: toResponses(components, documentation),
  };
}

function toParameters(components: Components, place: "path" | "query", schema: unknown): unknown[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, property]) =>
    components.parameter(place, name, property, place === "path" || required.includes(name)),
  );
}

const toRequestBody = (components: Components, schema: unknown): object => ({
  required: (schema as { "x-optional"?: boolean })["x-optional"] !== true,
  content: { "application/json": { schema: components.schema(schema) } },
});

const toUpload = (contentTypes: readonly string[]): object => ({
  required: true,
  content: Object.fromEntries(
    contentTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
  ),
});

const toResponses = (components: Components, { responses }: OperationDocumentation): object =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, components.response(response)]),
  );
