import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../helpers/app.ts";
import { sendRaw } from "../helpers/raw.ts";
import { type RequestVariants, startRequestVariants } from "../helpers/request-variants.ts";
import { collectRoutes } from "../helpers/routes.ts";

const app = useApp();
let variants: RequestVariants;
beforeAll(async () => {
  variants = await startRequestVariants(app);
});
afterAll(async () => {
  variants.database.close();
});

test("every response of every operation has the caller's X-Request-Id", async () => {
  const missing: string[] = [];
  for (const operation of variants.operations) {
    for (const headers of [{}, { authorization: "Bearer wrong" }]) {
      const changed = { what: "as it is", headers: { ...headers, "x-request-id": "the.callers-own_1" } };
      const answer = await variants.send(operation, changed);
      if (answer.headers.get("x-request-id") !== "the.callers-own_1")
        missing.push(`${operation.name}: ${answer.status}`);
    }
  }
  expect(variants.operations.length).toBeGreaterThan(30);
  expect(missing).toEqual([]);
});

test("every route outside the dialects has one", async () => {
  const paths = (await collectRoutes()).map(({ method, url }) => ({ method, url }));
  const outside = paths.filter(({ url }) => !/^\/(?:registry\/v1|api|v1|v2)\//.test(url));
  expect(outside.map(({ url }) => url)).toEqual(expect.arrayContaining(["/healthz", "/readyz", "/metrics"]));
  for (const { method, url } of outside) {
    const { headers } = await sendRaw(app.url, { method, path: url.replace("*", "index.css") });
    expect([url, headers.get("x-request-id")]).toEqual([url, expect.stringMatching(/^[\w.-]{1,64}$/)]);
  }
});

test.each(["/nowhere", "/v2/nowhere", "/v1/%zz", `/api/${"x".repeat(15_000)}`])(
  "a path without a route has one: %.20s",
  async (path) => {
    const answer = await sendRaw(app.url, { method: "GET", path, headers: { "x-request-id": "mine" } });
    expect([answer.status >= 400, answer.headers.get("x-request-id")]).toEqual([true, "mine"]);
  },
);

test.each(["GARBAGE\r\n\r\n", `GET /v2/x HTTP/1.1\r\nlong: ${"x".repeat(20_000)}\r\n\r\n`])(
  "an unparsable request gets one, which is in the log: %.12s",
  async (bytes) => {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(bytes);
    const id = /\r\nx-request-id: (\S+)\r\n/.exec(await text(socket))?.[1];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(app.logged.join("")).toContain(`"reqId":"${id}"`);
  },
);

test.each(["two words", "", "x".repeat(65), "a/b", `wl_${"Q7".repeat(25)}`])(
  "replaces an id that is unsafe to log: %.10s",
  async (id) => {
    const { headers } = await app.ask("GET /healthz", { headers: { "x-request-id": id } });
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  },
);
