import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../helpers/ask.ts";
import { assignLookedUpNumbers } from "../helpers/looked-up-numbers.ts";
import { type RawRequest, sendRaw } from "../helpers/raw.ts";
import { useTestContext } from "../helpers/test-context.ts";
import { expiredToken, signToken } from "../helpers/tokens.ts";
import { until } from "../helpers/until.ts";
import { RawConnection } from "../helpers/wire.ts";
import { created } from "../helpers/world.ts";
import { lookupUrl, threadCount } from "./threads.ts";

const context = useTestContext("sqlite", {
  // The threads read the clock of the system.
  now: Date.now,
  settings: { WHOSELINE_LOOKUP_PORT: "0", WHOSELINE_LOOKUP_THREADS: "1" },
});
const inbound = "/registry/v1/routes/inbound";
const outbound = "/registry/v1/routes/outbound";

const lookUp = (line = context.acme.twilio) =>
  `${inbound}?provider=${line.provider}&to=${encodeURIComponent(line.line)}`;
const callFrom = (userId = context.acme.member.id, name = "user") =>
  `${outbound}?provider=twilio&${name}=${userId}`;

const callTo = (to = "%2B16045550100", more = "") =>
  `${outbound}?user=${context.acme.member.id}&to=${to}${more}`;

async function makeRouterKey(): Promise<string> {
  return (await created(context.app.ask, "/registry/v1/router-keys", { name: "router" })).key;
}

/** What both ports must have in common. */
function comparable({ status, text, headers }: Answer, request: RawRequest) {
  const { date: _, ...others } = Object.fromEntries(headers);
  const sentId = request.headers?.["x-request-id"];
  if (others["x-request-id"] !== sentId) others["x-request-id"] = "new";
  return { status, text, headers: others };
}

async function askBoth(request: RawRequest) {
  const main = comparable(await sendRaw(context.app.url, request), request);
  const plane = comparable(await sendRaw(lookupUrl(context.app), request), request);
  return { main, plane };
}

async function expectEqual(request: RawRequest) {
  const { main, plane } = await askBoth(request);
  expect(plane).toEqual(main);
  return plane;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const jsonBody = (value: unknown, key: string): RawRequest => ({
  method: "POST",
  path: inbound,
  headers: { ...bearer(key), "content-type": "application/json" },
  body: JSON.stringify(value),
});

describe("the lookup port", () => {
  test("answers a lookup from memory, in its own thread", async () => {
    await assignLookedUpNumbers(context);
    const key = await makeRouterKey();
    const ask = (path: string) =>
      sendRaw(lookupUrl(context.app), { method: "GET", path, headers: bearer(key) });
    const atFirst = threadCount(context.app);
    // The thread loads the numbering plans with the first call of a number.
    await until("a call is answered in the thread", async () => {
      const { memory } = threadCount(context.app);
      await ask(callTo());
      return threadCount(context.app).memory > memory;
    });
    const before = threadCount(context.app);
    for (const path of [
      lookUp(),
      callFrom(),
      callFrom(context.acme.member.id, "userId"),
      lookUp(context.acme.ippanel),
      callTo("%2b493012345678", "&policy=default&provider=twilio"),
    ])
      expect(await ask(path)).toMatchObject({ status: 200, json: { source: "memory" } });
    const after = threadCount(context.app);
    expect(after.memory - before.memory).toBe(5);
    expect(after.main - before.main).toBe(0);
    expect(after.misses - atFirst.misses).toBe(1);
  });

  test("answers every query and caller byte for byte like the main port", async () => {
    await assignLookedUpNumbers(context);
    const { acme } = context;
    const keys = [
      await makeRouterKey(),
      acme.admin.key,
      acme.member.key,
      await signToken(acme.admin.id, { exp: Date.now() / 1000 + 600 }),
      await expiredToken(acme.admin.id),
      `${acme.admin.key}x`,
      "",
    ];
    const value = fc.oneof(
      fc.constantFrom("twilio", "ippanel", "nobody", "true", "", "+", "%2B", "%00", "%C3%A9", "1;fresh=true"),
      fc.constantFrom("default", "sameCountry", "%2B16045550100", "%2B98BANK"),
      fc.constantFrom(...[acme.twilio, acme.ippanel].map(({ line }) => encodeURIComponent(line))),
      fc.constantFrom(acme.member.id, acme.member.id.toUpperCase(), acme.twilio.line, "%2b1416555"),
    );
    const field = fc.tuple(
      fc.constantFrom("provider", "to", "user", "userId", "policy", "organization", "fresh", "__proto__"),
      value,
    );
    const odd = fc.array(field, { maxLength: 3 }).map((fields) => fields.map((it) => it.join("=")).join("&"));
    const sound = fc.constantFrom(
      lookUp(),
      lookUp(acme.sinch),
      lookUp(acme.ippanel),
      callFrom(),
      callFrom(acme.other.id),
      callFrom(acme.member.id, "userId"),
      callTo(),
      callTo("%2B493012345678", "&policy=default"),
    );
    const path = fc.oneof(
      sound,
      fc.tuple(sound, field).map(([asked, more]) => `${asked}&${more.join("=")}`),
      odd.map((query) => `${inbound}?${query}`),
      odd.map((query) => `${outbound}?${query}`),
    );
    const method = fc.constantFrom("GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST");
    const headers = fc.constantFrom<Record<string, string>>(
      {},
      {},
      { "x-request-id": "call-7" },
      { "x-request-id": "wl_not-an-id" },
      { origin: "https://console.example" },
      { connection: "close" },
      { "content-length": "0" },
      { "idempotency-key": "a key" },
      { "if-none-match": '"1"' },
      { accept: "text/html" },
    );
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom(...keys), method, headers, async (path, key, method, more) => {
        const authorization = key === "" ? {} : bearer(key);
        await expectEqual({ method, path, headers: { ...authorization, ...more } });
      }),
      { numRuns: 600 },
    );
  });

  test("answers every body of a batch like the main port", async () => {
    await assignLookedUpNumbers(context);
    const { acme } = context;
    const key = await makeRouterKey();
    const lines = [acme.twilio, acme.ippanel, acme.sinch].map(({ provider, line }) => ({
      provider,
      to: line,
    }));
    const line = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...lines) },
      fc.constantFrom<unknown>(
        { provider: "twilio", to: "14165550102" },
        { provider: "twilio" },
        { provider: "twilio", to: "+14165550102", extra: 1 },
        { provider: "twilio", to: 1 },
        null,
        [],
      ),
    );
    const body = fc.oneof(
      { weight: 6, arbitrary: fc.array(line, { maxLength: 4 }).map((lines) => ({ lines })) },
      fc.constantFrom<unknown>(
        {},
        [],
        "text",
        { lines },
        { lines, fresh: true },
        { lines: "x" },
        { lines, x: 1 },
      ),
    );
    const callers = fc.constantFrom(key, acme.admin.key, acme.member.key, `${key}x`);
    await fc.assert(
      fc.asyncProperty(body, callers, async (value, caller) => {
        const { main, plane } = await askBoth(jsonBody(value, caller));
        // `fresh` measures the age of nothing.
        expect(plane).toEqual(main);
      }),
      { numRuns: 200 },
    );
  });

  const raw = (
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): ((key: string) => RawRequest) => {
    return (key) => ({
      method: "POST",
      path: inbound,
      headers: { ...bearer(key), "content-type": "application/json", ...headers },
      body,
    });
  };
  const one = '{"lines":[{"provider":"twilio","to":"+14165550102"}]}';
  test.each([
    ["a body that is not JSON", raw("{")],
    ["an empty body", raw("")],
    ["a duplicate key", raw('{"lines":[],"lines":[{"provider":"twilio","to":"+14165550102"}]}')],
    [
      "a duplicate key in a line",
      raw('{"lines":[{"provider":"sinch","provider":"twilio","to":"+14165550102"}]}'),
    ],
    ["an escape", raw('{"lines":[{"provider":"twilio","to":"\\u002b14165550102"}]}')],
    ["white space", raw(` { "lines" : [ { "to" : "+14165550102", "provider" : "twilio" } ] } `)],
    ["bytes that are not UTF-8", raw(Buffer.from([0x7b, 0xff, 0x7d]))],
    ["another content type", raw(one, { "content-type": "text/plain" })],
    ["a content type with parameters", raw(one, { "content-type": "application/json; charset=utf-8" })],
    ["a JSON content type with a suffix", raw(one, { "content-type": "application/problem+json" })],
    ["no content type", raw(one, { "content-type": "" })],
    ["a content coding", raw(one, { "content-encoding": "gzip" })],
    ["a body in chunks", raw(one, { "transfer-encoding": "chunked" })],
    ["a body that is too large", raw(`${one}${" ".repeat(70_000)}`)],
    [
      "a body in chunks that is too large",
      raw(`${one}${" ".repeat(70_000)}`, { "transfer-encoding": "chunked" }),
    ],
    ["more than 1000 lines", raw(`{"lines":[${Array(1001).fill("{}").join(",")}]}`)],
    ["JSON that is nested too deep", raw(`${"[".repeat(40)}${"]".repeat(40)}`)],
    ["an idempotency key", raw(one, { "idempotency-key": "a" })],
  ])("answers %s like the main port", async (_, request) => {
    const key = await makeRouterKey();
    await expectEqual(request(key));
    await expectEqual(request(`${key}x`));
  });

  test("answers its health like the main port", async () => {
    for (const path of ["/healthz", "/readyz", "/healthz?x=1"])
      for (const method of ["GET", "HEAD", "POST"]) await expectEqual({ method, path });
  });

  test.each([
    "/registry/v1/routes/inbound",
    "/registry/v1/routes/outbound/",
    "/registry/v1/routes/other",
    "/registry/v1/routes/inbou%6ed",
  ])("answers the path %s like the main port", async (path) => {
    const headers = bearer(await makeRouterKey());
    for (const method of ["GET", "POST", "PATCH", "OPTIONS"]) await expectEqual({ method, path, headers });
  });

  test.each([
    "/",
    "/metrics",
    "/registry/v1/me",
    "/registry/v1/routes/../me",
    "/registry/v1/routes/%2e%2e/me",
    "/registry/v1/openapi.json",
    "/api/v1/users",
  ])("has no route %s", async (path) => {
    const headers = bearer(context.acme.admin.key);
    const answer = await sendRaw(lookupUrl(context.app), { method: "GET", path, headers });
    expect(answer).toMatchObject({ status: 404, json: { code: "route_not_found" } });
  });

  const lookUpHead = (...lines: readonly string[]) =>
    [`GET ${inbound}?provider=twilio&to=%2B14165550101 HTTP/1.1`, ...lines, "", ""].join("\r\n");
  test.each([
    ["no Host header", lookUpHead("authorization: Bearer x")],
    ["two Host headers", lookUpHead("host: x", "host: y")],
    ["two credentials", lookUpHead("host: x", "authorization: Bearer x", "authorization: Bearer y")],
    ["two request ids", lookUpHead("host: x", "x-request-id: a", "x-request-id: b")],
    ["an unknown transfer coding", lookUpHead("host: x", "transfer-encoding: gzip, chunked")],
    [
      "too many headers",
      lookUpHead("host: x", ...Array.from({ length: 110 }, (_, index) => `x-${index}: 1`)),
    ],
    ["headers that are too large", lookUpHead("host: x", `x-large: ${"a".repeat(20_000)}`)],
    ["a malformed header", lookUpHead("host: x", "no colon")],
    ["HTTP/1.0", lookUpHead("host: x").replace("HTTP/1.1", "HTTP/1.0")],
    ["an expectation that is unknown", lookUpHead("host: x", "expect: nothing")],
    ["an upgrade", lookUpHead("host: x", "connection: upgrade", "upgrade: websocket")],
    ["a space in the path", lookUpHead("host: x").replace("provider=", "pro vider=")],
  ])("answers a request with %s like the main port", async (_, bytes) => {
    const answers = [context.app.url, lookupUrl(context.app)].map(async (url) => {
      const connection = new RawConnection(url);
      connection.send(bytes);
      await until("the answer is complete", () => isComplete(connection.text) || connection.isClosed);
      connection.socket.destroy();
      return connection.text
        .replace(/^date: .*$/im, "")
        .replace(/^x-request-id: [\w-]{36}\r$/im, "x-request-id: new\r");
    });
    const [main, plane] = await Promise.all(answers);
    expect(sortedHead(plane)).toEqual(sortedHead(main));
  });
});

/** Whether a response has the length that it states. */
function isComplete(text: string): boolean {
  const [head = "", ...body] = text.split("\r\n\r\n");
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return length !== undefined && Buffer.byteLength(body.join("\r\n\r\n")) >= Number(length);
}

/** The order and the case of header names have no meaning. */
function sortedHead(text = "") {
  const [head = "", body] = text.split("\r\n\r\n");
  const [status, ...lines] = head.split("\r\n");
  const headers = lines.filter(Boolean).map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()));
  return { status, headers: headers.toSorted(), body };
}
