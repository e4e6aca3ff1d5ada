import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/index.ts";
import type { DialectName } from "../../src/model.ts";
import { type Answer, type RunningApp, startApp, superadminKey } from "../helpers/app.ts";
import { errorResponseViolations } from "../helpers/error-responses.ts";
import { openStream } from "../helpers/sse.ts";
import { testStart } from "../helpers/time.ts";
import { signToken } from "../helpers/tokens.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";

let app: RunningApp;
let acme: Organization;
/** Advances the clock, so that the requests of the set-up are in an earlier window. */
async function start(limit?: string) {
  app = await startApp({ settings: limit === undefined ? {} : { WHOSELINE_RATE_LIMIT: limit } });
  acme = await makeOrganization(app.ask, "acme", "1");
  app.clock.now += 60_000;
}
afterEach(() => app.close());

const own = () => `GET /registry/v1/organizations/${acme.id}`;
const sound: Record<DialectName, () => string> = {
  native: own,
  tether: () => `GET /api/organizations/${acme.id}/phone-numbers`,
  telnyx: () => "GET /v2/organizations/users",
  ippanel: () => "GET /v1/api/number/numbers",
};
const callers: Partial<Record<DialectName, () => string>> = { tether: () => superadminKey };
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);
async function times(count: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < count) answers.push(await ask());
  return answers;
}

describe("without a limit", () => {
  beforeEach(() => start());

  test("no response has rate-limit headers", async () => {
    const answer = await app.ask("GET /v2/organizations/users", { key: acme.admin.key });
    expect([...answer.headers.keys()].filter((name) => /rate|retry/.test(name))).toEqual([]);
  });
});

describe("with 20 requests per minute and credential", () => {
  beforeEach(() => start("20"));

  test.each(dialects)(
    "$name rejects the next request in its own format until the minute is over",
    async (dialect) => {
      const ask = () => app.ask(sound[dialect.name](), { key: callers[dialect.name]?.() ?? acme.admin.key });
      expect(statuses(await times(20, ask))).toEqual(Array(20).fill(200));
      app.clock.now += 12_000;
      const refused = await ask();
      expect(refused.status).toBe(429);
      expect(refused.headers.get("retry-after")).toBe("48");
      expect(errorResponseViolations(dialect.name, refused)).toEqual([]);
      app.clock.now += 47_999;
      expect((await ask()).status).toBe(429);
      app.clock.now += 1;
      expect((await ask()).status).toBe(200);
    },
  );

  test("counts each credential separately, also two of one user", async () => {
    const { key } = await created(app.ask, `/registry/v1/organizations/${acme.id}/api-keys`, {
      userId: acme.admin.id,
      name: "second",
    });
    expect(statuses(await times(21, () => app.ask(own(), { key }))).at(-1)).toBe(429);
    expect((await app.ask(own(), { key: acme.admin.key })).status).toBe(200);
    expect((await app.ask(own())).status).toBe(200);
  });

  test("counts the JWTs of one user together", async () => {
    const [first, second] = await Promise.all([
      signToken(acme.admin.id, { jti: "1" }),
      signToken(acme.admin.id, { jti: "2" }),
    ]);
    app.clock.now = testStart + 120_000;
    expect(statuses(await times(20, () => app.ask(own(), { key: first })))).toEqual(Array(20).fill(200));
    expect((await app.ask(own(), { key: second })).status).toBe(429);
  });

  test("counts a write once and rejects it before its body is read", async () => {
    const groups = `POST /registry/v1/organizations/${acme.id}/groups`;
    const names = Array.from({ length: 20 }, (_, index) => `group ${index}`);
    for (const name of names)
      expect((await app.ask(groups, { key: acme.admin.key, body: { name } })).status).toBe(201);
    expect((await app.ask(groups, { key: acme.admin.key, body: "{" })).status).toBe(429);
  });

  test("counts a lookup that is served from memory", async () => {
    await app.installation.routeIndexSync.built;
    const ask = () =>
      app.ask("GET /registry/v1/routes/inbound?provider=twilio&to=%2B14165550199", { key: acme.admin.key });
    expect(statuses(await times(21, ask))).toEqual([...Array(20).fill(200), 429]);
  });

  test("counts a forbidden request", async () => {
    const ask = () => app.ask("GET /registry/v1/organizations", { key: acme.admin.key });
    expect(statuses(await times(21, ask))).toEqual([...Array(20).fill(403), 429]);
  });

  test("does not count invalid credentials and unknown paths", async () => {
    expect(statuses(await times(30, () => app.ask(own(), { key: "wl_nobody" })))).toEqual(
      Array(30).fill(401),
    );
    expect(statuses(await times(30, () => app.ask("GET /v2/nowhere")))).toEqual(Array(30).fill(404));
    expect((await app.ask(own(), { key: acme.admin.key })).status).toBe(200);
  });

  test.each(["/healthz", "/readyz", "/docs/openapi/native.json"])("%s has no limit", async (path) => {
    expect(statuses(await times(25, () => app.ask(`GET ${path}`)))).toEqual(Array(25).fill(200));
  });

  test("a clock that is set back does not lock a caller out", async () => {
    const ask = () => app.ask(own(), { key: acme.admin.key });
    await times(21, ask);
    app.clock.now -= 3_600_000;
    expect((await ask()).status).toBe(200);
  });

  test("telnyx reports the quota in its own headers", async () => {
    const { headers } = await app.ask("GET /v2/organizations/users", { key: acme.admin.key });
    expect(headers.get("x-ratelimit-limit")).toBe("20");
    expect(headers.get("x-ratelimit-remaining")).toBe("19");
    expect(headers.get("x-ratelimit-reset")).toBe("60");
  });

  test("an event stream has the headers and counts as one request", async () => {
    const url = `${app.url}/registry/v1/organizations/${acme.id}/events/stream`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${acme.admin.key}` } });
    expect(response.headers.get("ratelimit")).toBe('"credential";r=19;t=60');
    await response.body?.cancel();
    const reader = await openStream(url, acme.admin.key);
    for (let count = 0; count < 8; count++) await reader.next();
    await reader.close();
    expect((await app.ask(own(), { key: acme.admin.key })).headers.get("ratelimit")).toContain("r=17");
  });
});

describe("with 20 per credential and 25 per organization", () => {
  beforeEach(() => start("20/25"));

  test("its credentials share the limit, and the headers contain both", async () => {
    await times(20, () => app.ask(own(), { key: acme.admin.key }));
    const { headers } = await app.ask(own(), { key: acme.owner.key });
    expect(headers.get("ratelimit-policy")).toBe('"credential";q=20;w=60, "organization";q=25;w=60');
    expect(headers.get("ratelimit")).toBe('"credential";r=19;t=60, "organization";r=4;t=60');
    const telnyx = await app.ask("GET /v2/organizations/users", { key: acme.owner.key });
    expect(telnyx.headers.get("x-ratelimit-limit")).toBe("25");
    expect(telnyx.headers.get("x-ratelimit-remaining")).toBe("3");
    const rest = await times(4, () => app.ask(own(), { key: acme.owner.key }));
    expect(statuses(rest)).toEqual([200, 200, 200, 429]);
  });

  test("a rejected request of one credential does not count against the organization", async () => {
    await times(40, () => app.ask(own(), { key: acme.admin.key }));
    expect((await app.ask(own(), { key: acme.owner.key })).status).toBe(200);
  });

  test("does not affect another organization and the platform", async () => {
    const rival = await makeOrganization(app.ask, "rival", "2");
    app.clock.now += 60_000;
    await times(20, () => app.ask(own(), { key: acme.admin.key }));
    await times(6, () => app.ask(own(), { key: acme.owner.key }));
    expect((await app.ask(own(), { key: acme.member.key })).status).toBe(429);
    expect((await app.ask(own())).headers.get("ratelimit")).toBe('"credential";r=19;t=60');
    const theirs = `GET /registry/v1/organizations/${rival.id}`;
    expect((await app.ask(theirs, { key: rival.admin.key })).status).toBe(200);
  });
});
