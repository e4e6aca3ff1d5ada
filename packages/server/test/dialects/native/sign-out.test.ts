import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { startCluster } from "../../helpers/instances.ts";
import { asUser, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { testStart } from "../../helpers/time.ts";
import { signToken } from "../../helpers/tokens.ts";
import { until } from "../../helpers/until.ts";
import { makeOrganization, type Person } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const iat = testStart / 1000;

  const statusOf = async (user: Person, claims: object = {}): Promise<number> => {
    const key = await signToken(user.id, { exp: iat + 86_400, ...claims });
    const path = `/registry/v1/organizations/${context.acme.id}/users/${user.id}`;
    return (await context.app.ask(`GET ${path}`, { key })).status;
  };
  const signOut = (user: Person, by = context.admin) => by.post(`/users/${user.id}/sign-out`);

  test("sign-out rejects JWTs of its second and before, and JWTs without iat", async () => {
    const { member } = context.acme;
    for (const claims of [{ iat }, { iat: undefined }]) expect(await statusOf(member, claims)).toBe(200);
    context.app.clock.now += 10_999;
    const answer = await signOut(member);
    expect([answer.status, answer.json.signedOutAt, answer.headers.get("etag")]).toEqual([
      200,
      new Date(testStart + 10_999).toISOString(),
      '"2"',
    ]);
    for (const old of [iat, iat + 10, iat + 10.999, undefined])
      expect(await statusOf(member, { iat: old })).toBe(401);
    context.app.clock.now += 1;
    expect(await statusOf(member, { iat: iat + 11 })).toBe(200);
    expect(await statusOf(context.acme.other, { iat: undefined })).toBe(200);
  });

  test("sign-out keeps API keys, and is an event that names who did it", async () => {
    const { admin, member } = context.acme;
    await signOut(member);
    const { json } = await context.admin.get(`/events?after=${(await lastSeq(context)) - 1}`);
    expect(json.items).toMatchObject([
      {
        kind: "user.signedOut",
        subjectId: member.id,
        actorId: admin.id,
        before: { signedOutAt: null },
        after: { id: member.id, signedOutAt: new Date(testStart).toISOString() },
      },
    ]);
    expect((await asUser(context, member).get(`/users/${member.id}`)).status).toBe(200);
  });

  test("users sign themselves out, admins others, and only the owner and a superadmin the owner", async () => {
    const { owner, admin, member, other } = context.acme;
    const by = (user: Person) => asUser(context, user);
    expect((await signOut(member, by(member))).status).toBe(200);
    expect((await signOut(other, by(member))).status).toBe(403);
    expect((await signOut(admin, by(admin))).status).toBe(200);
    const refused = await signOut(owner, by(admin));
    expect([refused.status, refused.json.code]).toEqual([403, "owner_only"]);
    expect((await signOut(owner, by(owner))).status).toBe(200);
    expect((await signOut(owner, context.platform)).status).toBe(200);
  });

  test.each([
    ["disabling", { status: "disabled" }],
    ["blocking", { status: "blocked" }],
  ])("%s a user rejects earlier JWTs also after the user is active again", async (_, change) => {
    const { member } = context.acme;
    expect(await statusOf(member)).toBe(200);
    await context.platform.patch(`/users/${member.id}`, change);
    await context.platform.patch(`/users/${member.id}`, { status: "active" });
    expect(await statusOf(member)).toBe(401);
    context.app.clock.now += 1000;
    expect(await statusOf(member, { iat: iat + 1 })).toBe(200);
  });

  test("removing a user, and restoring them, rejects earlier JWTs", async () => {
    const { member } = context.acme;
    await context.admin.delete(`/users/${member.id}`);
    context.app.clock.now += 5000;
    const [{ id }] = (await context.admin.get("/offboardings")).json.items;
    const restored = await context.admin.post(`/offboardings/${id}/undo`);
    expect(restored.json.user.signedOutAt).toBe(new Date(testStart + 5000).toISOString());
    for (const old of [iat, iat + 1, iat + 5]) expect(await statusOf(member, { iat: old })).toBe(401);
    context.app.clock.now += 1000;
    expect(await statusOf(member, { iat: iat + 6 })).toBe(200);
  });

  test("an admin who changes a user's e-mail address or external id signs them out; other changes do not", async () => {
    const { member, other, admin } = context.acme;
    const patch = (user: Person, body: object) => context.admin.patch(`/users/${user.id}`, body);
    await patch(member, { name: "Mona Lisa", role: "admin", endpoints: ["client:mona"], username: "lisa" });
    expect(await statusOf(member)).toBe(200);
    await patch(member, { email: member.email.toUpperCase() });
    expect(await statusOf(member)).toBe(200);
    const renamed = await patch(member, { email: "lisa@acme.example" });
    expect(renamed.json.signedOutAt).toBe(new Date(testStart).toISOString());
    expect(await statusOf(member)).toBe(401);
    await patch(other, { externalId: "okta|otto" });
    expect(await statusOf(other)).toBe(401);
    await patch(admin, { email: "adam.novak@acme.example", externalId: "okta|adam" });
    expect(await statusOf(admin)).toBe(200);
  });

  test("an external id belongs to one user, and can be taken back", async () => {
    const { member, other } = context.acme;
    const patch = (user: Person, externalId: string | null) =>
      context.admin.patch(`/users/${user.id}`, { externalId });
    expect((await patch(member, "okta|mona")).json.externalId).toBe("okta|mona");
    const taken = await patch(other, "okta|mona");
    expect([taken.status, taken.json.code]).toEqual([409, "external_id_taken"]);
    const body = { name: "New", email: "new@acme.example", externalId: "okta|mona" };
    expect((await context.admin.post("/users", body)).json.code).toBe("external_id_taken");
    expect((await patch(member, null)).json.externalId).toBeNull();
    const created = await context.admin.post("/users", body);
    expect([created.status, created.json.externalId]).toEqual([201, "okta|mona"]);
  });
});

test("a sign-out through one process of a PostgreSQL cluster revokes the JWTs in the others", async () => {
  const cluster = await startCluster("postgres", 2);
  try {
    const { id, member } = await makeOrganization(cluster.ask, "acme", "1");
    const path = `/registry/v1/organizations/${id}/users/${member.id}`;
    const key = await signToken(member.id, { aud: undefined });
    const statusAt = async (index: number) => (await cluster.at(index).ask(`GET ${path}`, { key })).status;
    expect([await statusAt(0), await statusAt(1)]).toEqual([200, 200]);
    await cluster.ask(`POST ${path}/sign-out`);
    expect(await statusAt(0)).toBe(401);
    await until("the other process rejects the token", async () => (await statusAt(1)) === 401);
  } finally {
    await cluster.close();
  }
});
