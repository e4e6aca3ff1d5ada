import { expect, test } from "vitest";
import { nativeClient } from "../../helpers/native.ts";
import { asUser, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

const context = useTestContext("sqlite");

test("a removed user is answered with the time and the offboarding, until it is undone", async () => {
  const { app, admin, acme } = context;
  const path = `/users/${acme.member.id}`;
  app.clock.now += 1000;
  const removedAt = new Date(app.clock.now).toISOString();
  const { json: offboarding } = await admin.post(`${path}/offboarding`, {});
  app.clock.now += 1000;
  const { status, json } = await admin.get(path);
  expect([status, json]).toMatchObject([
    410,
    { code: "user_removed", removedAt, offboardingId: offboarding.id, title: "Gone" },
  ]);
  expect((await admin.get(`/offboardings/${json.offboardingId}`)).json.status).toBe("applied");
  await admin.post(`/offboardings/${json.offboardingId}/undo`, {});
  expect((await admin.get(path)).status).toBe(200);
  const again = (await admin.post(`${path}/offboarding`, {})).json.id;
  expect((await admin.get(path)).json.offboardingId).toBe(again);
});

test("only callers who may read users find out, and no other organization", async () => {
  const { app, admin, acme, count } = context;
  const path = `/users/${acme.member.id}`;
  await admin.delete(path);
  const rival = await makeOrganization(app.ask, `rival${count}`, `7${count}`);
  const theirs = nativeClient(app, rival.id, rival.admin.key);
  const [foreign, missing] = [await theirs.get(path), await theirs.get(`/users/${"f".repeat(24)}`)];
  expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
  expect((await asUser(context, acme.other).get(path)).status).toBe(403);
  expect((await context.platform.get(path)).status).toBe(410);
  const telnyx = await app.ask(`GET /v2/organizations/users/${acme.member.id}`, { key: acme.admin.key });
  expect(telnyx.status).toBe(404);
});

test("a removed user's names name nobody", async () => {
  const { admin, acme } = context;
  await admin.delete(`/users/${acme.member.id}`);
  expect((await admin.get(`/users/${acme.member.email}`)).status).toBe(404);
});
