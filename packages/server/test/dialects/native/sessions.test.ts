import { describe, expect, test } from "vitest";
import { superadminKey } from "../../helpers/app.ts";
import { type Browser, createBrowser, signIn } from "../../helpers/browser.ts";
import { engineNames } from "../../helpers/engines.ts";
import { startCluster } from "../../helpers/instances.ts";
import { asUser, useTestContext } from "../../helpers/test-context.ts";
import { testStart } from "../../helpers/time.ts";
import { signToken } from "../../helpers/tokens.ts";
import { until } from "../../helpers/until.ts";
import { created, makeOrganization } from "../../helpers/world.ts";

const minute = 60_000;
const sessions = "/registry/v1/sessions";
const me = "GET /registry/v1/me";
const statusOf = async (browser: Browser) => (await browser.ask(me)).status;

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const organization = () => `/registry/v1/organizations/${context.acme.id}`;

  describe("a sign-in", () => {
    test("exchanges an API key for a session that acts as its user with its scopes", async () => {
      const { member } = context.acme;
      const body = { user: member.id, name: "reader", scopes: ["readOnly"] };
      const key = await created(context.app.ask, `${organization()}/api-keys`, body);
      const browser = await signIn(context.app, key.key);
      const { json } = await browser.ask(me);
      expect(json).toMatchObject({
        user: { id: member.id },
        apiKey: { id: key.id, scopes: ["readOnly"] },
        session: { keyId: key.id, expiresAt: new Date(testStart + 12 * 60 * minute).toISOString() },
        token: null,
      });
      const answer = await browser.ask(`PATCH ${organization()}`, { body: { name: "Changed" } });
      expect([answer.status, answer.json.code]).toEqual([403, "insufficient_role"]);
    });

    test("records changes as the user's, with the session as the credential", async () => {
      const browser = await signIn(context.app, context.acme.admin.key);
      const { json } = await browser.ask(me);
      await browser.ask(`POST ${organization()}/groups`, { body: { name: "Sales" } });
      const events = await context.admin.get("/events?kind=group.created");
      expect(events.json.items).toMatchObject([
        { actorId: context.acme.admin.id, credentialId: json.session.id },
      ]);
    });

    test("neither shows nor stores the secret", async () => {
      const browser = createBrowser(context.app);
      const answer = await browser.ask(`POST ${sessions}`, { key: context.acme.member.key });
      const secret = browser.cookie.split("=")[1] ?? "";
      expect(secret).toMatch(/^ws_/);
      expect(answer.text).not.toContain(secret);
      const direct = await context.app.ask(me, { key: secret });
      expect([direct.status, direct.json.code]).toEqual([401, "invalid_credential"]);
    });

    test("replays a repeated request without the cookie", async () => {
      const browser = createBrowser(context.app);
      const headers = { "idempotency-key": "sign-in" };
      const ask = () => browser.ask(`POST ${sessions}`, { key: context.acme.member.key, headers });
      const [first, second] = [await ask(), await ask()];
      expect([second.status, second.json.id]).toEqual([201, first.json.id]);
      expect(second.headers.getSetCookie()).toEqual([]);
    });

    test("with a JWT ends with the token", async () => {
      const exp = testStart / 1000 + 600;
      const browser = await signIn(context.app, await signToken(context.acme.member.id, { exp }));
      expect((await browser.ask(me)).json.session).toMatchObject({
        keyId: null,
        expiresAt: new Date(exp * 1000).toISOString(),
      });
    });

    test("with an invitation redeems it", async () => {
      const { json: user } = await context.admin.post("/users", { name: "New", email: "new@acme.example" });
      const { json } = await context.admin.post(`/users/${user.id}/invitations`, {});
      expect(json.link).toBe(`${context.app.url}/console/#invitation=${json.invitation}`);
      const browser = await signIn(context.app, json.invitation);
      expect((await browser.ask(me)).json).toMatchObject({ user: { id: user.id }, apiKey: null });
      const again = await createBrowser(context.app).ask(`POST ${sessions}`, { key: json.invitation });
      expect([again.status, again.json.code]).toEqual([401, "invitation_used"]);
      const own = await browser.ask(`POST ${organization()}/api-keys`, {
        body: { user: user.id, name: "Laptop" },
      });
      expect(own.status).toBe(201);
    });

    test("is not possible with a session", async () => {
      const browser = await signIn(context.app, context.acme.member.key);
      const answer = await browser.ask(`POST ${sessions}`);
      expect([answer.status, answer.json.code]).toEqual([403, "session_not_exchangeable"]);
    });

    test("beyond twenty sessions ends the user's oldest one", async () => {
      const first = await signIn(context.app, context.acme.member.key);
      const second = await signIn(context.app, context.acme.member.key);
      for (let count = 2; count < 20; count++) await signIn(context.app, context.acme.member.key);
      expect(await statusOf(first)).toBe(200);
      await signIn(context.app, context.acme.member.key);
      expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
    });
  });

  describe("a session ends", () => {
    const signedIn = () => signIn(context.app, context.acme.member.key);
    const expectEnded = async (browser: Browser) => {
      const { status, json } = await browser.ask(me);
      expect([status, json.code]).toEqual([401, "session_ended"]);
    };

    test("after 30 minutes without a request, also when its use is not stored yet", async () => {
      const browser = await signedIn();
      context.app.clock.now += 29 * minute;
      expect(await statusOf(browser)).toBe(200);
      context.app.clock.now += 29 * minute;
      expect(await statusOf(browser)).toBe(200);
      await context.app.installation.storeCredentialUses();
      context.app.clock.now += 30 * minute;
      await expectEnded(browser);
    });

    test("after 12 hours, however often it is used", async () => {
      const browser = await signedIn();
      for (let hours = 0; hours < 12; hours += 0.25) {
        expect(await statusOf(browser)).toBe(200);
        context.app.clock.now += 15 * minute;
      }
      await expectEnded(browser);
    });

    test.each([
      ["sign-out of the console", (browser: Browser) => browser.ask(`DELETE ${sessions}/current`)],
      ["sign-out of the user", () => context.admin.post(`/users/${context.acme.member.id}/sign-out`)],
      [
        "disabled user",
        () => context.admin.patch(`/users/${context.acme.member.id}`, { status: "disabled" }),
      ],
      ["other role", () => context.admin.patch(`/users/${context.acme.member.id}`, { role: "auditor" })],
      ["removed user", () => context.admin.delete(`/users/${context.acme.member.id}`)],
      [
        "block",
        () =>
          context.app.ask(`PATCH ${organization()}/users/${context.acme.member.id}`, {
            body: { status: "blocked" },
          }),
      ],
    ])("with the %s", async (_what, end) => {
      const browser = await signedIn();
      const { cookie } = browser;
      expect(await statusOf(browser)).toBe(200);
      expect((await end(browser)).status).toBeLessThan(300);
      const headers = { cookie, "sec-fetch-site": "same-origin" };
      const { status } = await context.app.ask(me, { key: null, headers });
      expect(status).toBe(401);
    });

    test("with the other role, and does not begin again with the former role", async () => {
      const browser = await signedIn();
      for (const role of ["auditor", "member"])
        await context.admin.patch(`/users/${context.acme.member.id}`, { role });
      await expectEnded(browser);
    });

    test("with its key, and not with another key of the user", async () => {
      const { member } = context.acme;
      const add = (name: string) =>
        created(context.app.ask, `${organization()}/api-keys`, { user: member.id, name });
      const [one, two] = [await add("one"), await add("two")];
      const [first, second] = [await signIn(context.app, one.key), await signIn(context.app, two.key)];
      await asUser(context, member).delete(`/api-keys/${one.id}`);
      await expectEnded(first);
      expect(await statusOf(second)).toBe(200);
      await asUser(context, member).post(`/api-keys/${two.id}/rotate`, { overlapSeconds: 60 });
      expect(await statusOf(second)).toBe(200);
      context.app.clock.now += minute;
      await expectEnded(second);
    });
  });

  test("a superadmin acts in every organization and lists the sessions of the superadmin", async () => {
    const browser = await signIn(context.app, superadminKey);
    expect((await browser.ask(`GET ${organization()}/users`)).status).toBe(200);
    const { items } = (await browser.ask(`GET ${sessions}`)).json;
    expect(items).toMatchObject([{ userId: context.app.superadmin.userId, isCurrent: true }]);
    await browser.ask(`DELETE ${sessions}/current`);
    expect(browser.cookie).toBe("");
  });

  describe("the list", () => {
    test("shows the caller's open sessions and marks the one of the request", async () => {
      const [other, browser] = [
        await signIn(context.app, context.acme.member.key),
        await signIn(context.app, context.acme.member.key),
      ];
      const { json } = await browser.ask(`GET ${sessions}`);
      const { session } = (await browser.ask(me)).json;
      expect(json.items).toMatchObject([
        {
          method: "apiKey",
          isCurrent: false,
          revokedAt: null,
          idleAt: new Date(testStart + 30 * minute).toISOString(),
        },
        { id: session.id, isCurrent: true },
      ]);
      const ended = await browser.ask(`DELETE ${sessions}/${json.items[0].id}`);
      expect([ended.status, ended.json.revokedAt]).toEqual([200, new Date(testStart).toISOString()]);
      expect(await statusOf(other)).toBe(401);
      expect((await browser.ask(`GET ${sessions}`)).json.items).toHaveLength(1);
      context.app.clock.now += 31 * minute;
      expect((await context.app.ask(`GET ${sessions}`, { key: context.acme.member.key })).json.items).toEqual(
        [],
      );
    });

    test("of the organization is the admin's, a member's has only their own", async () => {
      const { admin, member, owner } = context.acme;
      await Promise.all([admin, member, owner].map(({ key }) => signIn(context.app, key)));
      const list = async (query = "") =>
        (await context.admin.get(`/sessions${query}`)).json.items.map(
          ({ userId }: { userId: string }) => userId,
        );
      expect((await list()).toSorted()).toEqual([admin.id, member.id, owner.id].toSorted());
      expect(await list(`?user=${member.id}`)).toEqual([member.id]);
      const own = await asUser(context, member).get("/sessions");
      expect(own.json.items).toMatchObject([{ userId: member.id }]);
    });

    test("lets an admin end the session of a member, and not the owner's", async () => {
      const { member, owner } = context.acme;
      const [browser, kept] = [await signIn(context.app, member.key), await signIn(context.app, owner.key)];
      const idOf = async (by: Browser) => (await by.ask(me)).json.session.id;
      const [id, keptId] = [await idOf(browser), await idOf(kept)];
      const foreign = await asUser(context, member).delete(`/sessions/${keptId}`);
      expect([foreign.status, foreign.json.code]).toEqual([404, "session_not_found"]);
      expect((await context.admin.delete(`/sessions/${id}`)).status).toBe(200);
      expect(await statusOf(browser)).toBe(401);
      expect((await context.admin.delete(`/sessions/${keptId}`)).json.code).toBe("owner_only");
      expect(await statusOf(kept)).toBe(200);
    });
  });
});

test("a session is valid in every process, and ended in every process within a second", async () => {
  const cluster = await startCluster("postgres", 2);
  try {
    const [one, two] = [cluster.at(0), cluster.at(1)];
    const acme = await makeOrganization(one.ask, "acme", "1");
    const browser = await signIn(one, acme.member.key);
    const elsewhere = async () =>
      (
        await two.ask(me, {
          key: null,
          headers: { cookie: browser.cookie, "sec-fetch-site": "same-origin" },
        })
      ).status;
    expect(await elsewhere()).toBe(200);
    await one.ask(`PATCH /registry/v1/organizations/${acme.id}/users/${acme.member.id}`, {
      body: { role: "auditor" },
    });
    expect(await statusOf(browser)).toBe(401);
    await until("the other process has noticed", async () => (await elsewhere()) === 401);
  } finally {
    await cluster.close();
  }
});
