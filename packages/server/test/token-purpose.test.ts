import { describe, expect, test } from "vitest";
import { jwtAudience, startApp, useApp } from "./helpers/app.ts";
import { signToken } from "./helpers/tokens.ts";
import { makeWorld } from "./helpers/world.ts";

const app = useApp();
const users = (key: string, ask = app.ask) => ask("GET /v2/organizations/users", { key });

describe("a JWT", async () => {
  let adminId = "";
  let memberId = "";
  const statusOf = async (claims: object, header: object = {}) => {
    if (adminId === "") {
      const { acme } = await makeWorld(app.ask);
      [adminId, memberId] = [acme.admin.id, acme.member.id];
    }
    return (await users(await signToken(adminId, resolve(claims), { header }))).status;
  };
  const resolve = (claims: object) =>
    Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [
        name,
        value === "«admin»"
          ? adminId
          : value === "«ADMIN»"
            ? adminId.toUpperCase()
            : value === "«member»"
              ? memberId
              : value,
      ]),
    );

  test.each(["JWT", "jwt", "at+jwt", "application/at+jwt"])("is accepted with the type %s", async (typ) => {
    expect(await statusOf({}, { typ })).toBe(200);
  });

  test.each(["logout+jwt", "secevent+jwt", "dpop+jwt", "id+jwt", "refresh", "", 1])(
    "is rejected with the type %j",
    async (typ) => {
      expect(await statusOf({}, { typ })).toBe(401);
    },
  );

  test.each([
    [200, { typ: "Bearer" }],
    [200, { token_use: "access" }],
    [200, { token_type: "Bearer" }],
    [401, { typ: "Refresh" }],
    [401, { typ: "Offline" }],
    [401, { typ: "Logout" }],
    [401, { typ: "ID" }],
    [401, { typ: 1 }],
    [401, { token_use: "id" }],
    [401, { token_use: "refresh" }],
    [401, { token_type: "refresh" }],
    [401, { at_hash: "x" }],
    [401, { c_hash: "x" }],
    [401, { events: { "http://schemas.openid.net/event/backchannel-logout": {} } }],
  ])("is answered with %i with the claims %j", async (status, claims) => {
    expect(await statusOf(claims)).toBe(status);
  });

  test("is rejected when it was issued more than a minute from now", async () => {
    const now = app.clock.now / 1000;
    expect([await statusOf({ iat: now + 60 }), await statusOf({ iat: now + 61 })]).toEqual([200, 401]);
  });

  test.each([
    [200, { sub: "«admin»", userId: "«admin»" }],
    [200, { sub: "«admin»", userId: "«ADMIN»" }],
    [401, { sub: "«admin»", userId: "«member»" }],
    [401, { sub: "«member»", userId: "«admin»" }],
    [401, { sub: "«admin»", userId: "x" }],
    [401, { sub: "«admin»", userId: 1 }],
    [401, { sub: "«admin»", userId: null }],
  ])("is answered with %i when it names the users %j", async (status, claims) => {
    expect(await statusOf(claims)).toBe(status);
  });
});

test("a JWT for an audience is rejected where none is configured, and accepted without one", async () => {
  const other = await startApp({ settings: { WHOSELINE_JWT_AUDIENCE: "" } });
  const { acme } = await makeWorld(other.ask);
  const statusOf = async (aud: string | undefined) =>
    (await users(await signToken(acme.admin.id, { aud }), other.ask)).status;
  expect([await statusOf(jwtAudience), await statusOf(undefined)]).toEqual([401, 200]);
  await other.close();
});

test("JWTs of platform users are rejected without WHOSELINE_JWT_PLATFORM_ROLES, in every dialect", async () => {
  const other = await startApp({ settings: { WHOSELINE_JWT_PLATFORM_ROLES: "" } });
  const { acme } = await makeWorld(other.ask);
  const key = await signToken(other.superadmin.userId);
  const native = await other.ask("GET /registry/v1/organizations", { key });
  expect([native.status, native.json.code]).toEqual([401, "platform_token_rejected"]);
  const tether = await other.ask(`GET /api/organizations/${acme.id}/phone-numbers`, { key });
  expect(tether.status).toBe(401);
  expect((await users(await signToken(acme.admin.id), other.ask)).status).toBe(200);
  expect((await other.ask("GET /registry/v1/organizations")).status).toBe(200);
  await other.close();
});
