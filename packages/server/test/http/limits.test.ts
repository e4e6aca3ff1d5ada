import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/index.ts";
import type { Limits } from "../../src/http/limits.ts";
import { headersMax } from "../../src/http/limits.ts";
import type { DialectName } from "../../src/model.ts";
import { type RunningApp, startApp, superadminKey } from "../helpers/app.ts";
import { clientErrorViolations, errorResponseViolations } from "../helpers/error-responses.ts";
import { until } from "../helpers/until.ts";
import { RawConnection, requestHead } from "../helpers/wire.ts";

let app: RunningApp;
let wires: RawConnection[] = [];
const start = async (limits: Partial<Limits> = {}) => {
  app = await startApp({ engine: "sqlite", limits: { sweepMs: 20, ...limits } });
};
afterEach(async () => {
  for (const { socket } of wires) socket.destroy();
  wires = [];
  await app.close();
});

function open(): RawConnection {
  const wire = new RawConnection(app.url);
  wires.push(wire);
  return wire;
}

const connections = () =>
  new Promise<number>((resolve) => app.server.server.getConnections((_, count) => resolve(count)));

const id = "5f7b1c2e8a1d4e0012c3b4a6";
/** A request whose body is read for a superadmin; Telnyx and IPPanel reject superadmins before. */
const withBody: Partial<Record<DialectName, string>> = {
  native: "POST /registry/v1/organizations",
  tether: `POST /api/organizations/${id}/phone-numbers`,
};
const bodyHeaders = { authorization: `Bearer ${superadminKey}`, "content-length": "1000" };

describe("a request that does not arrive completely", () => {
  test("is rejected when its headers take too long", async () => {
    await start({ headersMs: 200 });
    const wire = open();
    wire.send("GET /registry/v1/organizations HTTP/1.1\r\nhost: x\r\n");
    await wire.closed();
    expect(wire.statuses).toEqual([400]);
    expect(wire.answer.json.code).toBe("request_timeout");
    expect(errorResponseViolations("native", wire.answer)).toEqual([]);
  });

  test("is not waited for on a connection without a byte", async () => {
    await start({ headersMs: 200 });
    await open().closed();
  });

  /** Opens connections until the server has read the headers of one in time. */
  const sendHeaders = (request: string): Promise<RawConnection> =>
    until("the headers arrive in time", async () => {
      const wire = open();
      wire.send(requestHead(request, { ...bodyHeaders, expect: "100-continue" }));
      await until("the server answers", () => wire.isClosed || wire.statuses.length > 0);
      return wire.statuses[0] === 100 ? wire : undefined;
    });

  test.each(["native", "tether"] as const)("is rejected by %s when its body takes too long", async (name) => {
    await start({ headersMs: 200, requestMs: 400 });
    const wire = await sendHeaders(withBody[name] ?? "");
    wire.send("{");
    await wire.closed();
    expect(wire.statuses).toEqual([100, 400]);
    expect(wire.answer.text).toContain("did not arrive completely in time");
    expect(errorResponseViolations(name, wire.answer)).toEqual([]);
  });

  test("is answered once when it is rejected before its body arrives", async () => {
    await start({ headersMs: 200, requestMs: 400 });
    const wire = await until("the headers arrive in time", async () => {
      const attempt = open();
      attempt.send(`${requestHead(withBody.native ?? "", { "content-length": "1000" })}{`);
      await attempt.closed();
      return attempt.statuses[0] === 401 ? attempt : undefined;
    });
    expect(wire.statuses).toEqual([401]);
  });
});

describe("headers", () => {
  const request: Record<DialectName, string> = {
    native: "GET /registry/v1/organizations",
    tether: `GET /api/organizations/${id}/phone-numbers`,
    telnyx: "GET /v2/organizations/users",
    ippanel: "GET /v1/api/number/numbers",
  };
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count - 2 }, (_, index) => [`x-${index}`, "x"]));

  test.each(dialects)("$name rejects one more than the maximum", async ({ name }) => {
    await start();
    const wire = open();
    const headers = { ...many(headersMax), connection: "close" };
    wire.send(requestHead(request[name], { ...headers, "x-more": "x" }));
    await wire.sees("\r\n\r\n");
    await wire.closed();
    expect(clientErrorViolations(name, { status: wire.statuses[0] ?? 0, ...wire.answer })).toEqual([]);
    expect(wire.statuses).not.toEqual([401]);
    const fitting = open();
    fitting.send(requestHead(request[name], headers));
    await fitting.closed();
    expect(fitting.statuses).toEqual([401]);
  });
});

test("closes the connection of a client that does not read its responses", async () => {
  await start({ idleMs: 300 });
  const connected = once(app.server.server, "connection");
  const wire = open();
  wire.socket.pause();
  // Several megabytes, more than the socket buffers of both ends.
  wire.send(requestHead("GET /docs/static/swagger-ui-bundle.js").repeat(8));
  await connected;
  await until("the connection is closed", async () => (await connections()) === 0);
});

describe("connections", () => {
  test.each(dialects)(
    "$name rejects requests on excess connections, and /healthz is answered",
    async ({ name, prefix }) => {
      await start({ connectionsMax: 2, connectionsSpare: 2, rejectionDelayMs: 10 });
      const [first, second] = [open(), open()];
      await until("both are connected", async () => (await connections()) === 2);
      const third = open();
      third.send(requestHead("GET /healthz"));
      await third.sees("ok");
      third.text = "";
      third.send(requestHead(`GET ${prefix}/nowhere`));
      await third.closed();
      expect(third.statuses).toEqual([503]);
      expect(third.answer.headers.get("retry-after")).toBe("1");
      expect(errorResponseViolations(name, third.answer)).toEqual([]);
      for (const wire of [first, second]) wire.send(requestHead(`GET ${prefix}/nowhere`));
      await first.sees("404");
      await second.sees("404");
      second.socket.destroy();
      await until("one is closed", async () => (await connections()) === 1);
      const fourth = open();
      fourth.send(requestHead(`GET ${prefix}/nowhere`));
      await fourth.sees("404");
    },
  );

  test("are closed at once beyond the spare ones", async () => {
    const patient = { headersMs: 100_000, requestMs: 100_000, idleMs: 100_000 };
    await start({ connectionsMax: 1, connectionsSpare: 1, ...patient });
    open();
    open();
    await until("both are connected", async () => (await connections()) === 2);
    await open().closed();
  });
});
