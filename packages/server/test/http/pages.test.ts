import { describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/index.ts";
import { packageVersion } from "../../src/package-version.ts";
import { useApp } from "../helpers/app.ts";

const app = useApp({ settings: { WHOSELINE_CONSOLE: "off" } });

/** What Chromium and Firefox send for a page. */
const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const open = (path: string, accept = browserAccept) =>
  app.ask(`GET ${path}`, { key: null, headers: { accept } });

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

const urlsIn = (html: string): string[] =>
  [...html.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? "");

describe.each(["/", "/docs", "/docs/", "/docs/ippanel"])("%s", (path) => {
  test("is HTML with a strict content security policy", async () => {
    const { status, headers } = await open(path);
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const directives = headers.get("content-security-policy")?.split(";") ?? [];
    expect(directives.map((directive) => directive.trim()).filter(Boolean)).toEqual(policy);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("has no inline script, style or event handler", async () => {
    const { text } = await open(path);
    expect(text.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).toBeNull();
    expect(text.match(/<script[^>]*>[^<]*\S[^<]*<\/script>/g)).toBeNull();
    expect(text.match(/<style|\sstyle=|\son\w+=|javascript:/g)).toBeNull();
  });

  test("loads and links only what this server has", async () => {
    const { text } = await open(path);
    const urls = urlsIn(text).map((url) => new URL(url, `${app.url}${path}`));
    expect(urls.length).toBeGreaterThan(3);
    for (const url of urls) {
      expect(url.origin).toBe(app.url);
      expect([url.pathname, (await open(url.pathname)).status]).toEqual([url.pathname, 200]);
    }
  });

  test("names the product and no framework", async () => {
    const { text } = await open(path);
    expect(text).toMatch(/<title>Whoseline/);
    expect(text.replaceAll(/\/docs\/static\/swagger-ui[\w.-]+/g, "")).not.toMatch(/swagger|fastify/i);
  });
});

describe("/", () => {
  test("shows the version and links to the documentation and the health checks", async () => {
    const { text } = await open("/");
    expect(text).toContain(`Version ${packageVersion}`);
    for (const path of ["/docs", "/healthz", "/readyz"]) expect(text).toContain(`href="${path}"`);
  });

  test.each([
    undefined,
    "*/*",
    "application/json",
    "application/json, text/html",
    "text/html;q=0",
    "text/plain",
  ])("returns 404 to a client that accepts %s", async (accept) => {
    const { status, json } = await app.ask("GET /", {
      key: null,
      headers: accept === undefined ? {} : { accept },
    });
    expect([status, json.code]).toEqual([404, "route_not_found"]);
  });

  test("returns 404 to another method", async () => {
    expect((await app.ask("POST /", { key: null, headers: { accept: browserAccept } })).status).toBe(404);
  });
});

describe("/docs", () => {
  test.each(dialects)("shows the document of $name and links to the others", async ({ name, title }) => {
    const { text } = await open(`/docs/${name}`);
    for (const other of dialects) expect(text).toContain(`href="/docs/${other.name}"`);
    expect(text).toContain(` aria-current="page">${title}</a>`);
    expect(text).toContain(`data-url="/docs/openapi/${name}.json"`);
    const { status, headers, json } = await open(`/docs/openapi/${name}.json`);
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect([json.openapi, json.info.version]).toEqual(["3.1.0", packageVersion]);
  });

  test.each(["/docs/none", "/docs/openapi/none.json", "/docs/static/index.html"])(
    "returns 404 for %s",
    async (path) => {
      expect((await open(path)).status).toBe(404);
    },
  );
});
