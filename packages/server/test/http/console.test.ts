import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { superadminKey, useApp } from "../helpers/app.ts";
import { createBrowser, ownPage } from "../helpers/browser.ts";

const html = "<!doctype html><title>Console</title>";
const script = "export const answer = 42;\n";
const folder = mkdtempSync(join(tmpdir(), "whoseline-console-"));
mkdirSync(join(folder, "assets"));
writeFileSync(join(folder, "index.html"), html);
writeFileSync(join(folder, "icon.svg"), "<svg/>");
writeFileSync(join(folder, "assets/main-Ab12.js"), script);
writeFileSync(join(folder, "assets/main-Ab12.js.br"), brotliCompressSync(script));
writeFileSync(join(folder, "assets/main-Ab12.js.gz"), gzipSync(script));
afterAll(() => rmSync(folder, { recursive: true }));

const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

describe("with built files", () => {
  const app = useApp({ consoleFolder: folder });
  const open = (path: string, headers: Record<string, string> = {}) =>
    app.ask(`GET ${path}`, { key: null, headers: { accept, ...headers } });

  test.each(["/console", "/", "/console/"])("%s leads to the page", async (path) => {
    const { status, text, headers } = await open(path);
    expect([status, text]).toEqual([200, html]);
    expect(headers.get("cache-control")).toBe("no-cache");
  });

  test("has a strict policy on every response", async () => {
    for (const path of [
      "/console/",
      "/console/acme/numbers?state=free",
      "/console/assets/main-Ab12.js",
      "/console/assets/none.js",
    ]) {
      const { headers } = await open(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    }
  });

  test.each([
    "/console/acme/numbers",
    "/console/acme/numbers/+14165550102",
    "/console/acme/users/ana@acme.example",
  ])("%s is a screen of the page", async (path) => {
    expect(await open(path)).toMatchObject({ status: 200, text: html });
  });

  test("keeps assets for a year, and the other files not at all", async () => {
    const asset = await open("/console/assets/main-Ab12.js");
    expect([asset.status, asset.text, asset.headers.get("cache-control")]).toEqual([
      200,
      script,
      "public, max-age=31536000, immutable",
    ]);
    const icon = await open("/console/icon.svg");
    expect([icon.status, icon.headers.get("content-type"), icon.headers.get("cache-control")]).toEqual([
      200,
      "image/svg+xml",
      "no-cache",
    ]);
  });

  test.each([
    ["br", "br"],
    ["gzip", "gzip"],
    ["gzip, deflate, br", "br"],
  ])("sends the file that is compressed already to a client that accepts %s", async (accepted, encoding) => {
    const { headers } = await app.server.inject({
      url: "/console/assets/main-Ab12.js",
      headers: { "accept-encoding": accepted },
    });
    expect(headers["content-encoding"]).toBe(encoding);
    expect(headers.vary).toMatch(/accept-encoding/i);
  });

  test.each([
    "/console/assets/none.js",
    "/console/assets/",
    "/console/none.js",
    "/console/assets/%2e%2e/%2e%2e/package.json",
  ])("%s is not found", async (path) => {
    const { statusCode } = await app.server.inject({ url: path, headers: { accept } });
    expect(statusCode).toBeGreaterThanOrEqual(400);
  });
});

describe("without built files", () => {
  const app = useApp({ consoleFolder: join(folder, "none") });

  test.each(["/console", "/console/acme/numbers"])("%s names the command that builds them", async (path) => {
    const { status, text } = await app.ask(`GET ${path}`, { key: null });
    expect(status).toBe(503);
    expect(text).toContain("npm run build -w packages/console");
  });
});

describe("with WHOSELINE_CONSOLE=off", () => {
  const app = useApp({ consoleFolder: folder, settings: { WHOSELINE_CONSOLE: "off" } });

  test("there is no console, and / is the page with links", async () => {
    expect((await app.ask("GET /console/", { key: null })).status).toBe(404);
    const home = await app.ask("GET /", { key: null, headers: { accept } });
    expect([home.status, home.text.includes("/healthz")]).toEqual([200, true]);
  });
});

describe("the facts of the page to sign in", () => {
  const app = useApp();
  const facts = async (origin: string, headers: Record<string, string> = ownPage) => {
    const path = `/registry/v1/console?origin=${encodeURIComponent(origin)}`;
    const { json } = await app.ask(`GET ${path}`, { key: null, headers });
    return json.problems.map(({ code }: { code: string }) => code);
  };

  test("have no problem on the machine of the server", async () => {
    expect(await facts(app.url)).toEqual([]);
  });

  test("name HTTP from another machine, a proxy that changes the Host, and a missing Sec-Fetch-Site", async () => {
    expect(await facts("http://lines.example")).toEqual(["https_required", "host_differs"]);
    expect(await facts("https://lines.example")).toEqual(["host_differs"]);
    expect(await facts(app.url, {})).toEqual(["fetch_metadata_missing"]);
  });

  test("show whether the browser kept the cookie", async () => {
    const browser = createBrowser(app);
    const isKept = async () => (await browser.ask("GET /registry/v1/console")).json.hasSessionCookie;
    expect(await isKept()).toBe(false);
    await browser.ask("POST /registry/v1/sessions", { key: superadminKey });
    expect(await isKept()).toBe(true);
  });
});

describe("the facts behind a proxy that ends TLS", () => {
  const app = useApp({ settings: { WHOSELINE_PUBLIC_URL: "https://lines.example/base" } });

  test("have no problem at the public URL, and name another one", async () => {
    const problems = async (origin: string) =>
      (
        await app.ask(`GET /registry/v1/console?origin=${encodeURIComponent(origin)}`, {
          key: null,
          headers: ownPage,
        })
      ).json.problems;
    expect(await problems("https://lines.example")).toEqual([]);
    expect(await problems("https://other.example")).toMatchObject([
      {
        code: "public_url_differs",
        detail: expect.stringContaining("WHOSELINE_PUBLIC_URL is https://lines.example/base"),
      },
    ]);
  });
});
