import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { credentialChanges } from "../helpers/credential-changes.ts";
import { assignLookedUpNumbers } from "../helpers/looked-up-numbers.ts";
import { scrape } from "../helpers/metrics.ts";
import { sendRaw } from "../helpers/raw.ts";
import { useTestContext } from "../helpers/test-context.ts";
import { dayMs } from "../helpers/time.ts";
import { expiredToken, signToken } from "../helpers/tokens.ts";
import { created } from "../helpers/world.ts";

const context = useTestContext("sqlite");
const inbound = "/registry/v1/routes/inbound";
const outbound = "/registry/v1/routes/outbound";

/** A request with a Content-Length does not take the fast path. */
const throughFramework = { "content-length": "0" };
async function ask(path: string, key: string, headers: Record<string, string> = {}, method = "GET") {
  const authorization = `Bearer ${key}`;
  const answer = await sendRaw(context.app.url, {
    method,
    path,
    headers: { authorization, ...headers },
  });
  const { date: _, "x-request-id": requestId, ...others } = Object.fromEntries(answer.headers);
  return { status: answer.status, text: answer.text, headers: others, requestId };
}

/**
 * Returns how many of the requests went through the framework, which authenticates with these methods. The clock
 * stands still, because a cached credential is looked up again after a second.
 */
async function countThroughFramework(
  path: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const { installation } = context.app;
  vi.spyOn(performance, "now").mockReturnValue(performance.now());
  const authentications = [
    vi.spyOn(installation, "authenticateKey"),
    vi.spyOn(installation, "principalOfToken"),
  ];
  for (let time = 0; time < requests; time++) await ask(path, key, headers);
  const count = authentications.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  vi.restoreAllMocks();
  return count;
}
const requests = 20;

const lookUp = (line = context.acme.twilio) =>
  `${inbound}?provider=${line.provider}&to=${encodeURIComponent(line.line)}`;
const callFrom = (userId = context.acme.member.id) => `${outbound}?provider=twilio&user=${userId}`;
const callTo = (to = "%2B16045550100", more = "") =>
  `${outbound}?user=${context.acme.member.id}&to=${to}${more}`;

async function makeRouterKey(): Promise<string> {
  return (await created(context.app.ask, "/registry/v1/router-keys", { name: "router" })).key;
}

describe("a lookup that is served from memory", () => {
  test.each([
    ["inbound", () => lookUp()],
    ["inbound of an opaque line", () => lookUp(context.acme.ippanel)],
    ["inbound with the fields in another order", () => `${inbound}?to=%2b14165550102&provider=twilio`],
    ["outbound", () => callFrom()],
    ["outbound to a number", () => callTo()],
    ["outbound to a number by a policy", () => callTo("%2B493012345678", "&provider=twilio&policy=default")],
  ])("is answered without the framework: %s", async (_, path) => {
    const key = await makeRouterKey();
    await ask(path(), key);
    expect(await countThroughFramework(path(), key)).toBe(0);
    expect(await countThroughFramework(path(), key, throughFramework)).toBe(requests);
  });

  test("is answered without the framework: with a JWT", async () => {
    const token = await signToken(context.acme.admin.id);
    await ask(lookUp(), token);
    expect(await countThroughFramework(lookUp(), token)).toBe(0);
  });

  test("goes through the framework with a body of any length", async () => {
    const chunked = { "transfer-encoding": "chunked" };
    expect(await countThroughFramework(lookUp(), context.acme.admin.key, chunked)).toBe(requests);
  });

  test.each(["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "does not exist for %s",
    async (method) => {
      const { key } = context.acme.admin;
      await ask(lookUp(), key);
      const [short, long] = [
        await ask(lookUp(), key, {}, method),
        await ask(lookUp(), key, throughFramework, method),
      ];
      expect({ ...short, requestId: "" }).toEqual({ ...long, requestId: "" });
      expect(short.text).not.toContain("holder");
    },
  );

  test("is answered byte for byte as by the framework, for all queries and callers", async () => {
    const { acme, app } = context;
    await assignLookedUpNumbers(context);
    const expiring = {
      userId: acme.admin.id,
      name: "old",
      expiresAt: new Date(app.clock.now + dayMs).toISOString(),
    };
    const { key: expired } = await created(
      app.ask,
      `/registry/v1/organizations/${acme.id}/api-keys`,
      expiring,
    );
    await ask(lookUp(), expired);
    app.clock.now += dayMs;
    const keys = [
      await makeRouterKey(),
      acme.admin.key,
      acme.member.key,
      await signToken(acme.admin.id, { exp: app.clock.now / 1000 + 60 }),
      await expiredToken(acme.admin.id),
      expired,
      `${acme.admin.key}x`,
      "",
    ];
    const value = fc.oneof(
      fc.constantFrom("twilio", "ippanel", "nobody", "true", "", "+", "%2B", "%00", "%C3%A9", "1;fresh=true"),
      fc.constantFrom("default", "sameCountry", "%2B16045550100", "%2B98BANK"),
      fc.constantFrom(...[acme.twilio, acme.ippanel].map(({ line }) => encodeURIComponent(line))),
      fc.constantFrom(
        acme.member.id,
        acme.other.id,
        acme.member.id.toUpperCase(),
        acme.twilio.line,
        "%2b1416555",
      ),
    );
    const names = ["provider", "to", "user", "userId", "policy", "fresh", "__proto__"];
    const field = fc.tuple(fc.constantFrom(...names), value);
    const odd = fc.array(field, { maxLength: 3 }).map((fields) => fields.map((it) => it.join("=")).join("&"));
    const sound = fc.constantFrom(
      lookUp(),
      lookUp(acme.sinch),
      lookUp(acme.ippanel),
      callFrom(),
      callFrom(acme.other.id),
      callTo(),
      callTo("%2B493012345678", "&policy=default"),
    );
    const path = fc.oneof(
      sound,
      fc.tuple(sound, field).map(([asked, more]) => `${asked}&${more.join("=")}`),
      odd.map((query) => `${inbound}?${query}`),
      odd.map((query) => `${outbound}?${query}`),
    );
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom(...keys), async (asked, key) => {
        const [short, long] = [await ask(asked, key), await ask(asked, key, throughFramework)];
        expect({ ...short, requestId: "" }).toEqual({ ...long, requestId: "" });
      }),
      { numRuns: 600 },
    );
  });

  test("has the X-Request-Id of the request or a new one", async () => {
    const { key } = context.acme.admin;
    await ask(lookUp(), key);
    expect((await ask(lookUp(), key, { "x-request-id": "call-7" })).requestId).toBe("call-7");
    const ids = [await ask(lookUp(), key), await ask(lookUp(), key)].map(({ requestId }) => requestId);
    expect(ids).toEqual([expect.stringMatching(/^[\w-]{36}$/), expect.stringMatching(/^[\w-]{36}$/)]);
    expect(new Set(ids).size).toBe(2);
  });

  test("is counted like other requests", async () => {
    const counted = async () => {
      const metrics = await scrape(context.app.ask);
      const labels = { dialect: "native", operation: "routeInbound", status: "200" };
      return [
        metrics.value("whoseline_requests_total", labels),
        metrics.value("whoseline_request_duration_seconds_count", { operation: "routeInbound" }),
        metrics.value("whoseline_route_lookups_total", { question: "inbound", outcome: "unassigned" }),
      ];
    };
    const before = await counted();
    for (let time = 0; time < requests; time++) await ask(lookUp(), context.acme.admin.key);
    expect(await counted()).toEqual(before.map((count) => count + requests));
  });
});

describe("the next lookup is rejected after", () => {
  /** Returns the statuses right before and right after an acknowledged change. */
  async function around(key: string, change: () => Promise<{ status: number }>): Promise<[number, number]> {
    await ask(lookUp(), key);
    const { status: before } = await ask(lookUp(), key);
    expect((await change()).status).toBeLessThan(300);
    return [before, (await ask(lookUp(), key)).status];
  }

  test.each(credentialChanges)("$name", async ({ prepare, status }) => {
    const { key, change } = await prepare(context);
    expect(await around(key, change)).toEqual([200, status]);
  });

  test("its token expired", async () => {
    const token = await signToken(context.acme.admin.id, { exp: context.app.clock.now / 1000 + 60 });
    const wait = async () => {
      context.app.clock.now += 60_000;
      return { status: 200 };
    };
    expect(await around(token, wait)).toEqual([200, 401]);
  });
});
