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
/** So seldom that it does not happen. */
const never = 2 ** 31 - 1;
async function start(limits: Partial<Limits>) {
  app = await startApp({ engine: "sqlite", limits: { sweepMs: never, rejectionDelayMs: 10, ...limits } });
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
/** Is being answered until the rest of its body comes. */
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

/** Asks and waits for the answer's turn. */
async function queue(request: string): Promise<RawConnection> {
  const wire = open();
  // When the first is answered, the second has been read.
  wire.send(requestHead("GET /healthz") + requestHead(request));
  await wire.sees("ok");
  wire.text = "";
  return wire;
}

test("what is more than can be answered waits, what is more than can wait is refused", async () => {
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

describe("while everything else waits", () => {
  const question = () => `/registry/v1/routes/inbound?provider=twilio&to=%2B${acme.twilio.line.slice(1)}`;

  test("a question is answered, also the first of its key, which is looked up", async () => {
    await start({ inFlightMax: 1, queuedMax: 0 });
    await app.installation.routeIndexSync.built;
    const { key } = await created(app.ask, "/registry/v1/router-keys", { name: "router" });
    const running = await occupy();
    expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(503);
    for (let time = 0; time < 3; time++)
      expect((await app.ask(`GET ${question()}`, { key })).status).toBe(200);
    running.send(group("late"));
    await running.sees("HTTP/1.1 201");
  });

  test("so are many questions at once, turn by turn", async () => {
    await start({ inFlightMax: 1, sliceMs: 0 });
    await app.installation.routeIndexSync.built;
    const { key } = acme.admin;
    await app.ask(`GET ${question()}`, { key });
    const running = await occupy();
    const crowd = open();
    crowd.send(requestHead(`GET ${question()}`, { authorization: `Bearer ${key}` }).repeat(100));
    await until("all are answered", () => crowd.statuses.length === 100);
    expect(new Set(crowd.statuses)).toEqual(new Set([200]));
    running.send(group("late"));
    await running.sees("HTTP/1.1 201");
  });
});

test("who waits for room does not keep the process busy", async () => {
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

test("who has waited too long is refused, so that nobody is answered who has gone", async () => {
  await start({ inFlightMax: 1, queueTimeoutMs: 0 });
  const running = await occupy();
  const waiting = await queue("GET /registry/v1/nowhere");
  running.send(group("late"));
  await waiting.sees("}");
  expect([waiting.statuses, waiting.answer.json.code]).toEqual([[503], "overloaded"]);
});

test("who sends slowly keeps nobody out", async () => {
  await start({ inFlightMax: 1, sweepMs: 20 });
  const slow = await occupy();
  expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(404);
  slow.send(group("late"));
  await slow.sees("HTTP/1.1 201");
});

test("who goes without waiting for his answer keeps nobody out", async () => {
  await start({ inFlightMax: 1 });
  const gone = await occupy();
  gone.socket.destroy();
  expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(404);
});

test("an event stream keeps nobody out, however long it lasts", async () => {
  await start({ inFlightMax: 1 });
  const url = `${app.url}/registry/v1/organizations/${acme.id}/events/stream`;
  const reader = await openStream(url, acme.admin.key);
  await reader.next();
  expect((await app.ask("GET /registry/v1/nowhere")).status).toBe(404);
  await reader.close();
});

test("/healthz is answered before what has come first, turn by turn", async () => {
  await start({ sliceMs: 0 });
  const [crowd, health] = [open(), open()];
  for (const wire of [crowd, health]) {
    wire.send(requestHead("GET /healthz"));
    await wire.sees("ok");
    wire.text = "";
  }
  crowd.send(requestHead("GET /v2/nowhere").repeat(400));
  health.send(requestHead("GET /healthz"));
  await health.sees("ok");
  expect(crowd.statuses.length).toBeLessThan(400);
  await until("all are answered", () => crowd.statuses.length === 400);
  expect(new Set(crowd.statuses)).toEqual(new Set([404]));
});

test("two hundred clients at once are all answered", async () => {
  await start({});
  const path = `GET /registry/v1/organizations/${acme.id}`;
  const answers = await Promise.all(Array.from({ length: 200 }, () => app.ask(path)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test("what was refused is in the log as a number", async () => {
  await start({ inFlightMax: 1, queueTimeoutMs: 0, sweepMs: 20 });
  const lines = () => app.logged.filter((line) => line.includes("overloaded: requests were rejected"));
  await until("something is refused", async () => {
    const running = await occupy();
    const answer = app.ask("GET /registry/v1/nowhere");
    running.send(group("late"));
    return (await answer).status === 503;
  });
  await until("it is logged", () => lines().length > 0);
  expect(JSON.parse(lines()[0] ?? "")).toMatchObject({ level: 40, rejected: 1 });
});

test.each(dialects)("$name says that the server is stopping", async ({ name, prefix }) => {
  await start({});
  const wire = open();
  // When the first is answered, the beginning of the second has been read.
  wire.send(`${requestHead("GET /healthz")}GET ${prefix}/nowhere HTTP/1.1\r\nhost: x\r\n`);
  await wire.sees("ok");
  wire.text = "";
  const closed = app.server.close();
  await until("it is closing", () => app.server.closing.aborted);
  wire.send("\r\n");
  await wire.closed();
  expect(wire.statuses).toEqual([503]);
  expect(wire.answer.headers.get("connection")).toBe("close");
  expect(errorResponseViolations(name, wire.answer)).toEqual([]);
  await closed;
});

test("refusals are given one after the other, however many there are", async () => {
  await start({ inFlightMax: 1, queuedMax: 0, rejectionDelayMs: 50, rejectionGapMs: 1e9 });
  const running = await occupy();
  const [first, second] = [await queue("GET /v2/nowhere"), await queue("GET /v2/nowhere")];
  await first.sees("503");
  running.send(group("late"));
  await running.sees("201");
  expect(second.statuses).toEqual([]);
});
