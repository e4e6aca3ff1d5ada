import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../helpers/app.ts";
import { createBrowser, ownPage, signIn } from "../helpers/browser.ts";
import { makeWorld, type World } from "../helpers/world.ts";

const app = useApp();
let world: World;
beforeAll(async () => {
  world = await makeWorld(app.ask);
});

const groups = () => `POST /registry/v1/organizations/${world.acme.id}/groups`;
const me = "GET /registry/v1/me";
const signedIn = async () => (await signIn(app, world.acme.admin.key)).cookie;
let count = 0;
const body = () => {
  count += 1;
  return { name: `Group ${count}` };
};
const outcome = ({ status, json }: { status: number; json: { code?: string } }) => [status, json?.code];

/** A request as a browser sends it for a page of this origin or site. */
const asPage = async (request: string, headers: Record<string, string>, sent?: unknown) =>
  outcome(
    await app.ask(request, {
      key: null,
      headers: { cookie: await signedIn(), ...headers },
      ...(sent !== undefined && { body: sent }),
    }),
  );

describe("a request with the cookie of a session", () => {
  test.each(["cross-site", "same-site", "none", "Same-Origin"])(
    "is rejected with Sec-Fetch-Site %s",
    async (site) => {
      const headers = { "sec-fetch-site": site, origin: app.url };
      expect(await asPage(me, headers)).toEqual([403, "cross_origin_request"]);
      expect(await asPage(groups(), headers, body())).toEqual([403, "cross_origin_request"]);
    },
  );

  test("needs Sec-Fetch-Site for a read, and for a change that or an equal Origin", async () => {
    expect(await asPage(me, {})).toEqual([403, "cross_origin_request"]);
    expect(await asPage(me, { origin: app.url })).toEqual([403, "cross_origin_request"]);
    expect(await asPage(me, ownPage)).toEqual([200, undefined]);
    expect(await asPage(groups(), {}, body())).toEqual([403, "cross_origin_request"]);
    expect(await asPage(groups(), { origin: app.url }, body())).toEqual([201, undefined]);
    expect(await asPage(groups(), ownPage, body())).toEqual([201, undefined]);
  });

  test.each(["null", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "not a URL"])(
    "is rejected with the Origin %s",
    async (origin) => {
      expect(await asPage(groups(), { origin }, body())).toEqual([403, "cross_origin_request"]);
    },
  );

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "is rejected with the Content-Type %s, also without a body",
    async (type) => {
      const headers = { ...ownPage, "content-type": type };
      expect(await asPage(groups(), headers, JSON.stringify(body()))).toEqual([400, "session_content_type"]);
      const user = world.acme.other.id;
      const path = `POST /registry/v1/organizations/${world.acme.id}/users/${user}/sign-out`;
      expect(await asPage(path, headers)).toEqual([400, "session_content_type"]);
    },
  );

  test("counts only in the native API", async () => {
    const headers = { ...ownPage };
    for (const path of [
      `/api/organizations/${world.acme.id}/phone-numbers`,
      `/v2/organizations/${world.acme.id}/users`,
      "/v1/api/numbers",
    ]) {
      const [status] = await asPage(`GET ${path}`, headers);
      expect([path, status]).toEqual([path, status === 404 ? 404 : 401]);
    }
    expect(
      (
        await app.ask("GET /metrics", {
          key: null,
          headers: { cookie: await signedIn(), "x-forwarded-for": "198.51.100.1" },
        })
      ).status,
    ).toBe(403);
  });

  test("is ignored when the Authorization header has a credential, valid or not", async () => {
    const cookie = await signedIn();
    const headers = { cookie, ...ownPage };
    const member = await app.ask(me, { key: world.acme.member.key, headers });
    expect(member.json.user.id).toBe(world.acme.member.id);
    expect((await app.ask(me, { key: "wl_wrong", headers })).status).toBe(401);
    const basic = await app.ask(me, { key: null, headers: { ...headers, authorization: "Basic eDp5" } });
    expect(basic.status).toBe(401);
  });

  test("is rejected when its secret was changed or invented", async () => {
    const cookie = await signedIn();
    const changed = cookie.slice(0, -10) + (cookie.at(-10) === "A" ? "B" : "A") + cookie.slice(-9);
    for (const sent of [
      changed,
      "whoseline_session=",
      "whoseline_session=x",
      `whoseline_session=${world.acme.admin.key}`,
    ])
      expect((await app.ask(me, { key: null, headers: { ...ownPage, cookie: sent } })).status).toBe(401);
  });
});

describe("a sign-in", () => {
  const sessions = "POST /registry/v1/sessions";
  const attempt = (headers: Record<string, string>) =>
    app.ask(sessions, { key: world.acme.member.key, headers });
  const cookieOf = async (headers: Record<string, string>) =>
    (await attempt(headers)).headers.getSetCookie().map((line) => line.replace(/=ws_\w+/, "=…"));

  test("over HTTPS gets a cookie of this host only, over HTTP on this machine another one", async () => {
    const common = "Path=/; HttpOnly; SameSite=Strict; Max-Age=43200";
    const secure = { ...ownPage, origin: "https://lines.example", host: "lines.example" };
    expect(await cookieOf(secure)).toEqual([`__Host-whoseline=…; Secure; ${common}`]);
    expect(await cookieOf(ownPage)).toEqual([`whoseline_session=…; ${common}`]);
    expect(await cookieOf({ ...ownPage, origin: "http://[::1]:2212" })).toEqual([
      `whoseline_session=…; ${common}`,
    ]);
  });

  test("over HTTP from another machine is rejected", async () => {
    const answer = await attempt({ ...ownPage, origin: "http://lines.example" });
    expect(outcome(answer)).toEqual([403, "https_required"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("by a page of another server is rejected", async () => {
    for (const headers of [
      { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example" },
    ] as Record<string, string>[])
      expect(outcome(await attempt(headers))).toEqual([403, "cross_origin_request"]);
  });

  test("never continues a session that the browser had before", async () => {
    const browser = createBrowser(app);
    const first = await browser.ask(sessions, { key: world.acme.member.key });
    const fixed = browser.cookie;
    const second = await browser.ask(sessions, { key: world.acme.admin.key });
    expect(second.json.id).not.toBe(first.json.id);
    expect(browser.cookie).not.toBe(fixed);
    expect((await browser.ask(me)).json.user.id).toBe(world.acme.admin.id);
  });

  test("with a cookie without __Host- counts neither behind a proxy nor under another name", async () => {
    const cookie = await signedIn();
    const ask = async (headers: Record<string, string>) =>
      (await app.ask(me, { key: null, headers: { cookie, ...ownPage, ...headers } })).status;
    expect(await ask({})).toBe(200);
    expect(await ask({ "x-forwarded-for": "198.51.100.1" })).toBe(401);
  });
});
