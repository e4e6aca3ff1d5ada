import { beforeEach, expect, inject, test } from "vitest";
import { asUser, type Native, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));
// biome-ignore lint/suspicious/noExplicitAny: records of the native dialect
let leaver: any, service: any, created: any;
let owner: Native;
beforeEach(async () => {
  const { app, admin, platform, acme, count } = context;
  owner = asUser(context, acme.owner);
  const email = `lea${count}@acme.example`;
  leaver = (await platform.post("/users", { name: "Lea", email, role: "admin" })).json;
  const { key } = (await platform.post("/api-keys", { user: leaver.id, name: "Lea's" })).json;
  service = (await admin.post("/users", { kind: "service", name: "CRM sync" })).json;
  const body = { user: service.id, name: "CRM" };
  created = (await context.admin.post("/api-keys", body, { key })).json;
  await app.ask(`GET /registry/v1/organizations/${acme.id}`, { key: created.key });
  await app.installation.storeCredentialUses();
});

const offboard = (body: object) => owner.post(`/users/${leaver.id}/offboarding`, body);
const works = async () =>
  (await context.app.ask(`GET /registry/v1/organizations/${context.acme.id}`, { key: created.key }))
    .status === 200;
const removal = async () => (await owner.get("/events?kind=user.removed")).json.items.at(-1);

test("a plan lists the keys that the leaver created for service users, with their last use", async () => {
  const { json } = await offboard({ dryRun: true });
  expect(json.createdKeys).toEqual([
    { id: created.id, userId: service.id, name: "CRM", lastUsedAt: "2026-03-03T14:00:00.000Z" },
  ]);
  expect(json.revokesCreatedKeys).toBe(false);
  expect(json.recommendation).toContain("revokeCreatedKeys");
  expect(json.apiKeyIds).toHaveLength(1);
});

test("created keys are kept by default, and the event names them", async () => {
  expect((await offboard({})).status).toBe(200);
  expect(await works()).toBe(true);
  expect((await removal()).after.keptApiKeyIds).toEqual([created.id]);
});

test("created keys are revoked with revokeCreatedKeys, also by a plan", async () => {
  const plan = (await offboard({ dryRun: true, revokeCreatedKeys: true })).json;
  expect([plan.revokesCreatedKeys, plan.recommendation]).toEqual([true, null]);
  const applied = await offboard({ token: plan.token });
  expect([applied.status, applied.json.revokesCreatedKeys]).toEqual([200, true]);
  expect(await works()).toBe(false);
  expect((await removal()).after.keptApiKeyIds).toBeUndefined();
});

test("a later use leaves the plan valid, another created key does not", async () => {
  const { app, platform } = context;
  const first = (await offboard({ dryRun: true })).json;
  app.clock.now += 5000;
  expect(await works()).toBe(true);
  await app.installation.storeCredentialUses();
  const { key } = (await platform.post("/api-keys", { user: leaver.id, name: "second" })).json;
  expect((await offboard({ token: first.token })).status).toBe(412);
  const second = (await offboard({ dryRun: true })).json;
  app.clock.now += 5000;
  await works();
  await app.installation.storeCredentialUses();
  const unchanged = await offboard({ dryRun: true });
  expect(unchanged.json.createdKeys[0].lastUsedAt).not.toBe(second.createdKeys[0].lastUsedAt);
  await context.admin.post("/api-keys", { user: service.id, name: "more" }, { key });
  expect((await offboard({ token: second.token })).status).toBe(412);
  const third = (await offboard({ dryRun: true })).json;
  app.clock.now += 5000;
  await works();
  await app.installation.storeCredentialUses();
  expect((await offboard({ token: third.token })).status).toBe(200);
});

test("Telnyx's removal keeps created keys, and the event names them", async () => {
  const { app, acme } = context;
  const removed = await app.ask(`POST /v2/organizations/users/${leaver.id}/actions/remove`, {
    key: acme.admin.key,
  });
  expect(removed.status).toBe(200);
  expect(await works()).toBe(true);
  expect((await removal()).after.keptApiKeyIds).toEqual([created.id]);
});

test("a removal without created keys names none", async () => {
  await owner.post(`/users/${context.acme.member.id}/offboarding`, {});
  expect(await removal()).not.toHaveProperty("after.keptApiKeyIds");
});
