import { beforeEach, expect, inject, test } from "vitest";
import { nativeClient } from "../../helpers/native.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { asUser, useTestContext } from "../../helpers/test-context.ts";
import { dayMs } from "../../helpers/time.ts";

const context = useTestContext(inject("engine"));
// biome-ignore lint/suspicious/noExplicitAny: a user of the native dialect
let nina: any;
beforeEach(async () => {
  const email = `nina${context.count}@acme.example`;
  nina = (await context.admin.post("/users", { name: "Nina", email })).json;
});

const invite = (body: object = {}, user: { id: string } = nina) =>
  context.admin.post(`/users/${user.id}/invitations`, body);
const redeem = (invitation: string, body: object = { name: "Nina's laptop" }) =>
  context.app.ask("POST /registry/v1/invitations/redeem", { key: invitation, body });
const works = async (key: string) =>
  (await nativeClient(context.app, context.acme.id, key).get("")).status === 200;

test("an invited person makes their own key, and the events name both", async () => {
  const { admin, acme } = context;
  const { status, json } = await invite();
  expect(status).toBe(201);
  expect(json).toMatchObject({
    userId: nina.id,
    createdBy: acme.admin.id,
    expiresAt: "2026-03-10T14:00:00.000Z",
    redeemedAt: null,
    revokedAt: null,
  });
  expect(json.invitation).toMatch(/^wi_[0-9A-Za-z]{50}$/);
  const redeemed = await redeem(json.invitation);
  expect(redeemed.status).toBe(201);
  expect(redeemed.json).toMatchObject({ userId: nina.id, createdBy: nina.id, name: "Nina's laptop" });
  expect(await works(redeemed.json.key)).toBe(true);
  const events = (await admin.get("/events?limit=200")).json.items.slice(-3);
  expect(events).toMatchObject([
    { kind: "invitation.created", actorId: acme.admin.id, userId: nina.id },
    {
      kind: "invitation.redeemed",
      actorId: nina.id,
      credentialId: json.id,
      after: { createdBy: acme.admin.id, redeemedAt: "2026-03-03T14:00:00.000Z" },
    },
    { kind: "apiKey.created", actorId: nina.id, after: { createdBy: nina.id } },
  ]);
});

test("works once, also when it is redeemed twice at the same time", async () => {
  const { json } = await invite();
  const answers = await Promise.all([redeem(json.invitation), redeem(json.invitation)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
  const again = await redeem(json.invitation);
  expect([again.status, again.json.code]).toEqual([401, "invitation_used"]);
});

test("permits nothing but its redemption", async () => {
  const { app, acme } = context;
  const { json } = await invite();
  const client = nativeClient(app, acme.id, json.invitation);
  for (const path of ["", `/users/${nina.id}`, "/api-keys"])
    expect((await client.get(path)).json.code).toBe("insufficient_role");
  expect((await app.ask("GET /v2/organizations/users", { key: json.invitation })).status).toBe(403);
});

test("is shown once: not in a list, the replay, the database or the log", async () => {
  const { app, admin } = context;
  const options = { headers: { "idempotency-key": `invite-${context.count}` } };
  const path = `/users/${nina.id}/invitations`;
  const { json } = await admin.post(path, {}, options);
  const { invitation, link, ...rest } = json;
  expect(link).toContain(invitation);
  expect((await admin.post(path, {}, options)).json).toEqual(rest);
  expect((await admin.get("/invitations")).json.items).toEqual([rest]);
  const database = openTableReader(app.database);
  expect(await database.dump()).not.toContain(invitation.slice(-20));
  await database.close();
  expect(app.logged.join("")).not.toContain(invitation);
});

test("expires after seven days, or when it was asked to", async () => {
  const { app } = context;
  const { json } = await invite({ expiresAt: "2026-03-04T00:00:00Z" });
  expect(json.expiresAt).toBe("2026-03-04T00:00:00.000Z");
  app.clock.now += dayMs;
  const expired = await redeem(json.invitation);
  expect([expired.status, expired.json.code]).toEqual([401, "credential_expired"]);
});

test.each(["2026-03-03T14:00:00Z", "2026-04-02T14:00:01Z"])("rejects the expiry %s", async (expiresAt) => {
  const { status, json } = await invite({ expiresAt });
  expect([status, json.errors[0].pointer]).toEqual([422, "#/expiresAt"]);
});

test("a revoked invitation is rejected, leaves the list, and cannot be revoked again", async () => {
  const { admin } = context;
  const { json } = await invite();
  expect((await admin.delete(`/invitations/${json.id}`)).json.revokedAt).toBe("2026-03-03T14:00:00.000Z");
  expect((await redeem(json.invitation)).json.code).toBe("invitation_used");
  expect((await admin.get("/invitations")).json.items).toEqual([]);
  expect((await admin.delete(`/invitations/${json.id}`)).json.code).toBe("invitation_not_found");
});

test("a new invitation replaces the open one", async () => {
  const { admin } = context;
  const first = (await invite()).json;
  const second = (await invite()).json;
  expect((await redeem(first.invitation)).status).toBe(401);
  expect((await admin.get("/invitations")).json.items.map(({ id }: { id: string }) => id)).toEqual([
    second.id,
  ]);
  expect((await redeem(second.invitation)).status).toBe(201);
});

test("is not for the owner, a service user, an inactive user, or a person with a key", async () => {
  const { admin, acme } = context;
  const service = (await admin.post("/users", { kind: "service", name: "Sync" })).json;
  const answers = [
    await invite({}, acme.owner),
    await invite({}, service),
    await invite({}, acme.member),
    await invite({}, { id: "f".repeat(24) }),
  ];
  expect(answers.map(({ json }) => json.code)).toEqual([
    "not_invitable",
    "not_invitable",
    "not_invitable",
    "user_not_found",
  ]);
  await admin.patch(`/users/${nina.id}`, { status: "disabled" });
  expect((await invite()).json.code).toBe("user_inactive");
});

test("a person whose keys are revoked or expired can be invited", async () => {
  const { app, admin, platform } = context;
  const expiresAt = new Date(app.clock.now + 1000).toISOString();
  await platform.post("/api-keys", { user: nina.id, name: "short", expiresAt });
  expect((await invite()).status).toBe(409);
  app.clock.now += 1000;
  expect((await invite()).status).toBe(201);
  const { id } = (await platform.post("/api-keys", { user: nina.id, name: "long" })).json;
  await admin.delete(`/api-keys/${id}`);
  expect((await invite()).status).toBe(201);
});

test("is useless once the person got a key in another way", async () => {
  const { json } = await invite();
  await context.platform.post("/api-keys", { user: nina.id, name: "by a superadmin" });
  const late = await redeem(json.invitation);
  expect([late.status, late.json.code]).toEqual([409, "not_invitable"]);
});

test.each([
  ["the removal of the person", () => context.admin.delete(`/users/${nina.id}`)],
  [
    "another e-mail address",
    () => context.admin.patch(`/users/${nina.id}`, { email: `other${context.count}@acme.example` }),
  ],
])("ends with %s", async (_name, change) => {
  const { json } = await invite();
  expect((await change()).status).toBe(200);
  expect((await context.admin.get("/invitations")).json.items).toEqual([]);
  expect((await redeem(json.invitation)).status).toBe(401);
});

test.each([
  ["is removed", (id: string) => context.platform.delete(`/users/${id}`)],
  ["is disabled", (id: string) => context.platform.patch(`/users/${id}`, { status: "disabled" })],
  ["is no admin any longer", (id: string) => context.platform.patch(`/users/${id}`, { role: "member" })],
])("ends when the admin who invited %s", async (_name, change) => {
  const { admin, platform, acme } = context;
  const { json } = await invite();
  expect((await admin.patch(`/users/${acme.admin.id}`, { name: "Ada the Admin" })).status).toBe(200);
  expect((await admin.get("/invitations")).json.items).toHaveLength(1);
  expect((await change(acme.admin.id)).status).toBe(200);
  expect((await platform.get("/invitations")).json.items).toEqual([]);
  const late = await redeem(json.invitation);
  expect([late.status, late.json.code]).toEqual([401, "invitation_used"]);
  const { items } = (await platform.get("/events?limit=200")).json;
  expect(items.filter(({ kind }: { kind: string }) => kind === "invitation.revoked")).toMatchObject([
    { subjectId: json.id, userId: nina.id },
  ]);
});

test("is created and revoked by admins with a key without scopes, and listed by auditors too", async () => {
  const { app, platform, acme } = context;
  const member = asUser(context, acme.member);
  expect((await member.post(`/users/${nina.id}/invitations`, {})).status).toBe(403);
  expect((await member.get("/invitations")).status).toBe(403);
  const body = { user: acme.admin.id, name: "scoped", scopes: ["dialect:native"] };
  const { key } = (await platform.post("/api-keys", body)).json;
  const scoped = await nativeClient(app, acme.id, key).post(`/users/${nina.id}/invitations`, {});
  expect([scoped.status, scoped.json.code]).toEqual([403, "insufficient_scope"]);
});

test("an unknown invitation is an invalid credential", async () => {
  const { json } = await invite();
  const forged = `${json.invitation.slice(0, 15)}${"0".repeat(32)}${json.invitation.slice(-6)}`;
  for (const invitation of [forged, `wi_${"0".repeat(50)}`])
    expect((await redeem(invitation)).json.code).toBe("invalid_credential");
});
