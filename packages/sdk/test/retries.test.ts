import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type ClientOptions, type Retry, Whoseline, WhoselineError } from "../src/index.ts";
import { TestClock } from "./helpers/client.ts";
import { json, problem, type Step, script } from "./helpers/script.ts";

const baseUrl = "https://numbers.example.com";
const apiKey = "wl_secret-of-this-test";
const group = {
  id: "01a1fb6252c4d1a2b3c4d5e6",
  serial: 1,
  name: "Sales",
  createdAt: "2026-03-03T14:00:00.000Z",
};
const created = json(201, group);
const network = new TypeError("fetch failed");

function connect(steps: readonly Step[], options: Partial<ClientOptions> = {}) {
  const clock = new TestClock();
  const { fetch, sent } = script(...steps);
  const client = new Whoseline({ baseUrl, apiKey, organization: "acme", fetch, clock, ...options });
  return { client, sent, clock };
}

const fail = (promise: PromiseLike<unknown>): Promise<WhoselineError> =>
  Promise.resolve(promise).then(
    () => {
      throw new Error("the call succeeded");
    },
    (error: unknown) => error as WhoselineError,
  );

describe("retries", () => {
  test.each<[string, Step]>([
    ["a network error", network],
    ["408", problem(408, "request_timeout")],
    ["429", problem(429, "too_many_requests")],
    ["500", problem(500, "internal")],
    ["503", problem(503, "storage_unavailable")],
    ["502 with an HTML page", new Response("<h1>Bad gateway</h1>", { status: 502 })],
  ])("repeats a write after %s with the same Idempotency-Key and body", async (_, failure) => {
    const { client, sent } = connect([failure, failure, created]);
    expect(await client.groups.create({ name: "Sales" })).toEqual(group);
    expect(sent.map(({ body }) => body)).toEqual([{ name: "Sales" }, { name: "Sales" }, { name: "Sales" }]);
    const keys = new Set(sent.map(({ headers }) => headers.get("idempotency-key")));
    expect([...keys]).toEqual([expect.stringMatching(/^sdk-[0-9a-f]{32}$/)]);
  });

  test.each([400, 401, 403, 404, 405, 409, 410, 412, 413, 422])("never repeats after %i", async (status) => {
    const { client, sent } = connect([problem(status, "some_code", { "retry-after": "1" })]);
    const error = await fail(client.groups.create({ name: "Sales" }));
    expect(error).toMatchObject({ status, code: "some_code", attempts: 1 });
    expect(sent.length).toBe(1);
  });

  test("waits up to 0.5 s before the first retry, and up to the double before each further one, at most 8 s", async () => {
    const { client, clock } = connect([network], { maxRetries: 7, totalTimeoutMs: Number.POSITIVE_INFINITY });
    await fail(client.me());
    expect(clock.delays).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  test("takes any delay from 0 on (full jitter)", async () => {
    const clock = new TestClock();
    clock.jitter = 0;
    const { client } = connect([network, created], { clock });
    await client.groups.create({ name: "Sales" });
    expect(clock.delays).toEqual([0]);
  });

  test.each([
    ["seconds", "7"],
    ["a date", "Tue, 03 Mar 2026 14:00:07 GMT"],
  ])("waits at least as long as Retry-After asks for, in %s", async (_, value) => {
    const clock = new TestClock();
    clock.jitter = 0;
    const { client } = connect([problem(429, "too_many_requests", { "retry-after": value }), created], {
      clock,
    });
    await client.groups.create({ name: "Sales" });
    expect(clock.delays).toEqual([7000]);
  });

  test("fails at once when the delay that the server asks for exceeds the total time limit", async () => {
    const limited = problem(429, "too_many_requests", { "retry-after": "3600" });
    const { client, sent, clock } = connect([limited]);
    const error = await fail(client.me());
    expect(error).toMatchObject({ code: "too_many_requests", retryAfterMs: 3_600_000 });
    expect(sent.length).toBe(1);
    expect(clock.delays).toEqual([]);
  });

  test("stops after 5 retries, and reports each", async () => {
    const retries: Retry[] = [];
    const { client, sent } = connect([network], { onRetry: (retry) => retries.push(retry) });
    const error = await fail(client.groups.create({ name: "Sales" }));
    expect(sent.length).toBe(6);
    expect(error).toMatchObject({
      code: "connection_failed",
      attempts: 6,
      operation: "createGroup",
      cause: network,
    });
    expect(error.idempotencyKey).toBe(sent[0]?.headers.get("idempotency-key"));
    expect(retries.map(({ retry, operation }) => [retry, operation])).toEqual(
      [1, 2, 3, 4, 5].map((retry) => [retry, "createGroup"]),
    );
  });

  test("asks the function for the key before each attempt", async () => {
    const keys = ["wl_first", "wl_second"];
    const { client, sent } = connect([network, created], { apiKey: async () => keys.shift() ?? "" });
    await client.groups.create({ name: "Sales" });
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer wl_first",
      "Bearer wl_second",
    ]);
  });

  test("does not send without the key when its function fails", async () => {
    const cause = new Error("the vault is sealed");
    const { client, sent } = connect([created], { apiKey: () => Promise.reject(cause) });
    expect(await fail(client.me())).toMatchObject({ code: "credential_unavailable", cause });
    expect(sent).toEqual([]);
  });

  test("sends no Idempotency-Key with a read, and the caller's with a write", async () => {
    const { client, sent } = connect([created]);
    await client.me();
    await client.groups.create({ name: "Sales" }, { idempotencyKey: "order-7" });
    expect(sent.map(({ headers }) => headers.get("idempotency-key"))).toEqual([null, "order-7"]);
  });
});

describe("time limits and signals", () => {
  const hanging = ({ signal }: RequestInit): Promise<Response> =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const endlessBody = async ({ signal }: RequestInit): Promise<Response> =>
    new Response(
      new ReadableStream({
        start(controller) {
          signal?.addEventListener("abort", () => controller.error(signal.reason));
        },
      }),
    );

  test.each<[string, Step]>([
    ["no response", hanging],
    ["a body without an end", endlessBody],
  ])("repeats an attempt that reaches its time limit: %s", async (_, step) => {
    const { client, sent } = connect([step, created]);
    expect(await client.groups.create({ name: "Sales" }, { attemptTimeoutMs: 5 })).toEqual(group);
    expect(sent.length).toBe(2);
  });

  test("an attempt ends with the total time limit", async () => {
    const { client } = connect([hanging]);
    const error = await fail(client.me({}, { totalTimeoutMs: 5, attemptTimeoutMs: 60_000 }));
    expect(error).toMatchObject({ code: "timeout", status: undefined });
  });

  test("the delays count for the total time limit", async () => {
    const { client, sent } = connect([network]);
    await fail(client.me({}, { totalTimeoutMs: 4000 }));
    expect(sent.length).toBe(4);
  });

  test("bounds functions of the caller that ignore the signal", async () => {
    const never = () => new Promise<never>(() => {});
    for (const { client } of [connect([never]), connect([created], { apiKey: never })]) {
      expect(await fail(client.me({}, { attemptTimeoutMs: 5, maxRetries: 0 }))).toMatchObject({
        code: "timeout",
      });
      const controller = new AbortController();
      const call = client.me({}, { signal: controller.signal });
      controller.abort("gone");
      expect(await fail(call)).toBe("gone");
    }
  });

  test("an infinite time limit never ends an attempt", async () => {
    const later: Step = () =>
      new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(created.clone()))));
    const { client, sent } = connect([later]);
    const limits = { attemptTimeoutMs: Number.POSITIVE_INFINITY, totalTimeoutMs: Number.POSITIVE_INFINITY };
    expect(await client.groups.create({ name: "Sales" }, limits)).toEqual(group);
    expect(sent.length).toBe(1);
  });

  test("rejects with the reason of the signal, during an attempt and during a delay", async () => {
    const reason = new Error("the user left");
    for (const when of ["attempt", "delay"]) {
      const controller = new AbortController();
      const step = when === "attempt" ? hanging : network;
      const onRetry = () => controller.abort(reason);
      const { client, sent } = connect([step], { onRetry });
      const call = client.me({}, { signal: controller.signal });
      if (when === "attempt") controller.abort(reason);
      expect(await fail(call)).toBe(reason);
      expect(sent.length).toBeLessThan(2);
    }
  });

  test("sends nothing when the signal is aborted already", async () => {
    const { client, sent } = connect([created]);
    expect(await fail(client.me({}, { signal: AbortSignal.abort("gone") }))).toBe("gone");
    expect(sent).toEqual([]);
  });

  test("removes its listeners from the signal", async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    signal.addEventListener = (_: string, listener: unknown) => void listeners.add(listener);
    signal.removeEventListener = (_: string, listener: unknown) => void listeners.delete(listener);
    const { client } = connect([network, created]);
    await client.groups.create({ name: "Sales" }, { signal });
    expect(listeners).toEqual(new Set());
  });
});

describe("errors", () => {
  test("have code, status, request id and problem", async () => {
    const { client } = connect([problem(404, "number_not_found")]);
    const error = await fail(client.numbers.get({ number: "+14165550102" }));
    expect(error).toBeInstanceOf(WhoselineError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "WhoselineError",
      message: "getNumber: It is number_not_found. (number_not_found)",
      code: "number_not_found",
      status: 404,
      requestId: "req-7",
      problem: { code: "number_not_found", status: 404 },
    });
  });

  test("list the invalid fields in the message", async () => {
    const errors = [{ pointer: "#/name", detail: "name must be text." }];
    const { client } = connect([
      json(422, { type: "", title: "", status: 422, detail: "Invalid.", code: "validation_failed", errors }),
    ]);
    const { message } = await fail(client.groups.create({ name: "" }));
    expect(message).toBe("createGroup: Invalid. (validation_failed)\n  #/name: name must be text.");
  });

  test("of another copy of the package are instances too", () => {
    const other = Object.defineProperty(new Error("other"), Symbol.for("@whoseline/sdk/error"), {
      value: true,
    });
    expect(other).toBeInstanceOf(WhoselineError);
    expect(new Error("none")).not.toBeInstanceOf(WhoselineError);
  });

  test("contain no key, and neither does the client", async () => {
    const { client } = connect([network], { headers: { "x-token": "header-of-this-test" } });
    const error = await fail(client.groups.create({ name: "Sales" }));
    for (const value of [error, client, client.groups, client.numbers.list()])
      expect(inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value)).not.toMatch(
        /of-this-test/,
      );
  });

  test.each([
    ["a key with a line break in it", { apiKey: "wl_secret\nof-this-test" }],
    ["a header that is invalid", { headers: { "x-token": "of-this-test\n" + "x" } }],
  ])("name no value: %s", async (_, options) => {
    const { client, sent } = connect([created], options);
    const error = await fail(client.me());
    expect(error).toMatchObject({ code: "invalid_argument" });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/of-this-test/);
    expect(sent).toEqual([]);
  });

  test("a line break around the key, as in a file, is ignored", async () => {
    const { client, sent } = connect([created], { apiKey: "wl_key\n" });
    await client.me();
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer wl_key");
  });

  test("a response that is not JSON is unexpected", async () => {
    const { client } = connect([new Response("<h1>Welcome</h1>")]);
    expect(await fail(client.me())).toMatchObject({ code: "unexpected_response", status: 200 });
  });

  test("a redirect is not followed", async () => {
    const requested: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      requested.push(url);
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const { client } = connect([], { baseUrl: `http://127.0.0.1:${port}`, fetch });
    const error = await fail(client.groups.create({ name: "Sales" }));
    server.close();
    expect(error).toMatchObject({ code: "unexpected_response", status: 307 });
    expect(requested).toEqual(["/registry/v1/organizations/acme/groups"]);
  });
});

describe("requests", () => {
  test("fill the path, and send the rest in the query or the body", async () => {
    const { client, sent } = connect([json(200, { items: [], nextCursor: null })]);
    await client.numbers.list({ q: "sales & support", state: "available", provider: undefined });
    await client.assignments.assign({ number: "+14165550102", user: "@ana", label: "Sales desk" });
    await client.assignments.unassign({ number: "+14165550102", user: "@ana", reason: "Moved." });
    await client.users.signOut({ user: "@ana", organization: "rival" });
    const at = `${baseUrl}/registry/v1/organizations/acme`;
    expect(sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["GET", `${at}/numbers?q=sales+%26+support&state=available`, undefined],
      ["PUT", `${at}/numbers/%2B14165550102/holders/%40ana`, { label: "Sales desk" }],
      ["DELETE", `${at}/numbers/%2B14165550102/holders/%40ana?reason=Moved.`, undefined],
      ["POST", `${at.replace("acme", "rival")}/users/%40ana/sign-out`, undefined],
    ]);
  });

  test.each(["", ".", "..", undefined])(
    "refuse %j in a path, which would name another path",
    async (user) => {
      const { client, sent } = connect([created]);
      const error = await fail(client.users.remove({ user: user as string }));
      expect(error).toMatchObject({ code: "invalid_argument" });
      expect(sent).toEqual([]);
    },
  );

  test("need an organization, of the client or of the call", async () => {
    const { client } = connect([created], { organization: undefined });
    const { message } = await fail(client.groups.list());
    expect(message).toContain('set "organization"');
  });

  test.each([
    "https://numbers.example.com",
    "https://numbers.example.com/",
    "https://numbers.example.com/registry/v1",
    "https://numbers.example.com/registry/v1/",
  ])("accept the base URL %s", async (url) => {
    const { client, sent } = connect([created], { baseUrl: url });
    await client.me();
    expect(sent[0]?.url).toBe("https://numbers.example.com/registry/v1/me");
  });

  test("keep the path of a proxy in front of the server", async () => {
    const { client, sent } = connect([created], { baseUrl: "https://example.com/whoseline" });
    await client.me();
    expect(sent[0]?.url).toBe("https://example.com/whoseline/registry/v1/me");
  });

  test.each([
    "numbers.example.com",
    "ftp://numbers.example.com",
    "https://key@numbers.example.com",
    "https://a.example/?x",
  ])("refuse the base URL %s", (url) => {
    expect(() => connect([created], { baseUrl: url })).toThrow(/baseUrl must/);
  });

  test("have the headers of the client and of the call, and a User-Agent", async () => {
    const { client, sent } = connect([created], { headers: { "x-team": "voice" } });
    await client.me({}, { headers: { "x-call": "1" } });
    const headers = sent[0]?.headers;
    expect([headers?.get("x-team"), headers?.get("x-call")]).toEqual(["voice", "1"]);
    expect(headers?.get("user-agent")).toMatch(/^whoseline-sdk\/\d+\.\d+\.\d+$/);
  });

  test("of a client with other options keep the rest", async () => {
    const { client, sent } = connect([created]);
    await client.with({ organization: "rival" }).groups.create({ name: "Sales" });
    expect(sent[0]?.url).toContain("/organizations/rival/");
    expect(sent[0]?.headers.get("authorization")).toBe(`Bearer ${apiKey}`);
  });

  test("of paths without a method can be sent", async () => {
    const { client, sent } = connect([created]);
    await client.request({ method: "GET", path: "/later", query: { a: 1 } });
    await client.request({ method: "POST", path: "/later", body: { a: 1 } });
    expect(sent.map(({ url, body }) => [url, body])).toEqual([
      [`${baseUrl}/registry/v1/later?a=1`, undefined],
      [`${baseUrl}/registry/v1/later`, { a: 1 }],
    ]);
  });
});
