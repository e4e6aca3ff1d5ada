import type { FastifyInstance } from "fastify";
import { packageVersion } from "../../package-version.ts";
import type { Dialect } from "../mounting/dialect.ts";
import { preferredType } from "../negotiation.ts";
import { homeCss, productName } from "./assets.ts";
import { brandLink, renderPage, sendAsset } from "./page.ts";

const stylePath = "/docs/home.css";

/** Adds a page at `/` for browsers. Clients that do not prefer HTML get a 404, as for any path without a route. */
export function addHome(server: FastifyInstance, dialects: readonly Dialect[]): void {
  const page = renderHome(dialects);
  server.get("/", { config: { operation: "home" } }, async (request, reply) =>
    prefersHtml(request.headers)
      ? sendAsset(reply.header("vary", "accept"), "text/html", page)
      : reply.callNotFound(),
  );
  server.get(stylePath, async (_request, reply) => sendAsset(reply, "text/css", homeCss));
}

/** JSON wins a tie, so that a client that accepts everything gets the 404. */
const prefersHtml = ({ accept }: { readonly accept?: string | undefined }): boolean =>
  preferredType(accept, ["application/json", "text/html"]) === "text/html";

const renderHome = (dialects: readonly Dialect[]): string =>
  renderPage({
    title: productName,
    styles: ["/docs/page.css", stylePath],
    scripts: [],
    body: `<main>
${brandLink}
<h1>The system of record for which user of which organization holds which phone number on which provider.</h1>
<p>Version ${packageVersion}</p>
<h2>API</h2>
<ul>
<li><a href="/docs">Documentation</a></li>
${dialects.map(renderDialect).join("\n")}
</ul>
<h2>Health</h2>
<ul>
<li><a href="/healthz">/healthz</a>: the process runs</li>
<li><a href="/readyz">/readyz</a>: the server can process requests</li>
</ul>
</main>`,
  });

const renderDialect = ({ name, title, prefix }: Dialect): string =>
  `<li>${title}: <code>${prefix}</code> (<a href="/docs/openapi/${name}.json">OpenAPI</a>)</li>`;
