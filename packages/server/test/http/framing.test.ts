import { request as httpRequest } from "node:http";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/index.ts";
import type { DialectName } from "../../src/model.ts";
import { superadminKey, useApp } from "../helpers/app.ts";
import { errorResponseViolations } from "../helpers/error-responses.ts";
import { sendRaw } from "../helpers/raw.ts";
import { RawConnection } from "../helpers/wire.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const app = useApp();
let acme: Organization;
beforeAll(async () => {
  acme = await makeOrganization(app.ask, "acme", "1");
  await app.installation.routeIndexSync.built;
});
let connections: RawConnection[] = [];
afterEach(() => {
  for (const { socket } of connections) socket.destroy();
  connections = [];
});

/** Sends the lines as they are, and returns the last response. */
async function send(...lines: string[]) {
  const connection = new RawConnection(app.url);
  connections.push(connection);
  connection.send([...lines, "", ""].join("\r\n"));
  await connection.sees("\r\n\r\n");
  await connection.sees("}");
  return { status: connection.statuses.at(-1) ?? 0, connection, ...connection.answer };
}

const statuses: Record<DialectName, number> = { native: 400, tether: 400, telnyx: 400, ippanel: 422 };
const reads: Record<DialectName, string> = {
  native: "/registry/v1/organizations",
  tether: "/api/organizations/5f7b1c2e8a1d4e0012c3b4a6/phone-numbers",
  telnyx: "/v2/organizations/users",
  ippanel: "/v1/api/number/numbers",
};
const credential = `authorization: Bearer ${superadminKey}`;

describe.each(dialects)("$name rejects", ({ name }) => {
  const head = `GET ${reads[name]} HTTP/1.1`;
  test.each([
    ["no Host", [credential]],
    ["two Hosts", ["host: a", "Host: a", credential]],
    ["a Host with a list", ["host: a, b", credential]],
    ["a Host with a path", ["host: a/b", credential]],
    ["two Authorizations", ["host: a", credential, credential]],
    ["two Content-Types", ["host: a", credential, "content-type: text/plain", "content-type: text/plain"]],
    ["two Idempotency-Keys", ["host: a", credential, "idempotency-key: 1", "Idempotency-Key: 1"]],
  ])("%s", async (_, lines) => {
    const answer = await send(head, ...lines);
    expect([answer.status, errorResponseViolations(name, answer)]).toEqual([statuses[name], []]);
  });

  test.each(["gzip, chunked", "foo, chunked", "gzip", "foo"])("the transfer coding %s", async (coding) => {
    const answer = await send(
      `POST ${reads[name]} HTTP/1.1`,
      "host: a",
      credential,
      `transfer-encoding: ${coding}`,
    );
    const status = name === "native" ? 501 : statuses[name];
    expect([answer.status, errorResponseViolations(name, answer)]).toEqual([status, []]);
    await answer.connection.closed();
  });
});

test("a coding after chunked is a 400, because the body has no end", async () => {
  const answer = await send(
    "POST /registry/v1/organizations HTTP/1.1",
    "host: a",
    credential,
    "transfer-encoding: chunked, gzip",
  );
  expect([answer.status, answer.json.code]).toEqual([400, "invalid_request"]);
});

test.each(["a", "a:80", "127.0.0.1:2212", "[::1]:2212", "whoseline.example.", "a_b", ""])(
  "accepts the Host %j",
  async (host) => {
    expect((await send("GET /registry/v1/organizations HTTP/1.1", `host: ${host}`, credential)).status).toBe(
      200,
    );
  },
);

test("requires no Host of HTTP/1.0", async () => {
  expect((await send("GET /registry/v1/organizations HTTP/1.0", credential)).status).toBe(200);
  const two = await send("GET /registry/v1/organizations HTTP/1.0", "host: a", "host: b", credential);
  expect([two.status, two.json.code]).toEqual([400, "invalid_host"]);
});

test("applies the rules to lookups from memory", async () => {
  const lookup = `GET /registry/v1/routes/inbound?provider=twilio&to=%2B${acme.twilio.line.slice(1)} HTTP/1.1`;
  const key = `authorization: Bearer ${acme.admin.key}`;
  for (let time = 0; time < 3; time++) expect((await send(lookup, "host: a", key)).status).toBe(200);
  for (const [code, ...lines] of [
    ["invalid_host", key],
    ["invalid_host", "host: a", "host: b", key],
    ["duplicate_header", "host: a", key, key],
  ]) {
    const answer = await send(lookup, ...lines);
    expect([lines, answer.status, answer.json.code]).toEqual([lines, 400, code]);
  }
});

describe("Content-Encoding", () => {
  const bodies: Partial<Record<DialectName, string>> = {
    native: "/registry/v1/organizations",
    tether: "/api/organizations/5f7b1c2e8a1d4e0012c3b4a6/phone-numbers",
  };
  test.each(Object.entries(bodies))("of a body is rejected by %s", async (name, path) => {
    for (const coding of ["gzip", "br", "x", "gzip, gzip", "identity, gzip"]) {
      const headers = { authorization: `Bearer ${superadminKey}`, "content-encoding": coding };
      const answer = await sendRaw(app.url, { method: "POST", path, headers, body: "{}" });
      expect([coding, answer.status]).toEqual([coding, name === "native" ? 415 : 400]);
      expect(answer.headers.get("accept-encoding")).toBe("identity");
      expect(errorResponseViolations(name as DialectName, answer)).toEqual([]);
    }
  });

  test("identity and the header without a body are accepted", async () => {
    const headers = {
      authorization: `Bearer ${superadminKey}`,
      "content-encoding": "identity",
      "content-type": "application/json",
    };
    const path = "/registry/v1/organizations";
    expect((await sendRaw(app.url, { method: "POST", path, headers, body: "{}" })).status).toBe(422);
    const get = { ...headers, "content-encoding": "gzip" };
    expect((await sendRaw(app.url, { method: "GET", path, headers: get })).status).toBe(200);
  });

  test("does not tell callers without a credential", async () => {
    const headers = { "content-encoding": "gzip" };
    const answer = await sendRaw(app.url, { method: "POST", path: bodies.native ?? "", headers, body: "{}" });
    expect(answer.status).toBe(401);
  });
});

describe("methods of a native path", () => {
  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    sendRaw(app.url, { method, path: `/registry/v1${path}`, headers });
  const paths: [string, string][] = [
    ["/organizations", "GET, HEAD, OPTIONS, POST"],
    ["/organizations/x", "DELETE, GET, HEAD, OPTIONS, PATCH"],
    ["/organizations/x/users/y", "DELETE, GET, HEAD, OPTIONS, PATCH"],
    ["/organizations/x/numbers/+14165550102/holders/y?a=b", "DELETE, OPTIONS, PUT"],
    ["/organizations/x/events/stream", "GET, HEAD, OPTIONS"],
    ["/routes/inbound", "GET, HEAD, OPTIONS, POST"],
  ];

  test.each(paths)("without a route at %s are a 405 with Allow", async (path, allow) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY"]) {
      if (allow.split(", ").includes(method)) continue;
      const answer = await ask(method, path);
      expect([method, answer.status, answer.json?.code]).toEqual([method, 405, "method_not_allowed"]);
      expect(answer.headers.get("allow")).toBe(allow);
      expect(errorResponseViolations("native", answer)).toEqual([]);
    }
  });

  test.each(paths)("are in the answer to OPTIONS at %s", async (path, allow) => {
    const answer = await ask("OPTIONS", path);
    expect([answer.status, answer.text, answer.headers.get("allow")]).toEqual([204, "", allow]);
  });

  test("are not reported for an unknown path, nor by the vendors' dialects", async () => {
    for (const method of ["OPTIONS", "PUT"]) {
      expect((await ask(method, "/nowhere")).status).toBe(404);
      for (const { name, prefix } of dialects)
        if (prefix !== "/registry/v1") {
          const answer = await sendRaw(app.url, { method, path: reads[name] });
          expect([name, answer.status, answer.headers.get("allow")]).toEqual([name, 404, null]);
        }
    }
  });
});

describe("HEAD", () => {
  /** A client that shows the headers as they are. */
  const ask = (method: string, path: string, more: Record<string, string> = {}) =>
    new Promise<object>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const headers = { authorization: `Bearer ${acme.admin.key}`, ...more };
      const sent = httpRequest({ hostname, port, path, method, headers }, (response) => {
        const { date: _, "x-request-id": __, ...others } = response.headers;
        resolve({ status: response.statusCode, ...others });
        response.destroy();
      });
      sent.on("error", reject).end();
    });

  test("has the status and the headers of GET", async () => {
    const base = `/registry/v1/organizations/${acme.id}`;
    const lookup = `/registry/v1/routes/inbound?provider=twilio&to=%2B${acme.twilio.line.slice(1)}`;
    const paths = [
      ...["", "/users", "/events", `/users/${acme.member.id}`, "/users/x"].map((path) => base + path),
      ...[lookup, "/registry/v1/organizations", "/registry/v1/nowhere", "/v1/api/number/numbers"],
      ...["/v2/organizations/users", "/healthz"],
    ];
    for (const path of paths)
      for (const more of [{}, { "if-none-match": "*" }] as Record<string, string>[])
        expect([path, await ask("HEAD", path, more)]).toEqual([path, await ask("GET", path, more)]);
  });

  test("of an event stream has its headers and ends", async () => {
    const path = `/registry/v1/organizations/${acme.id}/events/stream`;
    const head = await ask("HEAD", path);
    expect(head).toMatchObject({ status: 200, "content-type": "text/event-stream; charset=utf-8" });
    expect(head).not.toHaveProperty("content-length");
    expect(await ask("HEAD", `${path}?after=99999`)).toMatchObject({ status: 409 });
  });
});

test("links have the address of the server and never the Host of the request", async () => {
  const headers = { authorization: `Bearer ${acme.admin.key}`, host: "evil.example" };
  const path = "/v1/api/number/numbers?page=1&per_page=1";
  const answer = await sendRaw(app.url, { method: "GET", path, headers });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain(app.url);
  expect(answer.text).not.toContain("evil.example");
});
