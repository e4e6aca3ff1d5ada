import type { FastifyInstance } from "fastify";
import { packageVersion } from "../../package-version.ts";
import type { Dialect } from "../mounting/dialect.ts";
import { preferredType } from "../negotiation.ts";
import { productName } from "./assets.ts";
import { consolePath } from "./console.ts";
import { brandLink, homeCssPath, pageCssPath, renderPage, sendAsset } from "./page.ts";

export interface HomeOptions {
  readonly hasDocs: boolean;
  readonly hasConsole: boolean;
}

/**
 * Adds a page at `/` for browsers, or a redirect to the console if there is one. Clients that do not prefer HTML get a 404,
 * as for any path without a route.
 */
export function addHome(
  server: FastifyInstance,
  dialects: readonly Dialect[],
  { hasDocs, hasConsole }: HomeOptions,
): void {
  const page = renderHome(dialects, hasDocs);
  server.get("/", { config: { operation: "home" } }, async (request, reply) => {
    if (!prefersHtml(request.headers)) return reply.callNotFound();
    reply.header("vary", "accept");
    return hasConsole ? reply.redirect(consolePath) : sendAsset(reply, "text/html", page);
  });
}

/** JSON wins a tie, so that a client that accepts everything gets the 404. */
const prefersHtml = ({ accept }: { readonly accept?: string | undefined }): boolean =>
  preferredType(accept, ["application/json", "text/html"]) === "text/html";

const renderHome = (dialects: readonly Dialect[], hasDocs: boolean): string =>
  renderPage({
    title: productName,
    styles: [pageCssPath, homeCssPath],
    scripts: [],
    body: `<main>
${brandLink}
<h1>The system of record for which user of which organization holds which phone number on which provider.</h1>
<p>Version ${packageVersion}</p>
<h2>API</h2>
<ul>
${[...(hasDocs ? [docsItem] : []), ...dialects.map((dialect) => renderDialect(dialect, hasDocs))].join("\n")}
</ul>
<h2>Health</h2>
<ul>
<li><a href="/healthz">/healthz</a>: the process runs</li>
<li><a href="/readyz">/readyz</a>: the server can process requests</li>
</ul>
</main>`,
  });

const docsItem = `<li><a href="/docs">Documentation</a></li>`;

const renderDialect = ({ name, title, prefix }: Dialect, hasDocs: boolean): string =>
  `<li>${title}: <code>${prefix}</code>${hasDocs ? ` (<a href="/docs/openapi/${name}.json">OpenAPI</a>)` : ""}</li>`;
