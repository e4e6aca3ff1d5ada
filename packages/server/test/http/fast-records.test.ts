import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type RunningApp, startApp, superadminKey } from "../helpers/app.ts";
import { startCollector } from "../helpers/collector.ts";
import { scrape } from "../helpers/metrics.ts";
import { nativeClient } from "../helpers/native.ts";
import { sendRaw } from "../helpers/raw.ts";
import { dayMs, iso } from "../helpers/time.ts";
import { signToken } from "../helpers/tokens.ts";
import { until } from "../helpers/until.ts";
import { created, makeWorld, type World } from "../helpers/world.ts";

let app: RunningApp;
let world: World;
async function start(settings: Readonly<Record<string, string>> = {}) {
  app = await startApp({ engine: "sqlite", settings });
  world = await makeWorld(app.ask);
}
afterEach(async () => {
  vi.restoreAllMocks();
  await app.close();
});

/** A request with a Content-Length does not take the fast path. */
const throughFramework = { "content-length": "0" };
const base = "/registry/v1/organizations";

async function get(path: string, key: string, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${key}`;
  const answer = await sendRaw(app.url, { method: "GET", path, headers: { authorization, ...headers } });
  const { date: _, "x-request-id": __, ...others } = Object.fromEntries(answer.headers);
  const text = answer.text.replace(/"requestId":"[^"]*"/, "");
  return { status: answer.status, headers: others, order: [...Object.keys(others)], text };
}

/** Returns how many of the requests went through the framework. The clock of the credential cache stands still. */
async function countThroughFramework(
  path: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const { installation } = app;
  await get(path, key, headers);
  vi.spyOn(performance, "now").mockReturnValue(performance.now());
  const authentications = [
    vi.spyOn(installation, "authenticateKey"),
    vi.spyOn(installation, "principalOfToken"),
  ];
  for (let time = 0; time < requests; time++) await get(path, key, headers);
  const count = authentications.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  vi.restoreAllMocks();
  return count;
}
const requests = 10;

const paths = () => {
  const { acme } = world;
  const at = `${base}/${acme.id}`;
  return {
    organization: at,
    "organization by slug": `${base}/acme`,
    user: `${at}/users/${acme.member.id}`,
    "user by username": `${at}/users/@${acme.member.username}`,
    "user by e-mail address": `${at}/users/${acme.member.email}`,
    number: `${at}/numbers/${acme.twilio.id}`,
    "number by line": `${at}/numbers/${acme.twilio.line}`,
    "number by escaped line": `${at}/numbers/%2B${acme.twilio.line.slice(1)}`,
    "number by slug and opaque line": `${base}/acme/numbers/${acme.ippanel.line}`,
  };
};
type PathName = keyof ReturnType<typeof paths>;
const names = Object.keys({
  organization: 0,
  "organization by slug": 0,
  user: 0,
  "user by username": 0,
  "user by e-mail address": 0,
  number: 0,
  "number by line": 0,
  "number by escaped line": 0,
  "number by slug and opaque line": 0,
} satisfies Record<PathName, 0>) as PathName[];

describe("a record", () => {
  beforeEach(() => start());

  test.each(names)("is answered without the framework the second time: %s", async (name) => {
    const path = paths()[name];
    for (const key of [world.acme.admin.key, superadminKey, await signToken(world.acme.admin.id)])
      expect(await countThroughFramework(path, key)).toBe(0);
    expect(await countThroughFramework(path, superadminKey, throughFramework)).toBe(requests);
  });

  test("is not modified for its ETag, without the framework", async () => {
    const { user } = paths();
    const { headers } = await get(user, superadminKey);
    const ifNoneMatch = { "if-none-match": String(headers.etag) };
    expect(await countThroughFramework(user, superadminKey, ifNoneMatch)).toBe(0);
    expect((await get(user, superadminKey, ifNoneMatch)).status).toBe(304);
  });

  test.each([
    ["with a query", "?fields=id", {}],
    ["with asOf", "?asOf=2026-01-01T00:00:00Z", {}],
    ["with an empty query", "?", {}],
    ["with If-Match", "", { "if-match": '"1"' }],
  ])("goes through the framework %s", async (_, more, headers) => {
    expect(await countThroughFramework(paths().user + more, superadminKey, headers)).toBe(requests);
  });

  test("is answered byte for byte as by the framework, for all references, callers and conditions", async () => {
    const { acme, rival } = world;
    const platform = nativeClient(app, acme.id);
    const scoped = async (scopes: readonly string[]) =>
      (await created(app.ask, "/registry/v1/superadmin-keys", { name: "scoped", scopes })).key;
    const expiresAt = iso(app.clock.now + dayMs);
    const expiring = { userId: acme.admin.id, name: "old", expiresAt };
    const { key: expired } = await created(app.ask, `${base}/${acme.id}/api-keys`, expiring);
    const statuses = [
      await platform.put(`/numbers/${acme.twilio.id}/holders/${acme.member.id}`, {}),
      await platform.patch(`/users/${acme.other.id}`, { name: '"Otto" \\ ☎ 🙂', username: "a.b-c_d" }),
      await platform.post("/users", { kind: "service", name: "Robot" }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 201]);
    await get(`${base}/${acme.id}`, expired);
    app.clock.now += dayMs;
    const keys = [
      superadminKey,
      ...[acme.admin.key, acme.member.key, rival.admin.key, expired, "wrong", ""],
      await signToken(acme.admin.id, { exp: app.clock.now / 1000 + 60 }),
      (await created(app.ask, "/registry/v1/router-keys", { name: "router" })).key,
      await scoped([`organization:${rival.id}`]),
      await scoped([`organization:${acme.id}`, "readOnly"]),
      await scoped(["inventory"]),
      await scoped(["dialect:tether"]),
    ];
    const organization = fc.constantFrom(
      ...[
        acme.id,
        acme.id.toUpperCase(),
        "acme",
        "rival",
        rival.id,
        "Acme",
        "0".repeat(24),
        "f".repeat(24),
        "",
      ],
    );
    const people = [acme.member, acme.other, acme.admin, rival.member];
    const reference = fc.oneof(
      fc.constantFrom(
        ...people.flatMap(({ id, username, email }) => [id, `@${username}`, email, email.toUpperCase()]),
      ),
      fc.constantFrom(
        "@a.b-c_d",
        "@",
        "@@x",
        "%40mona.acme",
        "nobody",
        "f".repeat(24),
        ".",
        "..",
        "a;b",
        "a#b",
      ),
      fc.constantFrom(
        ...[acme.twilio, acme.ippanel, acme.sinch, rival.twilio].flatMap(({ id, line }) => [
          ...[id, line, encodeURIComponent(line), id.toUpperCase()],
        ]),
      ),
    );
    const path = fc.oneof(
      organization.map((it) => `${base}/${it}`),
      fc
        .tuple(organization, fc.constantFrom("users", "numbers", "groups", "users/"), reference)
        .map((parts) => `${base}/${parts.join("/")}`),
      { weight: 3, arbitrary: fc.constantFrom(...Object.values(paths())) },
    );
    const caller = fc.oneof(fc.constantFrom(superadminKey, acme.admin.key), fc.constantFrom(...keys));
    const query = fc.constantFrom(
      "",
      "",
      "",
      "",
      "?",
      "?asOf=2026-01-01T00:00:00Z",
      "?fresh=true",
      "?__proto__=1",
    );
    const tag = fc.constantFrom('"1"', 'W/"1"', '"2"', "*", "nonsense", '"1", "3"', "own", "weak own");
    const condition = fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      fc.tuple(fc.constantFrom("if-none-match", "if-match"), tag),
    );
    await fc.assert(
      fc.asyncProperty(path, query, caller, condition, async (it, more, key, named) => {
        const asked = it + more;
        const { etag = '"0"' } = (await get(asked, key)).headers;
        const value = named?.[1].replace("weak own", `W/${etag}`).replace("own", etag) ?? "";
        const headers = named === undefined ? {} : { [named[0]]: value };
        const fast = await get(asked, key, headers);
        expect(fast).toEqual(await get(asked, key, { ...headers, ...throughFramework }));
      }),
      { numRuns: 500 },
    );
    const { hits } = app.installation.recordCacheStats;
    expect(Math.min(...Object.values(hits))).toBeGreaterThan(20);
  });

  test("is counted like other requests, and as a hit or a miss", async () => {
    const counted = async () => {
      const metrics = await scrape(app.ask);
      const record = (outcome: string) =>
        metrics.value("whoseline_record_cache_lookups_total", { kind: "user", outcome });
      return {
        requests: metrics.value("whoseline_requests_total", { operation: "getUser", status: "200" }),
        hits: record("hit"),
        misses: record("miss"),
        entries: metrics.value("whoseline_record_cache_entries"),
      };
    };
    const before = await counted();
    // The first request finds no credential in the cache, the second no record.
    await app.ask(`GET ${base}`);
    for (let time = 0; time < requests; time++) await get(paths().user, superadminKey);
    const after = await counted();
    expect(after.requests).toBe(before.requests + requests);
    expect(after.hits - before.hits).toBeGreaterThan(0);
    expect(after.hits + after.misses - before.hits - before.misses).toBeLessThanOrEqual(requests);
    expect(after.entries).toBe(before.entries + 1);
  });

  test("is read again after its state changed with time, also when the clock is set back", async () => {
    const { acme } = world;
    const platform = nativeClient(app, acme.id);
    const { number } = paths();
    await platform.patch("", { coolingDays: 1 });
    await platform.put(`/numbers/${acme.twilio.id}/holders/${acme.member.id}`, {});
    await platform.delete(`/numbers/${acme.twilio.id}/holders/${acme.member.id}`);
    const states: string[] = [];
    const startedAt = app.clock.now;
    for (const ms of [0, dayMs - 1, dayMs, 2 * dayMs, dayMs - 1, 0]) {
      app.clock.now = startedAt + ms;
      for (let time = 0; time < 2; time++)
        states.push(JSON.parse((await get(number, superadminKey)).text).state);
    }
    const [cooling, available] = ["cooling", "available"];
    expect(states).toEqual([
      ...[cooling, cooling, cooling, cooling, available, available],
      ...[available, available, cooling, cooling, cooling, cooling],
    ]);
  });
});

describe("a connection", () => {
  beforeEach(() => start());

  test("is refused at the next request after its credential was revoked", async () => {
    const { acme } = world;
    const { id, key } = await created(app.ask, `${base}/${acme.id}/api-keys`, {
      userId: acme.admin.id,
      name: "second",
    });
    const { user } = paths();
    expect(await countThroughFramework(user, key)).toBe(0);
    await app.ask(`DELETE ${base}/${acme.id}/api-keys/${id}`);
    expect((await get(user, key)).status).toBe(401);
  });

  test("can change its credential with every request", async () => {
    const { acme, rival } = world;
    const { user } = paths();
    for (const [key, status] of [
      [acme.admin.key, 200],
      [rival.admin.key, 404],
      [acme.member.key, 200],
      [acme.other.key, 403],
      [acme.admin.key, 200],
      ["wrong", 401],
    ] as const)
      for (let time = 0; time < 2; time++) expect((await get(user, key)).status).toBe(status);
  });
});

describe("with rate limits", () => {
  test("is answered without the framework, and counted once like by the framework", async () => {
    await start({ WHOSELINE_RATE_LIMIT: "40/60" });
    app.clock.now += 60_000;
    const { acme } = world;
    const { user } = paths();
    expect(await countThroughFramework(user, acme.admin.key)).toBe(0);
    const remaining = async (headers = {}) => (await get(user, acme.admin.key, headers)).headers.ratelimit;
    const left = 40 - requests - 1;
    expect(await remaining()).toContain(`r=${left - 1};`);
    expect(await remaining(throughFramework)).toContain(`r=${left - 2};`);
    expect(await remaining()).toContain(`r=${left - 3};`);
    // A request that the fast path leaves to the framework is counted once, too.
    const missing = `${base}/${acme.id}/users/${"f".repeat(24)}`;
    expect((await get(missing, acme.admin.key)).headers.ratelimit).toContain(`r=${left - 4};`);
    for (let count = left - 4; count > 0; count--) expect((await get(user, acme.admin.key)).status).toBe(200);
    const fast = await get(user, acme.admin.key);
    expect(fast.status).toBe(429);
    expect(fast).toEqual(await get(user, acme.admin.key, throughFramework));
  });
});

describe("with traces", () => {
  test("is answered without the framework, with the same span", async () => {
    const collector = await startCollector();
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const { user } = paths();
    const [traceId, parentId] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];
    const traced = { traceparent: `00-${traceId}-${parentId}-01`, "x-request-id": "made-here" };
    expect(await countThroughFramework(user, superadminKey)).toBe(0);
    await get(user, superadminKey, traced);
    await get(user, superadminKey, { ...traced, ...throughFramework });
    await app.close();
    await until("the spans have arrived", () => collector.bodies.length > 0);
    const spans = collector.spans().filter((it) => it.traceId === traceId);
    const shapes = spans.map(({ name, kind, parentSpanId, attributes }) => ({
      ...{ name, kind, parentSpanId, attributes },
    }));
    expect(shapes).toEqual([shapes[0], shapes[0]]);
    expect(shapes[0]).toMatchObject({ name: "getUser", parentSpanId: parentId });
    await collector.close();
    await start();
  });
});
