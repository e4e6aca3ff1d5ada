import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";
import { jwtAudience, jwtIssuer, type RunningApp, startApp } from "./helpers/app.ts";
import { engineNames } from "./helpers/engines.ts";
import { testStart } from "./helpers/time.ts";
import { makeOrganization, type Organization } from "./helpers/world.ts";

const keys = await generateKeyPair("ES256", { extractable: true });
let issuer: Server;
beforeAll(async () => {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "ES256" };
  issuer = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await once(issuer.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  issuer.closeAllConnections();
  issuer.close();
});

const settings = (field: string, more: Record<string, string> = {}) => ({
  WHOSELINE_JWT_SECRET: "",
  WHOSELINE_JWT_PLATFORM_ROLES: "",
  WHOSELINE_JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`,
  WHOSELINE_JWT_USER_FIELD: field,
  WHOSELINE_JWT_ORGANIZATION_CLAIM: "https://acme.example/org",
  ...more,
});

describe.each(engineNames)("on %s", (engine) => {
  let app: RunningApp;
  let acme: Organization;
  let rival: Organization;
  let count = 0;

  const start = (field: string) => {
    beforeAll(async () => {
      app = await startApp({ engine, settings: settings(field) });
    });
    afterAll(() => app.close());
    beforeEach(async () => {
      count += 1;
      app.clock.now = testStart + count * 60_000;
      acme = await makeOrganization(app.ask, `acme${count}`, `1${count}`);
      rival = await makeOrganization(app.ask, `rival${count}`, `2${count}`);
    });
  };
  const sign = (claims: object) => {
    const now = Math.floor(app.clock.now / 1000);
    return new SignJWT({
      iss: jwtIssuer,
      aud: jwtAudience,
      iat: now,
      exp: now + 600,
      "https://acme.example/org": acme.id,
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: "one", typ: "JWT" })
      .sign(keys.privateKey);
  };
  const enter = async (claims: object, { id } = acme.member, organization = acme) => {
    const key = await sign(claims);
    return app.ask(`GET /registry/v1/organizations/${organization.id}/users/${id}`, { key });
  };
  const statusOf = async (...parts: Parameters<typeof enter>) => (await enter(...parts)).status;
  const patch = (user: { id: string }, body: object, { id, admin } = acme) =>
    app.ask(`PATCH /registry/v1/organizations/${id}/users/${user.id}`, { body, key: admin.key });
  const eventsOf = async (kind: string) =>
    (await app.ask(`GET /registry/v1/organizations/${acme.id}/events?kind=${kind}`)).json.items;

  describe("by externalId", () => {
    start("externalId");

    test("a token signs in the user with its sub, within the organization of the claim", async () => {
      await patch(acme.member, { externalId: "okta|1" });
      await patch(rival.member, { externalId: "okta|1" }, rival);
      app.clock.now += 1000;
      expect(await statusOf({ sub: "okta|1" })).toBe(200);
      const ofRival = { sub: "okta|1", "https://acme.example/org": rival.id };
      expect(await statusOf(ofRival, rival.member, rival)).toBe(200);
      expect(await statusOf(ofRival)).toBe(404);
    });

    test.each([
      ["an unknown sub", { sub: "okta|2" }],
      ["a sub in other case", { sub: "OKTA|1" }],
      ["no sub", {}],
      ["a user's id", { sub: "«id»" }],
      ["no organization", { sub: "okta|1", "https://acme.example/org": undefined }],
      ["an unknown organization", { sub: "okta|1", "https://acme.example/org": "f".repeat(24) }],
      ["the platform", { sub: "okta|1", "https://acme.example/org": "0".repeat(24) }],
      ["an organization that is no text", { sub: "okta|1", "https://acme.example/org": [1] }],
      ["another user in userId", { sub: "okta|1", userId: "f".repeat(24) }],
      ["a NUL in sub", { sub: "okta|1\0" }],
      ["the mark of an ID token", { sub: "okta|1", token_use: "id" }],
    ])("a token with %s is rejected", async (_, claims) => {
      await patch(acme.member, { externalId: "okta|1" });
      app.clock.now += 1000;
      const named = "sub" in claims && claims.sub === "«id»" ? { sub: acme.member.id } : claims;
      expect(await statusOf(named)).toBe(401);
      expect(await eventsOf("identity.linked")).toEqual([]);
    });

    test("userId may repeat sub or the id of the user", async () => {
      await patch(acme.member, { externalId: "okta|1" });
      app.clock.now += 1000;
      for (const userId of ["okta|1", acme.member.id])
        expect(await statusOf({ sub: "okta|1", userId })).toBe(200);
      expect(await statusOf({ sub: "okta|1", userId: acme.other.id })).toBe(401);
    });

    test("an admin who changes the external id ends the link, and the event names the admin", async () => {
      await patch(acme.member, { externalId: "okta|1" });
      app.clock.now += 1000;
      expect(await statusOf({ sub: "okta|1" })).toBe(200);
      await patch(acme.member, { externalId: "okta|9" });
      expect(await statusOf({ sub: "okta|1" })).toBe(401);
      expect(await eventsOf("identity.unlinked")).toMatchObject([
        { subjectId: acme.member.id, actorId: acme.admin.id, before: { externalId: "okta|1" }, after: null },
      ]);
      app.clock.now += 1000;
      expect(await statusOf({ sub: "okta|9" })).toBe(200);
    });

    test("disabled users and tokens from before a sign-out are rejected, also at the first sign-in", async () => {
      await patch(acme.member, { externalId: "okta|1" });
      const early = { sub: "okta|1", iat: Math.floor(app.clock.now / 1000) };
      expect(await statusOf(early)).toBe(401);
      app.clock.now += 1000;
      await patch(acme.member, { status: "disabled" });
      expect(await statusOf({ sub: "okta|1" })).toBe(401);
      expect(await eventsOf("identity.linked")).toEqual([]);
    });
  });

  describe("by email", () => {
    start("email");
    const verified = (email: string) => ({ email, email_verified: true });

    test("the first token links its sub, which signs in whatever its e-mail address is later", async () => {
      const first = await enter({ sub: "g-1", ...verified(acme.member.email.toUpperCase()) });
      expect([first.status, first.json.id]).toEqual([200, acme.member.id]);
      expect(await statusOf({ sub: "g-1", ...verified("lisa@acme.example") })).toBe(200);
      expect(await statusOf({ sub: "g-1" })).toBe(200);
      expect(await statusOf({ sub: "g-2", ...verified(acme.member.email) })).toBe(401);
      expect(await eventsOf("identity.linked")).toMatchObject([
        {
          subjectId: acme.member.id,
          userId: acme.member.id,
          actorId: acme.member.id,
          credentialId: `jwt:${acme.member.id}`,
          before: null,
          after: { userId: acme.member.id, issuer: jwtIssuer, externalId: "g-1" },
        },
      ]);
    });

    test.each([
      ["is not verified", { email_verified: false }],
      ["is verified as text", { email_verified: "true" }],
      ["has no verification", {}],
      ["belongs to nobody", { email: "nobody@acme.example", email_verified: true }],
      ["is a list", { email: ["x"], email_verified: true }],
    ])("a first token whose e-mail address %s is rejected", async (_, claims) => {
      expect(await statusOf({ sub: "g-1", email: acme.member.email, ...claims })).toBe(401);
    });

    test("a person who is linked is not invited, and an open invitation ends in nothing", async () => {
      const invitee = { name: "Nina", email: "nina@acme.example" };
      const path = `/registry/v1/organizations/${acme.id}/users`;
      const nina = (await app.ask(`POST ${path}`, { body: invitee, key: acme.admin.key })).json;
      const invite = () => app.ask(`POST ${path}/${nina.id}/invitations`, { body: {}, key: acme.admin.key });
      const { invitation } = (await invite()).json;
      expect(await statusOf({ sub: "g-1", ...verified(invitee.email) }, nina)).toBe(200);
      expect((await invite()).json.code).toBe("not_invitable");
      const redeemed = await app.ask("POST /registry/v1/invitations/redeem", {
        key: invitation,
        body: { name: "Laptop" },
      });
      expect([redeemed.status, redeemed.json.code]).toEqual([409, "not_invitable"]);
    });

    test("one identity signs in one user, also when two tokens race", async () => {
      const { email } = acme.member;
      const subs = ["g-1", "g-2", "g-3", "g-4"];
      const tokens = await Promise.all(
        subs.flatMap((sub) => [sub, sub].map(() => sign({ sub, ...verified(email) }))),
      );
      const path = `GET /registry/v1/organizations/${acme.id}/users/${acme.member.id}`;
      const statuses = await Promise.all(tokens.map(async (key) => (await app.ask(path, { key })).status));
      const winners = subs.filter((_, index) => statuses[index * 2] === 200);
      expect(winners).toHaveLength(1);
      expect(statuses.filter((status) => status === 200)).toHaveLength(2);
      expect(statuses.filter((status) => status === 401)).toHaveLength(6);
      expect(await eventsOf("identity.linked")).toHaveLength(1);
    });

    test("a linked identity is not linked to a second user", async () => {
      expect(await statusOf({ sub: "g-1", ...verified(acme.member.email) })).toBe(200);
      const other = await enter({ sub: "g-1", ...verified(acme.other.email) }, acme.other);
      expect(other.status).toBe(403);
    });

    test("an admin who changes the e-mail address, or removes the user, ends the link", async () => {
      expect(await statusOf({ sub: "g-1", ...verified(acme.member.email) })).toBe(200);
      await patch(acme.member, { email: "mona@north.example" });
      app.clock.now += 1000;
      expect(await statusOf({ sub: "g-1", ...verified(acme.member.email) })).toBe(401);
      expect(await statusOf({ sub: "g-7", ...verified("mona@north.example") })).toBe(200);
      await app.ask(`DELETE /registry/v1/organizations/${acme.id}/users/${acme.member.id}`);
      expect(await eventsOf("identity.unlinked")).toHaveLength(2);
    });

    test("a sign-out ends the tokens of a linked identity, and keeps the link", async () => {
      expect(await statusOf({ sub: "g-1", ...verified(acme.member.email) })).toBe(200);
      await app.ask(`POST /registry/v1/organizations/${acme.id}/users/${acme.member.id}/sign-out`);
      expect(await statusOf({ sub: "g-1" })).toBe(401);
      app.clock.now += 1000;
      expect(await statusOf({ sub: "g-1" })).toBe(200);
    });

    test("ID tokens are accepted, refresh and logout tokens are not", async () => {
      const token = { sub: "g-1", ...verified(acme.member.email) };
      expect(await statusOf({ ...token, token_use: "id", at_hash: "x" })).toBe(200);
      expect(await statusOf({ ...token, typ: "Refresh" })).toBe(401);
      expect(await statusOf({ ...token, events: {} })).toBe(401);
    });

    test("a service user does not sign in", async () => {
      const path = `/registry/v1/organizations/${acme.id}/users`;
      const { json } = await app.ask(`POST ${path}`, { body: { kind: "service", name: "Bot" } });
      expect(await statusOf({ sub: json.id, ...verified("") })).toBe(401);
    });
  });
});

describe("the settings", () => {
  const read = (more: Record<string, string>) =>
    readConfig({ WHOSELINE_JWT_SECRET: "s".repeat(40), ...more }).jwt.user;
  const issued = { WHOSELINE_JWT_ISSUER: "https://id.example" };
  const organization = "ab".repeat(12);

  test("name one field, and one organization", () => {
    expect(read({})).toEqual({ field: "id" });
    const field = { WHOSELINE_JWT_USER_FIELD: "email", ...issued };
    expect(read({ ...field, WHOSELINE_JWT_ORGANIZATION: organization.toUpperCase() })).toEqual({
      field: "email",
      organization: { id: organization },
    });
    expect(read({ ...field, WHOSELINE_JWT_ORGANIZATION_CLAIM: "org" })).toEqual({
      field: "email",
      organization: { claim: "org" },
    });
  });

  test.each([
    [{ WHOSELINE_JWT_USER_FIELD: "sub" }, "must be id, externalId or email"],
    [{ WHOSELINE_JWT_USER_FIELD: "id,email" }, "must be id, externalId or email"],
    [{ WHOSELINE_JWT_USER_FIELD: "email", ...issued }, "requires either WHOSELINE_JWT_ORGANIZATION or"],
    [
      {
        WHOSELINE_JWT_USER_FIELD: "email",
        ...issued,
        WHOSELINE_JWT_ORGANIZATION: organization,
        WHOSELINE_JWT_ORGANIZATION_CLAIM: "org",
      },
      "requires either WHOSELINE_JWT_ORGANIZATION or",
    ],
    [
      { WHOSELINE_JWT_USER_FIELD: "externalId", WHOSELINE_JWT_ORGANIZATION_CLAIM: "org" },
      "WHOSELINE_JWT_ISSUER is required",
    ],
    [
      { WHOSELINE_JWT_ORGANIZATION_CLAIM: "org" },
      "requires WHOSELINE_JWT_USER_FIELD to be externalId or email",
    ],
    [{ WHOSELINE_JWT_ORGANIZATION: "0".repeat(24) }, "must be the id of an organization"],
    [
      {
        WHOSELINE_JWT_USER_FIELD: "email",
        ...issued,
        WHOSELINE_JWT_ORGANIZATION: organization,
        WHOSELINE_JWT_PLATFORM_ROLES: "on",
      },
      "WHOSELINE_JWT_PLATFORM_ROLES requires WHOSELINE_JWT_USER_FIELD to be id",
    ],
  ])("reject %j", (more, sentence) => {
    expect(() => read(more as unknown as Record<string, string>)).toThrow(ConfigError);
    expect(() => read(more as unknown as Record<string, string>)).toThrow(sentence);
  });
});
