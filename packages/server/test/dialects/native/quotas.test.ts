import { beforeEach, describe, expect, test } from "vitest";
import { runMaintenance } from "../../../src/workers/maintenance.ts";
import { useApp } from "../../helpers/app.ts";
import { makeWorld, type Organization } from "../../helpers/world.ts";

const app = useApp({
  scope: "test",
  settings: { WHOSELINE_QUOTAS: "users=6,groups=2,apiKeys=5,numbers=5,offboardingPlans=2" },
});

let acme: Organization;
let at: string;
beforeEach(async () => {
  ({ acme } = await makeWorld(app.ask));
  at = `/registry/v1/organizations/${acme.id}`;
});

type Add = (index: number) => readonly [string, object];
const addUser: Add = (index) => {
  const body = { name: "N", email: `n${index}@acme.example`, role: "member" };
  return [`POST ${at}/users`, body];
};
const addGroup: Add = (index) => [`POST ${at}/groups`, { name: `group ${index}` }];
const addKey: Add = (index) => [`POST ${at}/api-keys`, { user: acme.admin.id, name: `key ${index}` }];
const addNumber: Add = (index) => [
  `POST ${at}/numbers`,
  { provider: "plivo", line: `+1416555${2000 + index}` },
];
const addPlan: Add = () => [`POST ${at}/users/${acme.member.id}/offboarding`, { dryRun: true }];

const resources: readonly [string, number, string, Add][] = [
  ["users", 6, "users", addUser],
  ["groups", 2, "groups", addGroup],
  ["apiKeys", 5, "API keys", addKey],
  ["numbers", 5, "numbers", addNumber],
  ["offboardingPlans", 2, "open offboarding plans", addPlan],
];

/** Adds until the quota is reached; returns the number of added records and the first rejection. */
async function fill(add: Add) {
  for (let index = 0; ; index++) {
    const [request, body] = add(index);
    const answer = await app.ask(request, { body });
    if (answer.status >= 300) return { added: index, answer };
  }
}

describe.each(resources)("the quota of %s", (quota, limit, noun, add) => {
  test("rejects one more with which and how much", async () => {
    const { answer } = await fill(add);
    expect([answer.status, answer.json]).toEqual([
      409,
      expect.objectContaining({ code: "quota_exceeded", quota, used: limit, limit }),
    ]);
    expect(answer.json.detail).toContain(`This organization has ${limit} of at most ${limit} ${noun}.`);
  });

  test("holds when requests race for the last place", async () => {
    const racing = Array.from({ length: 12 }, (_, index) => {
      const [request, body] = add(index);
      return app.ask(request, { body });
    });
    const statuses = (await Promise.all(racing)).map(({ status }) => status);
    const { added } = await fill((index) => add(index + 100));
    expect(added).toBe(0);
    expect(statuses.filter((status) => status < 300).length).toBeLessThanOrEqual(6);
    expect(statuses.filter((status) => status >= 300 && status !== 409)).toEqual([]);
  });
});

test("a removed, deleted, revoked or released record frees a place", async () => {
  const group = (await app.ask(`POST ${at}/groups`, { body: { name: "first" } })).json;
  const { added } = await fill((index) => [`POST ${at}/groups`, { name: `more ${index}` }]);
  expect(added).toBe(1);
  expect((await app.ask(`DELETE ${at}/groups/${group.id}`)).status).toBe(200);
  expect((await app.ask(`POST ${at}/groups`, { body: { name: "again" } })).status).toBe(201);
  await fill(addUser);
  expect((await app.ask(`DELETE ${at}/users/${acme.other.id}`)).status).toBe(200);
  const [request, body] = addUser(99);
  expect((await app.ask(request, { body })).status).toBe(201);
});

test("another error of the same request takes precedence", async () => {
  await fill(addGroup);
  const answer = await app.ask(`POST ${at}/groups`, { body: { name: "group 0" } });
  expect(answer.json.code).toBe("group_name_taken");
});

test("Tether's dialect answers in its format when an assignment would add a number", async () => {
  await fill(addNumber);
  const assign = (phoneNumber: string) =>
    app.ask(`POST /api/organizations/${acme.id}/phone-numbers`, {
      body: { targetUserId: acme.member.id, provider: "twilio", phoneNumber },
    });
  const answer = await assign("+14165559999");
  expect([answer.status, answer.json]).toEqual([
    400,
    { error: "Quota exceeded", details: expect.stringContaining("5 of at most 5 numbers") },
  ]);
});

test("an offboarding plan expires after an hour, and then counts no more", async () => {
  const plan = () => app.ask(`POST ${at}/users/${acme.member.id}/offboarding`, { body: { dryRun: true } });
  const { token } = (await plan()).json;
  expect((await plan()).status).toBe(200);
  expect((await plan()).json.code).toBe("quota_exceeded");
  app.clock.now += 60 * 60_000;
  const expired = await app.ask(`POST ${at}/users/${acme.member.id}/offboarding`, { body: { token } });
  expect([expired.status, expired.json.code]).toEqual([412, "plan_stale"]);
  expect((await plan()).status).toBe(200);
  await runMaintenance(app);
  const deleted = await app.ask(`POST ${at}/users/${acme.member.id}/offboarding`, { body: { token } });
  expect([deleted.status, deleted.json.code]).toEqual([412, "plan_stale"]);
});
