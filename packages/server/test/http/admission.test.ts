import { once } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import { dialects } from "../../src/dialects/index.ts";
import type { Limits } from "../../src/http/limits.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { errorResponseViolations } from "../helpers/error-responses.ts";
import { openStream } from "../helpers/sse.ts";
import { until } from "../helpers/until.ts";
import { RawConnection, requestHead } from "../helpers/wire.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";

let app: RunningApp;
let acme: Organization;
let wires: RawConnection[] = [];
/** The longest delay of a timer. */
const never = 2 ** 31 - 1;
async function start(limits: Partial<Limits>) {
  app = await startApp({
    engine: "sqlite",
    limits: { sweepMs: never, queueTimeoutMs: never, rejectionDelayMs: 10, ...limits },
  });
  acme = await makeOrganization(app.ask, "acme", "1");
}
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

const group = (name: string) => JSON.stringify({ name });
/** Starts a request that occupies a slot until the rest of its body is sent. */
async function occupy(): Promise<RawConnection> {
  const wire = open();
  const headers = {
    authorization: `Bearer ${acme.admin.key}`,
    "content-type": "application/json",
    "content-length": String(group("late").length),
    expect: "100-continue",
  };
  wire.send(requestHead(`POST /registry/v1/organizations/${acme.id}/groups`, headers));
  await wire.sees("100 Continue");
  return wire;
}

/** Sends a request and waits until it is queued. */
async function queue(request: string): Promise<RawConnection> {
  const wire = open();
  // Once the first request is answered, the second has been read.
  wire.send(requestHead("GET /healthz") + requestHead(request));
  await wire.sees("ok");
  wire.text = "";
  return wire;
}

test("queues requests beyond the in-flight limit and rejects those beyond the queue", async () => {
  await start({ inFlightMax: 1, queuedMax: 1 });
  const running = await occupy();
  const waiting = await queue("GET /v2/nowhere");
  for (const { name, prefix } of dialects) {
    const refused = await app.ask(`GET ${prefix}/nowhere`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(errorResponseViolations(name, refused)).toEqual([]);
  }
  expect((await app.ask("GET /healthz")).status).toBe(200);
  expect((await app.ask("GET /readyz")).status).toBe(200);
  expect(waiting.statuses).toEqual([]);
  running.send(group("late"));
  await waiting.sees("HTTP/1.1 404");
  await running.sees("HTTP/1.1 201");
});

describe("while the regular queue is blocked", () => {
  const lookup = () => `/registry/v1/routes/inbound?provider=twilio&to=%2B${acme.twilio.line.slice(1)}`;

  test("answers a lookup, also the first of a key, which queries the database", async () => {
    await start({ inFlightMax: 1, queuedMax: 0 });
    await app.installation.routeIndexSync.built;
    const { key } = await created(app.ask, "/registry/v1/router-keys", { name: "router" });
    const running = await occupy();
    expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(503);
    for (let time = 0; time < 3; time++) expect((await app.ask(`GET ${lookup()}`, { key })).status).toBe(200);
    running.send(group("late"));
    await running.sees("HTTP/1.1 201");
  });

  test("answers many simultaneous lookups in turns", async () => {
    await start({ inFlightMax: 1, sliceMs: 0 });
    await app.installation.routeIndexSync.built;
    const { key } = acme.admin;
    await app.ask(`GET ${lookup()}`, { key });
    const running = await occupy();
    const crowd = open();
    crowd.send(requestHead(`GET ${lookup()}`, { authorization: `Bearer ${key}` }).repeat(100));
    await until("all requests are answered", () => crowd.statuses.length === 100);
    expect(new Set(crowd.statuses)).toEqual(new Set([200]));
    running.send(group("late"));
    await running.sees("HTTP/1.1 201");
  });
});

test("does not busy-loop while a request waits for a slot", async () => {
  await start({ inFlightMax: 1 });
  const running = await occupy();
  const waiting = await queue("GET /registry/v1/nowhere");
  const turns = vi.spyOn(globalThis, "setImmediate");
  for (let time = 0; time < 20; time++) await app.ask("GET /healthz");
  const { length } = turns.mock.calls;
  turns.mockRestore();
  expect(length).toBeLessThan(50);
  expect(waiting.statuses).toEqual([]);
  running.send(group("late"));
  await waiting.sees("HTTP/1.1 404");
});

test("rejects a request that has waited longer than the queue timeout", async () => {
  await start({ inFlightMax: 1, queueTimeoutMs: 0 });
  const running = await occupy();
  const waiting = await queue("GET /registry/v1/nowhere");
  running.send(group("late"));
  await waiting.sees("}");
  expect([waiting.statuses, waiting.answer.json.code]).toEqual([[503], "overloaded"]);
});

test("does not count a slow upload against the limit", async () => {
  await start({ inFlightMax: 1, sweepMs: 20 });
  const slow = await occupy();
  expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(404);
  slow.send(group("late"));
  await slow.sees("HTTP/1.1 201");
});

test("frees the slot of a client that disconnects", async () => {
  await start({ inFlightMax: 1 });
  const gone = await occupy();
  gone.socket.destroy();
  expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(404);
});

test("does not count an event stream against the limit", async () => {
  await start({ inFlightMax: 1 });
  const url = `${app.url}/registry/v1/organizations/${acme.id}/events/stream`;
  const reader = await openStream(url, acme.admin.key);
  await reader.next();
  expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(404);
  await reader.close();
});

test("answers /healthz before requests that arrived earlier", async () => {
  await start({ sliceMs: 0 });
  const [crowd, health] = [open(), open()];
  for (const wire of [crowd, health]) {
    wire.send(requestHead("GET /healthz"));
    await wire.sees("ok");
    wire.text = "";
  }
  crowd.send(requestHead("GET /v2/nowhere").repeat(400));
  const answeredBefore = once(health.socket, "data").then(() => crowd.statuses.length);
  health.send(requestHead("GET /healthz"));
  expect(await answeredBefore).toBeLessThan(400);
  await until("all requests are answered", () => crowd.statuses.length === 400);
  expect(new Set(crowd.statuses)).toEqual(new Set([404]));
});

test("answers two hundred simultaneous clients", async () => {
  await start({});
  const path = `GET /registry/v1/organizations/${acme.id}`;
  const answers = await Promise.all(Array.from({ length: 200 }, () => app.ask(path)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test("logs the number of rejected requests", async () => {
  await start({ inFlightMax: 1, queueTimeoutMs: 0, sweepMs: 20 });
  const lines = () => app.logged.filter((line) => line.includes("overloaded: requests were rejected"));
  await until("a request is rejected", async () => {
    const running = await occupy();
    const answer = app.ask("GET /registry/v1/nowhere");
    running.send(group("late"));
    return (await answer).status === 503;
  });
  await until("the number is logged", () => lines().length > 0);
  expect(JSON.parse(lines()[0] ?? "")).toMatchObject({ level: 40, rejected: 1 });
});

test.each(dialects)("$name rejects a request during a shutdown", async ({ name, prefix }) => {
  await start({});
  const wire = open();
  // Once the first request is answered, the beginning of the second has been read.
  wire.send(`${requestHead("GET /healthz")}GET ${prefix}/nowhere HTTP/1.1\r\nhost: x\r\n`);
  await wire.sees("ok");
  wire.text = "";
  const closed = app.server.close();
  await until("the server is closing", () => app.server.closing.aborted);
  wire.send("\r\n");
  await wire.closed();
  expect(wire.statuses).toEqual([503]);
  expect(wire.answer.headers.get("connection")).toBe("close");
  expect(errorResponseViolations(name, wire.answer)).toEqual([]);
  await closed;
});

test("spaces rejections", async () => {
  await start({ inFlightMax: 1, queuedMax: 0, rejectionDelayMs: 50, rejectionGapMs: 1e9 });
  const running = await occupy();
  const [first, second] = [await queue("GET /v2/nowhere"), await queue("GET /v2/nowhere")];
  await first.sees("503");
  running.send(group("late"));
  await running.sees("201");
  expect(second.statuses).toEqual([]);
});
