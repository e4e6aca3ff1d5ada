import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, useApp } from "../../helpers/app.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { created, makeOrganization, type Organization } from "../../helpers/world.ts";
import { refusal, vendorViolations } from "./vendor.ts";

// https://developers.telnyx.com/api-reference/organization-users/delete-organization-user

const app = useApp();
let acme: Organization;
let database: TableReader;
let count = 0;
beforeAll(async () => {
  database = openTableReader(app.database);
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, String(count));
});

const path = () => `/registry/v1/organizations/${acme.id}`;
const remove = (id: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> =>
  app.ask(`POST /v2/organizations/users/${id}/actions/remove`, { key: acme.admin.key, headers, body });
async function undoLastOffboarding(): Promise<void> {
  const { items } = (await app.ask(`GET ${path()}/offboardings`)).json;
  const undone = await app.ask(`POST ${path()}/offboardings/${items.at(-1).id}/undo`, { body: {} });
  expect(undone.status).toBe(200);
}
const removalsOf = async (userId: string): Promise<number> =>
  (await eventsOf(acme.id)).filter(({ kind, user_id }) => kind === "user.removed" && user_id === userId)
    .length;
const holding = async (userId: string): Promise<unknown[]> =>
  (await app.ask(`GET ${path()}/assignments?user=${userId}`)).json.items;

/** Assigns two numbers and two groups to the organization's other member. */
async function settle(): Promise<string[]> {
  for (const { id } of [acme.twilio, acme.sinch])
    await app.ask(`PUT ${path()}/numbers/${id}/holders/${acme.other.id}`, { body: {} });
  const groups = [];
  for (const name of ["Leasing", "Night shift"]) {
    const { id } = await created(app.ask, `${path()}/groups`, { name });
    await app.ask(`PUT ${path()}/groups/${id}/members/${acme.other.id}`);
    groups.push(id);
  }
  return groups;
}

const removedText = ({ id, email }: { id: string; email: string }): string =>
  JSON.stringify({
    data: {
      id,
      record_type: "organization_sub_user",
      email,
      user_status: "disabled",
      organization_user_bypasses_sso: false,
      created_at: "2026-03-03T14:00:00.000Z",
      last_sign_in_at: null,
    },
  });

test("a removal returns 200 with the user, now disabled", async () => {
  const answer = await remove(acme.other.id);
  expect([answer.status, answer.text]).toEqual([200, removedText(acme.other)]);
  expect(vendorViolations("one", answer)).toEqual([]);
});

test("a removal ends assignments, revokes keys and removes memberships", async () => {
  const groups = await settle();
  expect(await holding(acme.other.id)).toHaveLength(2);
  await remove(acme.other.id);
  expect(await holding(acme.other.id)).toEqual([]);
  const numbers = await app.ask(`GET ${path()}/numbers`);
  expect(numbers.json.items.map(({ state }: { state: string }) => state)).toEqual(Array(3).fill("available"));
  for (const group of groups)
    expect((await app.ask(`GET ${path()}/groups/${group}`)).json.members).toEqual([]);
  const keys = await app.ask(`GET ${path()}/api-keys`);
  expect(keys.text).not.toContain(acme.other.id);
  expect((await app.ask("GET /v2/organizations/users", { key: acme.other.key })).status).toBe(401);
});

test("a removal leaves the numbers, keys and groups of other users unchanged", async () => {
  const [group] = await settle();
  await app.ask(`PUT ${path()}/groups/${group}/members/${acme.member.id}`);
  await app.ask(`PUT ${path()}/numbers/${acme.ippanel.id}/holders/${acme.member.id}`, { body: {} });
  await remove(acme.other.id);
  expect(await holding(acme.member.id)).toHaveLength(1);
  const { members } = (await app.ask(`GET ${path()}/groups/${group}`)).json;
  expect(members.map(({ id }: { id: string }) => id)).toEqual([acme.member.id]);
  expect((await app.ask(`GET ${path()}`, { key: acme.member.key })).status).toBe(200);
});

test("every part of a removal is in the organization's history", async () => {
  await settle();
  const before = (await eventsOf(acme.id)).length;
  await remove(acme.other.id, { "x-request-id": "the-removal" });
  const events = (await eventsOf(acme.id)).slice(before);
  expect(events.map(({ kind }) => kind)).toEqual([
    "number.unassigned",
    "number.unassigned",
    "apiKey.revoked",
    "group.memberRemoved",
    "group.memberRemoved",
    "user.removed",
  ]);
  for (const event of events)
    expect(event).toMatchObject({
      dialect: "telnyx",
      actor_id: acme.admin.id,
      user_id: acme.other.id,
      request_id: "the-removal",
    });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => before + index + 1));
});

const eventsOf = (organizationId: string) => database.rows("events", `organization_id = '${organizationId}'`);

describe("a rejected removal", () => {
  test.each([
    [
      "of the owner",
      () => acme.owner.id,
      "This user owns the organization and cannot be removed, disabled or made a member. The owner or a superadmin can transfer the ownership to another active user first.",
    ],
    [
      "of the caller himself",
      () => acme.admin.id,
      "This is the user whose credential makes the request; nobody can remove or disable himself.",
    ],
  ])("%s returns 403 with the reason and changes nothing", async (_name, id, detail) => {
    await settle();
    const before = await database.dump();
    const answer = await remove(id());
    expect([answer.status, answer.text]).toEqual([403, refusal.notAuthorized(detail)]);
    expect(vendorViolations("refusal", answer)).toEqual([]);
    expect(await database.dump()).toBe(before);
  });

  test("changes nothing when a member asks", async () => {
    await settle();
    const before = await database.dump();
    const answer = await app.ask(`POST /v2/organizations/users/${acme.other.id}/actions/remove`, {
      key: acme.member.key,
    });
    expect([answer.status, answer.text]).toEqual([403, refusal.notAuthorized()]);
    expect(await database.dump()).toBe(before);
  });
});

describe("removing again", () => {
  test("returns 404 to a new request", async () => {
    await remove(acme.other.id, { "x-stainless-retry-count": "0" });
    const again = await remove(acme.other.id, { "x-stainless-retry-count": "0" });
    expect([again.status, again.text]).toEqual([404, refusal.notFound]);
    expect((await remove(acme.other.id)).status).toBe(404);
  });

  test.each([
    ["a retry of the same call", { "x-stainless-retry-count": "0" }, { "x-stainless-retry-count": "1" }],
    ["the second retry", { "x-stainless-retry-count": "0" }, { "x-stainless-retry-count": "2" }],
    ["the same Idempotency-Key", { "idempotency-key": "once" }, { "idempotency-key": "once" }],
  ])("returns 200 with the first response to %s and changes nothing", async (_name, first, again) => {
    await settle();
    const answer = await remove(acme.other.id, first);
    const before = await database.dump();
    app.clock.now += 60_000;
    const replayed = await remove(acme.other.id, again);
    app.clock.now -= 60_000;
    expect([replayed.status, replayed.text]).toEqual([200, answer.text]);
    expect(await database.dump()).toBe(before);
  });

  test("returns 404 to another Idempotency-Key", async () => {
    await remove(acme.other.id, { "idempotency-key": "once" });
    expect((await remove(acme.other.id, { "idempotency-key": "twice" })).status).toBe(404);
  });

  test("returns 400 to the same Idempotency-Key for another user", async () => {
    await remove(acme.other.id, { "idempotency-key": "once" });
    const answer = await remove(acme.member.id, { "idempotency-key": "once" });
    const detail =
      "This Idempotency-Key was already used for another request. Use a new key for a new request.";
    expect([answer.status, answer.text]).toEqual([400, refusal.badRequest(detail)]);
  });

  test("returns 404 to a retry more than five minutes later", async () => {
    await remove(acme.other.id);
    const minutes = 5 * 60 * 1000;
    app.clock.now += minutes + 1;
    const answer = await remove(acme.other.id, { "x-stainless-retry-count": "1" });
    app.clock.now -= minutes + 1;
    expect(answer.status).toBe(404);
  });

  test("removes a restored user when only the retry of the new call arrives", async () => {
    const first = await remove(acme.other.id, { "x-stainless-retry-count": "0" });
    await undoLastOffboarding();
    // Attempt 0 of this call was rejected with 503 before it was processed.
    const again = await remove(acme.other.id, { "x-stainless-retry-count": "1" });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await app.ask(`GET ${path()}/users/${acme.other.id}`)).status).toBe(410);
    expect(await removalsOf(acme.other.id)).toBe(2);
  });

  test("returns 404 to a retry after another caller removed the restored user", async () => {
    await remove(acme.other.id, { "x-stainless-retry-count": "0" });
    await undoLastOffboarding();
    await app.ask(`DELETE ${path()}/users/${acme.other.id}`);
    const again = await remove(acme.other.id, { "x-stainless-retry-count": "1" });
    expect([again.status, again.text]).toEqual([404, refusal.notFound]);
  });

  test("replays the second removal to a retry of it", async () => {
    await remove(acme.other.id, { "x-stainless-retry-count": "0" });
    await undoLastOffboarding();
    await remove(acme.other.id, { "x-stainless-retry-count": "1" });
    expect((await remove(acme.other.id, { "x-stainless-retry-count": "2" })).status).toBe(200);
    expect(await removalsOf(acme.other.id)).toBe(2);
  });

  test("returns the first response to the same Idempotency-Key for a day, also for a restored user", async () => {
    const first = await remove(acme.other.id, { "idempotency-key": "once" });
    await undoLastOffboarding();
    const again = await remove(acme.other.id, { "idempotency-key": "once" });
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await app.ask(`GET ${path()}/users/${acme.other.id}`)).status).toBe(200);
  });
});

test.each([
  ["an empty one", "", {}],
  ["an object", "{}", {}],
  ["something that is no JSON", "{", {}],
  ["a form", "a=b", { "content-type": "application/x-www-form-urlencoded" }],
  ["plain text", "remove him", { "content-type": "text/plain" }],
])("a removal ignores a body: %s", async (_name, body, headers) => {
  const answer = await remove(acme.other.id, headers, body);
  expect([answer.status, answer.text]).toEqual([200, removedText(acme.other)]);
});
