import { networkInterfaces } from "node:os";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { engineNames } from "../helpers/engines.ts";
import { scrape } from "../helpers/metrics.ts";
import { sendRaw } from "../helpers/raw.ts";
import { openStream } from "../helpers/sse.ts";
import { makeWorld, type World } from "../helpers/world.ts";

describe("counters", () => {
  let app: RunningApp;
  let world: World;
  beforeAll(async () => {
    app = await startApp();
    world = await makeWorld(app.ask);
  });
  afterAll(() => app.close());

  /** Returns by how much a metric grew during the action. */
  async function growth(name: string, labels: Record<string, string>, action: () => Promise<unknown>) {
    const before = (await scrape(app.ask)).value(name, labels);
    await action();
    return (await scrape(app.ask)).value(name, labels) - before;
  }
  const requests = "whoseline_requests_total";

  test("counts a response of every dialect by operation and status", async () => {
    const { acme } = world;
    const key = acme.admin.key;
    const cases = [
      ["native", "getOrganization", `/registry/v1/organizations/${acme.id}`],
      ["tether", "get_organizations_phone_numbers", `/api/organizations/${acme.id}/phone-numbers`, true],
      ["telnyx", "ListOrganizationUsers", "/v2/organizations/users"],
      ["ippanel", "listNumbers", "/v1/api/number/numbers"],
    ] as const;
    for (const [dialect, operation, path, isForSuperadmin] of cases) {
      const ask = () => app.ask(`GET ${path}`, isForSuperadmin ? {} : { key });
      expect(await growth(requests, { dialect, operation, status: "200" }, ask)).toBe(1);
      const refused = () => app.ask(`GET ${path}`, { key: null });
      expect(await growth(requests, { dialect, operation, status: "401" }, refused)).toBe(1);
    }
  });

  test("observes the duration of each response once, in cumulative buckets", async () => {
    const labels = { dialect: "telnyx", operation: "ListOrganizationUsers" };
    const ask = () => app.ask("GET /v2/organizations/users", { key: world.acme.admin.key });
    expect(await growth("whoseline_request_duration_seconds_count", labels, ask)).toBe(1);
    expect(await growth("whoseline_request_duration_seconds_bucket", { ...labels, le: "+Inf" }, ask)).toBe(1);
    const { samples } = await scrape(app.ask);
    const buckets = samples.filter(
      ({ name, labels: { operation } }) =>
        name === "whoseline_request_duration_seconds_bucket" && operation === labels.operation,
    );
    expect(buckets.map(({ value }) => value)).toEqual(
      buckets.map(({ value }) => value).toSorted((a, b) => a - b),
    );
    expect(buckets.length).toBeGreaterThan(10);
  });

  test.each([
    ["an unknown path of a dialect", "GET /v2/none/such", "telnyx", "404"],
    ["an unknown path of no dialect", "GET /none", "none", "404"],
    ["a path that cannot be decoded", "GET /v1/%zz", "ippanel", "422"],
  ])("%s has no operation", async (_what, request, dialect, status) => {
    expect(await growth(requests, { dialect, operation: "none", status }, () => app.ask(request))).toBe(1);
  });

  test.each([
    ["GET /healthz", "health"],
    ["GET /readyz", "readiness"],
    ["GET /metrics", "metrics"],
  ])("%s is an operation without a dialect", async (request, operation) => {
    const ask = () => app.ask(request);
    // A scrape is counted when it is answered.
    const expected = operation === "metrics" ? 2 : 1;
    expect(await growth(requests, { dialect: "none", operation, status: "200" }, ask)).toBe(expected);
  });

  test("oversized headers and unknown paths create no new series", async () => {
    const head = { method: "GET", path: "/v2/x", headers: { long: "x".repeat(20_000) } };
    const labels = { dialect: "telnyx", operation: "none", status: "400" };
    expect(await growth(requests, labels, () => sendRaw(app.url, head))).toBe(1);
    await app.ask("GET /v2/first/unknown");
    const before = (await scrape(app.ask)).samples.length;
    for (const path of ["/v2/second", "/v2/third/%20"]) await app.ask(`GET ${path}`);
    expect((await scrape(app.ask)).samples.length).toBe(before);
  });

  test("counts an event stream when it begins", async () => {
    const path = `/registry/v1/organizations/${world.acme.id}/events/stream`;
    const labels = { dialect: "native", operation: "streamEvents", status: "200" };
    const grown = await growth(requests, labels, async () => {
      const stream = await openStream(app.url + path, world.acme.admin.key);
      await stream.close();
    });
    expect(grown).toBe(1);
  });

  test("counts lookups by the rule that decided, and reports the size and age of the index", async () => {
    const { acme } = world;
    await app.installation.routeIndexSync.built;
    const ask = (line: string) =>
      app.ask(`GET /registry/v1/routes/inbound?provider=twilio&to=${encodeURIComponent(line)}`);
    const labels = { question: "inbound", outcome: "unassigned" };
    const name = "whoseline_route_lookups_total";
    expect(await growth(name, labels, () => ask(acme.twilio.line))).toBe(1);
    expect(await growth(name, { ...labels, outcome: "unknownLine" }, () => ask("+14165559999"))).toBe(1);
    const metrics = await scrape(app.ask);
    expect(metrics.value("whoseline_route_index_lines")).toBe(6);
    expect(metrics.value("whoseline_route_index_age_seconds")).toBe(0);
  });

  test("reports the delay of the event loop, at least 0", async () => {
    const { samples } = await scrape(app.ask);
    const late = samples.filter(({ name }) => name === "whoseline_event_loop_delay_seconds");
    expect(late.map(({ labels }) => labels.quantile)).toEqual(["0.5", "0.99", "1"]);
    for (const { value } of late) expect(value).toBeGreaterThanOrEqual(0);
  });
});

describe.each(engineNames)("on %s", (engine) => {
  test("counts commits and the writes per commit", async () => {
    const app = await startApp({ engine });
    const { acme } = await makeWorld(app.ask);
    const before = await scrape(app.ask);
    const path = `POST /registry/v1/organizations/${acme.id}/groups`;
    await Promise.all(Array.from({ length: 20 }, (_, n) => app.ask(path, { body: { name: `group ${n}` } })));
    await app.ask(path, { body: { name: "group 1" } });
    const after = await scrape(app.ask);
    await app.close();
    const grown = (name: string) => after.value(name) - before.value(name);
    const works = grown("whoseline_commit_group_size_sum");
    // PostgreSQL rolls the rejected write back; in a SQLite group it commits with the others.
    expect(works).toBe(engine === "sqlite" ? 21 : 20);
    expect(grown("whoseline_commits_total")).toBe(grown("whoseline_commit_group_size_count"));
    expect(grown("whoseline_commits_total")).toBeLessThanOrEqual(works);
    const causes = after.samples.filter(({ name }) => name === "whoseline_transaction_retries_total");
    expect(causes.length).toBe(engine === "sqlite" ? 0 : 6);
    const states = after.samples.filter(({ name }) => name === "whoseline_pool_connections");
    expect(states.map(({ labels }) => labels.state)).toEqual(
      engine === "sqlite" ? [] : ["busy", "idle", "waiting"],
    );
  });
});

describe("access", () => {
  const token = "a-token-of-the-tests";
  let app: RunningApp;
  afterEach(() => app.close());

  test("with a token, is granted to requests that send it", async () => {
    app = await startApp({ settings: { WHOSELINE_METRICS_TOKEN: token } });
    const ask = (authorization?: string) =>
      app.ask("GET /metrics", { key: null, headers: authorization === undefined ? {} : { authorization } });
    const proxied = { authorization: `Bearer ${token}`, "x-forwarded-for": "203.0.113.1" };
    expect((await app.ask("GET /metrics", { key: null, headers: proxied })).status).toBe(200);
    for (const wrong of [
      undefined,
      token,
      `Basic ${token}`,
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
    ]) {
      const { status, headers, json } = await ask(wrong);
      expect([status, headers.get("content-type"), headers.get("www-authenticate")]).toEqual([
        401,
        "application/problem+json; charset=utf-8",
        "Bearer",
      ]);
      expect(json.code).toMatch(/^(credential_missing|invalid_credential)$/);
    }
  });

  test("without a token, is granted to this host and not through a proxy", async () => {
    app = await startApp();
    expect((await app.ask("GET /metrics", { key: null })).status).toBe(200);
    const names = [
      ...["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded"],
      ...["x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-forwarded-for", "x-original-host"],
      ...["cf-connecting-ip", "cf-ray", "true-client-ip", "fastly-client-ip", "fly-client-ip", "cdn-loop"],
      ...["x-envoy-external-address", "x-azure-clientip", "x-proxyuser-ip"],
    ];
    for (const name of names) {
      const { status, json } = await app.ask("GET /metrics", { key: null, headers: { [name]: "127.0.0.1" } });
      expect([name, status, json.code]).toEqual([name, 403, "metrics_access_denied"]);
    }
  });

  test.each([
    ["127.0.0.1:2212", 200],
    ["localhost", 200],
    ["LOCALHOST:80", 200],
    ["[::1]:2212", 200],
    ["127.1.2.3", 200],
    ["lines.example", 403],
    ["localhost.attacker.example", 403],
    ["127.0.0.1.attacker.example:2212", 403],
    ["203.0.113.1:2212", 403],
  ])("without a token, answers a request with the Host %j with %d", async (host, status) => {
    app = await startApp();
    const answer = await sendRaw(app.url, { method: "GET", path: "/metrics", headers: { host } });
    expect(answer.status).toBe(status);
  });

  test("without a token, is denied to another address of this host", async () => {
    app = await startApp();
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((it) => it?.family === "IPv4" && !it.internal)?.address;
    const address = outside ?? "203.0.113.1";
    const { statusCode } = await app.server.inject({ path: "/metrics", remoteAddress: address });
    expect(statusCode).toBe(403);
    const mapped = { path: "/metrics", remoteAddress: "::ffff:127.0.0.1" };
    expect((await app.server.inject(mapped)).statusCode).toBe(200);
  });
});
