import { hash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { DialectName } from "../../model.ts";
import { matchesWeakly, parseEntityTags } from "../entity-tags.ts";
import type { Dialect } from "../mounting/dialect.ts";
import { docsCss, docsJs, productName } from "./assets.ts";
import { addSecurityHeaders, brandLink, pageCssPath, renderPage, sendAsset } from "./page.ts";

/**
 * Swagger UI's files. The plugin's page is not used: its top bar contains Swagger's logo and an inline style. Its
 * package is, because `swagger-ui-dist` reports installations to another host and has 10 MB of source maps.
 */
const swaggerUiFolder = join(dirname(fileURLToPath(import.meta.resolve("@fastify/swagger-ui"))), "static");
const swaggerUiFiles = ["swagger-ui.css", "swagger-ui-bundle.js"] as const;

/**
 * Adds `/docs`, which shows the OpenAPI documents of all dialects in Swagger UI, and `/docs/openapi/<dialect>.json`.
 * Nothing is loaded from another host.
 */
export function addDocs(server: FastifyInstance, dialects: readonly [Dialect, ...Dialect[]]): void {
  const pages = new Map<string, string>(dialects.map((shown) => [shown.name, renderDocs(shown, dialects)]));
  const [first] = dialects;
  for (const path of ["/docs", "/docs/"])
    server.get(path, async (_request, reply) => sendAsset(reply, "text/html", pages.get(first.name) ?? ""));
  server.get("/docs/:dialect", async (request, reply) => {
    const page = pages.get((request.params as { dialect: string }).dialect);
    return page === undefined ? reply.callNotFound() : sendAsset(reply, "text/html", page);
  });
  addDocuments(server);
  addAssets(server);
}

const renderDocs = (shown: Dialect, dialects: readonly Dialect[]): string =>
  renderPage({
    title: `${productName} API documentation: ${shown.title}`,
    styles: ["/docs/static/swagger-ui.css", pageCssPath, "/docs/docs.css"],
    scripts: ["/docs/static/swagger-ui-bundle.js", "/docs/docs.js"],
    body: `<header>
${brandLink}
<nav>
${dialects.map(({ name, title }) => `<a href="/docs/${name}"${name === shown.name ? ' aria-current="page"' : ""}>${title}</a>`).join("\n")}
</nav>
</header>
<main id="viewer" data-url="/docs/openapi/${shown.name}.json"></main>`,
  });

/** A document is complete once all routes are registered, so it is built at the first request, and once. */
function addDocuments(server: FastifyInstance): void {
  const built = new Map<string, BuiltDocument>();
  server.get("/docs/openapi/:file", async (request, reply) => {
    const { file } = request.params as { file: string };
    const build = server.documents.get(file.replace(/\.json$/, "") as DialectName);
    if (build === undefined) return reply.callNotFound();
    const { text, etag } = built.get(file) ?? toBuilt(build());
    built.set(file, { text, etag });
    reply.header("etag", etag);
    const known = parseEntityTags(request.headers["if-none-match"] ?? "");
    if (known !== undefined && matchesWeakly(known, etag)) return addSecurityHeaders(reply).code(304).send();
    return sendAsset(reply, "application/json", text);
  });
}

interface BuiltDocument {
  readonly text: string;
  readonly etag: string;
}

function toBuilt(document: object): BuiltDocument {
  const text = JSON.stringify(document);
  return { text, etag: `"${hash("sha256", text, "base64url").slice(0, 22)}"` };
}

const assets: readonly (readonly [string, string, string])[] = [
  ["/docs/docs.css", "text/css", docsCss],
  ["/docs/docs.js", "text/javascript", docsJs],
];

function addAssets(server: FastifyInstance): void {
  for (const [path, type, content] of assets)
    server.get(path, async (_request, reply) => sendAsset(reply, type, content));
  server.register(async (scope) => {
    await scope.register(fastifyStatic, { root: swaggerUiFolder, serve: false });
    for (const file of swaggerUiFiles)
      scope.get(`/docs/static/${file}`, async (_request, reply) => addSecurityHeaders(reply).sendFile(file));
  });
}
