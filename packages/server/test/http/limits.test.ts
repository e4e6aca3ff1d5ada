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
/** A request with a body that a superadmin gets as far as the body with; Telnyx and IPPanel let none of those in. */
const withBody: Partial<Record<DialectName, string>> = {
  native: "POST /registry/v1/organizations",
  tether: `POST /api/organizations/${id}/phone-numbers`,
};
const bodyHeaders = { authorization: `Bearer ${superadminKey}`, "content-length": "1000" };

describe("a request that does not arrive", () => {
  test("is refused when its head takes too long", async () => {
    await start({ headersMs: 200 });
    const wire = open();
    wire.send("GET /registry/v1/organizations HTTP/1.1\r\nhost: x\r\n");
    await wire.closed();
    expect(wire.statuses).toEqual([400]);
    expect(wire.answer.json.code).toBe("request_timeout");
    expect(errorResponseViolations("native", wire.answer)).toEqual([]);
  });

  test("is not waited for on a connection that says nothing", async () => {
    await start({ headersMs: 200 });
    await open().closed();
  });

  test.each(["native", "tether"] as const)("is refused by %s when its body takes too long", async (name) => {
    await start({ headersMs: 200, requestMs: 400 });
    const wire = open();
    wire.send(`${requestHead(withBody[name] ?? "", bodyHeaders)}{`);
    await wire.closed();
    expect(wire.statuses).toEqual([400]);
    expect(wire.answer.text).toContain("did not arrive completely in time");
    expect(errorResponseViolations(name, wire.answer)).toEqual([]);
  });

  test("is answered once, also when its body was still to come", async () => {
    await start({ headersMs: 200, requestMs: 400 });
    const wire = open();
    wire.send(`${requestHead(withBody.native ?? "", { "content-length": "1000" })}{`);
    await wire.closed();
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

  test.each(dialects)("$name refuses one more than a hundred", async ({ name }) => {
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

test("a client that does not read its answers is let go", async () => {
  await start({ idleMs: 300 });
  const wire = open();
  wire.socket.pause();
  // Several megabytes: more than the buffers of both ends take.
  wire.send(requestHead("GET /docs/static/swagger-ui-bundle.js").repeat(8));
  await until("the request has arrived", async () => (await connections()) === 1);
  await until("the connection is gone", async () => (await connections()) === 0);
});

describe("connections", () => {
  test.each(dialects)(
    "$name says when there are too many, and /healthz is answered",
    async ({ name, prefix }) => {
      await start({ connectionsMax: 2, connectionsSpare: 2, rejectionDelayMs: 10 });
      const [first, second] = [open(), open()];
      await until("both are there", async () => (await connections()) === 2);
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
      await until("one is gone", async () => (await connections()) === 1);
      const fourth = open();
      fourth.send(requestHead(`GET ${prefix}/nowhere`));
      await fourth.sees("404");
    },
  );

  test("beyond the spare ones they are cut off", async () => {
    const patient = { headMs: 100_000, requestMs: 100_000, idleMs: 100_000 };
    await start({ connectionsMax: 1, connectionsSpare: 1, ...patient });
    open();
    open();
    await until("both are there", async () => (await connections()) === 2);
    await open().closed();
  });
});
