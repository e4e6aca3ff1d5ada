import { afterEach, expect, test } from "vitest";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { type Collector, startCollector } from "../helpers/collector.ts";
import { makeDatabase } from "../helpers/engines.ts";
import { freePort } from "../helpers/free-port.ts";
import { startProcess } from "../helpers/process.ts";
import { until } from "../helpers/until.ts";
import { makeWorld } from "../helpers/world.ts";

let collector: Collector;
afterEach(() => collector?.close());

const start = (settings = {}): Promise<RunningApp> =>
  startApp({ settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...settings } });

/** Returns the spans of the requests that the action makes. */
async function spansOf(action: (app: RunningApp) => Promise<unknown>, settings = {}) {
  collector = await startCollector();
  const app = await start(settings);
  await action(app);
  // One test closes the store itself.
  await app.close().catch(() => {});
  await until("the spans have arrived", () => collector.bodies.length > 0);
  return collector.spans();
}

const traceId = "0af7651916cd43dd8448eb211c80319c";
const parentId = "b7ad6b7169203331";

test("a request has a span named after its operation, with the caller's span as parent and its transaction as child", async () => {
  const spans = await spansOf(async ({ ask }) => {
    const { acme } = await makeWorld(ask);
    const headers = { traceparent: `00-${traceId}-${parentId}-01`, "x-request-id": "made-here" };
    await ask(`POST /registry/v1/organizations/${acme.id}/groups`, { body: { name: "traced" }, headers });
  });
  const [transaction, request, ...others] = spans.filter((it) => it.traceId === traceId);
  expect(others).toEqual([]);
  expect(request).toMatchObject({ name: "createGroup", kind: 2, parentSpanId: parentId });
  expect(request?.attributes).toEqual({
    "http.request.method": "POST",
    "http.response.status_code": 201,
    "whoseline.dialect": "native",
    "whoseline.operation": "createGroup",
    "whoseline.request_id": "made-here",
  });
  expect(transaction).toMatchObject({ name: "transaction", kind: 1, parentSpanId: request?.spanId });
  expect(collector.service()).toBe("whoseline");
});

test("a lookup served from memory has a span", async () => {
  const spans = await spansOf(async ({ ask, installation }) => {
    await installation.routeIndexSync.built;
    const path = "GET /registry/v1/routes/inbound?provider=twilio&to=%2B14165550199";
    for (let time = 0; time < 3; time++) await ask(path);
  });
  expect(spans.map(({ name }) => name)).toEqual(["routeInbound", "routeInbound", "routeInbound"]);
});

test("a read has no transaction span, an unknown path no operation, and no span contains the path", async () => {
  const spans = await spansOf(async ({ ask }) => {
    await ask("GET /registry/v1/organizations?limit=1");
    await ask("GET /v2/somewhere/private");
  });
  expect(spans.map(({ name, status }) => [name, status.code ?? 0])).toEqual([
    ["listOrganizations", 0],
    ["none", 0],
  ]);
  expect(collector.bodies.join("")).not.toMatch(/somewhere|private|limit|registry/);
});

test("marks spans as failed when the database is unavailable, not when a request is rejected", async () => {
  const spans = await spansOf(async ({ ask, store }) => {
    const { acme } = await makeWorld(ask);
    const make = () => ask(`POST /registry/v1/organizations/${acme.id}/groups`, { body: { name: "once" } });
    await make();
    await make();
    await store.close();
    await make();
  });
  const failed = spans.filter(({ status }) => status.code === 2);
  expect(spans.filter(({ attributes }) => attributes["http.response.status_code"] === 409)).toHaveLength(1);
  expect(failed.map(({ name }) => name)).toEqual(["transaction", "createGroup"]);
});

test("accepts an unsampled or invalid traceparent", async () => {
  const spans = await spansOf(
    async ({ ask }) => {
      await ask("GET /healthz", { headers: { traceparent: `00-${traceId}-${parentId}-00` } });
      await ask("GET /healthz", { headers: { traceparent: "nonsense", tracestate: "who=sam" } });
    },
    { OTEL_SERVICE_NAME: "switchboard" },
  );
  expect(spans.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([["health", undefined]]);
  expect(collector.service()).toBe("switchboard");
  expect(collector.bodies.join("")).not.toContain("sam");
});

test.each([
  ["rejects spans", 503],
  ["never responds", null],
])("a collector that %s does not affect requests and is logged once", async (_what, status) => {
  collector = await startCollector(status);
  const app = await start();
  const answers = await Promise.all(Array.from({ length: 1000 }, () => app.ask("GET /healthz")));
  await app.close();
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  expect(app.logged.filter((line) => line.includes("collector"))).toHaveLength(1);
  expect(collector.bodies.length).toBeGreaterThan(0);
});

test("a collector that is not running does not block the shutdown", async () => {
  collector = await startCollector();
  const unused = `http://127.0.0.1:${await freePort()}`;
  const app = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: unused });
  await app.ask("GET /healthz");
  await app.close();
  expect(app.logged.filter((line) => line.includes("collector"))).toHaveLength(1);
});

/** A module that prints the name of every package from which a module is loaded. */
const printLoadedPackages = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const names = new Set();
  registerHooks({
    load(url, context, next) {
      const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
      if (name !== undefined && !names.has(name)) process.stdout.write("loaded " + name + "\\n");
      names.add(name);
      return next(url, context);
    },
  });`)}`;

test("without an endpoint the OpenTelemetry SDK is neither loaded nor used", async () => {
  collector = await startCollector();
  const { database, drop } = await makeDatabase("sqlite");
  const server = await startProcess({
    WHOSELINE_DATABASE: database,
    NODE_OPTIONS: `--import=${printLoadedPackages}`,
    OTEL_SERVICE_NAME: "unused",
  });
  await server.ask("GET /healthz");
  await server.stop("SIGTERM");
  await drop();
  expect(server.output()).toContain("loaded fastify\n");
  expect(server.output()).not.toContain("loaded @opentelemetry/sdk-trace");
  expect(collector.bodies).toEqual([]);
});
