import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type RunningApp, startApp, useApp } from "../helpers/app.ts";
import { sendRaw } from "../helpers/raw.ts";
import { type RequestVariants, startRequestVariants } from "../helpers/request-variants.ts";
import { makeOrganization } from "../helpers/world.ts";

interface Documented {
  readonly responses?: Readonly<Record<string, { readonly headers?: object }>>;
}

const expected = [
  ["cache-control", "no-store"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
] as const;

const missingIn = ({ headers }: { readonly headers: Pick<Headers, "get"> }): string[] =>
  expected.filter(([name, value]) => headers.get(name) !== value).map(([name]) => name);

describe("every response of a dialect forbids caching, content sniffing and referrers", () => {
  const app = useApp();
  let variants: RequestVariants;
  beforeAll(async () => {
    variants = await startRequestVariants(app);
  });
  afterAll(() => variants.database.close());

  test("whatever its status", async () => {
    const faults: string[] = [];
    for (const operation of variants.operations)
      for (const headers of [{}, { authorization: "Bearer wrong" }]) {
        const answer = await variants.send(operation, { what: "unchanged", headers });
        faults.push(...missingIn(answer).map((name) => `${operation.name} ${answer.status}: ${name}`));
      }
    expect(variants.operations.length).toBeGreaterThan(30);
    expect(faults).toEqual([]);
  });

  test.each(["/nowhere", "/v2/nowhere", "/v1/%zz", `/api/${"x".repeat(15_000)}`, "/healthz", "/metrics"])(
    "at %.20s",
    async (path) => {
      expect(missingIn(await sendRaw(app.url, { method: "GET", path }))).toEqual([]);
    },
  );

  test("of a request that is not HTTP", async () => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    socket.write("GARBAGE\r\n\r\n");
    const answer = await text(socket);
    for (const [name, value] of expected) expect(answer).toContain(`\r\n${name}: ${value}\r\n`);
  });

  test("of an event stream", async () => {
    const { id, admin } = await makeOrganization(app.ask, "streams", "7");
    const path = `/registry/v1/organizations/${id}/events/stream`;
    const stream = await app.ask(`GET ${path}`, { key: admin.key });
    expect([stream.status, missingIn(stream)]).toEqual([200, []]);
  });
});

describe("the OpenAPI documents", () => {
  const app = useApp();
  const path = "GET /docs/openapi/native.json";
  const get = (headers = {}) => app.ask(path, { key: null, headers });

  test("return 304 when If-None-Match has their ETag, and are revalidated at every use", async () => {
    const { headers } = await get();
    const etag = headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(headers.get("cache-control")).toBe("no-cache");
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const answer = await get({ "if-none-match": tag });
      expect([tag, answer.status, answer.text, answer.headers.get("etag")]).toEqual([tag, 304, "", etag]);
    }
    expect((await get({ "if-none-match": '"other"' })).status).toBe(200);
  });

  test("have an ETag each", async () => {
    const tagOf = async (name: string) =>
      (await app.ask(`GET /docs/openapi/${name}.json`, { key: null })).headers.get("etag");
    expect(await tagOf("telnyx")).not.toBe(await tagOf("native"));
  });
});

describe("WHOSELINE_DOCS=off", () => {
  const app = useApp({ settings: { WHOSELINE_DOCS: "off" } });
  const open = (path: string) => app.ask(`GET ${path}`, { key: null, headers: { accept: "text/html" } });

  test.each(["/docs", "/docs/", "/docs/native", "/docs/openapi/native.json", "/docs/static/swagger-ui.css"])(
    "returns 404 for %s",
    async (path) => expect((await open(path)).status).toBe(404),
  );

  test("keeps the home page, without links to the documentation", async () => {
    const { status, text } = await open("/");
    expect(status).toBe(200);
    expect(text).not.toContain("/docs");
    for (const [, path = ""] of text.matchAll(/(?:href|src)="([^"]+)"/g))
      expect([path, (await open(path)).status]).toEqual([path, 200]);
  });
});

describe("cross-origin requests", () => {
  const origin = "https://console.example";
  let app: RunningApp;
  afterEach(() => app.close());
  const preflight = (from: string, path = "/v2/organizations/users") =>
    sendRaw(app.url, {
      method: "OPTIONS",
      path,
      headers: {
        origin: from,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "authorization",
      },
    });
  const allowed = (answer: { readonly headers: Pick<Headers, "get"> }) =>
    answer.headers.get("access-control-allow-origin");

  test("are not allowed by default", async () => {
    app = await startApp();
    const answer = await preflight(origin);
    expect([answer.status, allowed(answer)]).toEqual([404, null]);
    expect(allowed(await app.ask("GET /registry/v1/organizations", { headers: { origin } }))).toBeNull();
  });

  test("are allowed for the origins in WHOSELINE_CORS_ORIGINS only", async () => {
    app = await startApp({ settings: { WHOSELINE_CORS_ORIGINS: `https://other.example,${origin}` } });
    const answer = await preflight(origin);
    expect([answer.status, allowed(answer)]).toEqual([204, origin]);
    expect(answer.headers.get("access-control-allow-methods")).toContain("PUT");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    for (const from of ["https://evil.example", "null", `${origin}.evil.example`]) {
      const refused = await preflight(from);
      expect([from, refused.status, allowed(refused)]).toEqual([from, 404, null]);
    }
    const get = (from: string) => app.ask("GET /registry/v1/organizations", { headers: { origin: from } });
    const answered = await get(origin);
    expect([answered.status, allowed(answered)]).toEqual([200, origin]);
    expect(answered.headers.get("access-control-expose-headers")).toContain("ETag");
    expect(allowed(await get("https://evil.example"))).toBeNull();
  });

  test("show scripts every header that the native contract documents, and may send those that it reads", async () => {
    app = await startApp({ settings: { WHOSELINE_CORS_ORIGINS: origin } });
    const answer = await app.ask("GET /registry/v1/organizations", { headers: { origin } });
    const exposed = (answer.headers.get("access-control-expose-headers") ?? "").toLowerCase().split(", ");
    const document = parse(
      readFileSync(join(import.meta.dirname, "../../../../openapi/native.yaml"), "utf8"),
    );
    const documented = new Set<string>();
    for (const item of Object.values<Record<string, Documented>>(document.paths))
      for (const { responses = {} } of Object.values(item))
        for (const { headers = {} } of Object.values(responses))
          for (const name of Object.keys(headers)) documented.add(name.toLowerCase());
    // Every script can read the length.
    documented.delete("content-length");
    // No script ever can read a cookie's header, and cookies are for the console alone, which has the same origin.
    documented.delete("set-cookie");
    expect(documented.size).toBeGreaterThan(4);
    expect([...documented].filter((name) => !exposed.includes(name))).toEqual([]);
    const names = "authorization,content-type,idempotency-key,if-match,if-none-match,last-event-id";
    const { headers } = await sendRaw(app.url, {
      method: "OPTIONS",
      path: "/registry/v1/me",
      headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": names },
    });
    expect(headers.get("access-control-allow-headers")).toBe(names);
  });

  test("are answered alike on the fast path and through the framework", async () => {
    app = await startApp({ settings: { WHOSELINE_CORS_ORIGINS: origin } });
    const { admin } = await makeOrganization(app.ask, "fast", "8");
    await app.installation.routeIndexSync.built;
    const path = "/registry/v1/routes/inbound?provider=twilio&to=%2B14165550199";
    for (const from of [{}, { origin }, { origin: "https://evil.example" }]) {
      const ask = async (headers: Record<string, string>) => {
        const authorization = `Bearer ${admin.key}`;
        const answer = await sendRaw(app.url, {
          method: "GET",
          path,
          headers: { authorization, ...from, ...headers },
        });
        const { date: _, "x-request-id": __, ...others } = Object.fromEntries(answer.headers);
        return others;
      };
      await ask({});
      const fast = await ask({});
      expect(fast).toEqual(await ask({ "content-length": "0" }));
      expect(fast["access-control-allow-origin"]).toBe(from.origin === origin ? origin : undefined);
    }
  });
});
