import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { brandLink, homeCssPath, pageCssPath, renderPage, sendAsset } from "./page.ts";

/** Where the console is. */
export const consolePath = "/console/";

/** Nothing from another host, nothing inline, no frame, and no text that becomes markup. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const securityHeaders = {
  "content-security-policy": contentSecurityPolicy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** The folder of the built files: of the package, or of the checkout. Undefined when the package is missing. */
export function consoleFolder(): string | undefined {
  try {
    const manifest = fileURLToPath(import.meta.resolve("@whoseline/console/package.json"));
    return join(dirname(manifest), "dist");
  } catch {
    return undefined;
  }
}

/**
 * Serves the console from the folder of its built files. Names of assets contain a hash of their content. Every path that
 * names no file is a screen, and gets the page.
 */
export function addConsole(server: FastifyInstance, folder = consoleFolder()): void {
  server.register(async (scope) => {
    scope.addHook("onRequest", async (_request, reply) => {
      reply.headers(securityHeaders);
    });
    scope.get("/console", async (request, reply) => reply.redirect(withQuery(consolePath, request.url)));
    if (folder === undefined || !existsSync(join(folder, "index.html"))) return addMissingPage(scope);
    await scope.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });
    scope.get("/console/*", async (request, reply) =>
      sendFile(reply, (request.params as { "*": string })["*"]),
    );
  });
}

const withQuery = (path: string, url: string): string => path + (/\?.*$/s.exec(url)?.[0] ?? "");

const yearSeconds = 365 * 24 * 60 * 60;

function sendFile(reply: FastifyReply, path: string): FastifyReply {
  if (path.startsWith("assets/"))
    return reply.sendFile(path, { maxAge: yearSeconds * 1000, immutable: true, cacheControl: true });
  // A screen can end with a user's e-mail address.
  const isFile = /^[^/]+\.[a-z0-9]+$/.test(path);
  return reply
    .header("cache-control", "no-cache")
    .sendFile(isFile ? path : "index.html", { cacheControl: false });
}

function addMissingPage(scope: FastifyInstance): void {
  const page = renderPage({
    title: "Whoseline console",
    styles: [pageCssPath, homeCssPath],
    scripts: [],
    body: `<main>
${brandLink}
<h1>The console is not built.</h1>
<p>Build it in the checkout with <code>npm run build -w packages/console</code>, and start the server again.</p>
<p><a href="/docs">Documentation of the API</a></p>
</main>`,
  });
  scope.get("/console/*", async (_request, reply) => sendAsset(reply.code(503), "text/html", page));
}
