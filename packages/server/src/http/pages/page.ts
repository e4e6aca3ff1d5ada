import type { FastifyInstance, FastifyReply } from "fastify";
import { homeCss, iconSvg, pageCss, productName } from "./assets.ts";

/**
 * Everything is loaded from this server; inline scripts and styles are forbidden. `data:` is for the icons in Swagger
 * UI's style sheet.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface Page {
  readonly title: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  /** HTML. */
  readonly body: string;
}

/** The styles that all pages share. */
export const pageCssPath = "/assets/page.css";

/** The styles of pages with a column of text. */
export const homeCssPath = "/assets/home.css";

export const iconPath = "/assets/icon.svg";

/** Renders a page. All parts are constants of this program; nothing is escaped. */
export const renderPage = ({ title, styles, scripts, body }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${iconPath}">
${styles.map((path) => `<link rel="stylesheet" href="${path}">`).join("\n")}
${scripts.map((path) => `<script src="${path}" defer></script>`).join("\n")}
</head>
<body>
${body}
</body>
</html>
`;

/** The link to the home page with the product's icon and name. */
export const brandLink = `<a class="brand" href="/"><img src="${iconPath}" alt="" width="32" height="32">${productName}</a>`;

/** Sends a page or one of its files with the security headers; browsers revalidate it at every use. */
export const sendAsset = (reply: FastifyReply, type: string, content: string): FastifyReply =>
  addSecurityHeaders(reply).type(`${type}; charset=utf-8`).send(content);

export const addSecurityHeaders = (reply: FastifyReply): FastifyReply =>
  reply.headers({
    "cache-control": "no-cache",
    "content-security-policy": contentSecurityPolicy,
  });

/** Adds the files that all pages use. */
export function addPageAssets(server: FastifyInstance): void {
  server.get(iconPath, async (_request, reply) => sendAsset(reply, "image/svg+xml", iconSvg));
  server.get(homeCssPath, async (_request, reply) => sendAsset(reply, "text/css", homeCss));
  server.get(pageCssPath, async (_request, reply) => sendAsset(reply, "text/css", pageCss));
}
