import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../helpers/app.ts";
import { sendRaw } from "../helpers/raw.ts";
import { type RequestVariants, startRequestVariants } from "../helpers/request-variants.ts";
import { collectRoutes } from "../helpers/routes.ts";

const app = useApp();
let trials: RequestVariants;
beforeAll(async () => {
  trials = await startRequestVariants(app);
});
afterAll(async () => {
  trials.database.close();
});

test("every operation says the caller's id, whatever it answers", async () => {
  const silent: string[] = [];
  for (const operation of trials.operations) {
    for (const headers of [{}, { authorization: "Bearer wrong" }]) {
      const changed = { what: "as it is", headers: { ...headers, "x-request-id": "the.callers-own_1" } };
      const answer = await trials.send(operation, changed);
      if (answer.headers.get("x-request-id") !== "the.callers-own_1")
        silent.push(`${operation.name}: ${answer.status}`);
    }
  }
  expect(trials.operations.length).toBeGreaterThan(30);
  expect(silent).toEqual([]);
});

test("so does every route outside the dialects", async () => {
  const paths = (await collectRoutes()).map(({ method, url }) => ({ method, url }));
  const outside = paths.filter(({ url }) => !/^\/(?:registry\/v1|api|v1|v2)\//.test(url));
  expect(outside.map(({ url }) => url)).toEqual(expect.arrayContaining(["/healthz", "/readyz", "/metrics"]));
  for (const { method, url } of outside) {
    const { headers } = await sendRaw(app.url, { method, path: url.replace("*", "index.css") });
    expect([url, headers.get("x-request-id")]).toEqual([url, expect.stringMatching(/^[\w.-]{1,64}$/)]);
  }
});

test.each(["/nowhere", "/v2/nowhere", "/v1/%zz", `/api/${"x".repeat(15_000)}`])(
  "so does what is at no route: %.20s",
  async (path) => {
    const answer = await sendRaw(app.url, { method: "GET", path, headers: { "x-request-id": "mine" } });
    expect([answer.status >= 400, answer.headers.get("x-request-id")]).toEqual([true, "mine"]);
  },
);

test.each(["GARBAGE\r\n\r\n", `GET /v2/x HTTP/1.1\r\nlong: ${"x".repeat(20_000)}\r\n\r\n`])(
  "what is no request is answered with an id, which is in the log: %.12s",
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
  "an id that is not a plain one, or is a key, is replaced: %.10s",
  async (given) => {
    const { headers } = await app.ask("GET /healthz", { headers: { "x-request-id": given } });
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  },
);
