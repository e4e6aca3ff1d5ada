import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { assignBody, tetherClient } from "../../helpers/tether.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

// https://docs.tetherai.ca: post_organizations_phone_numbers, "Assign or update a phone number on a target user"

const app = useApp();
let world: World;
let database: TableReader;
let tether: ReturnType<typeof tetherClient>;
let last = 0;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  database = openTableReader(app.database);
  tether = tetherClient(app, world);
});
afterAll(async () => {
  await database.close();
});

/** A line that no other test uses. */
const freshLine = () => {
  last += 1;
  return `+1647555${String(last).padStart(4, "0")}`;
};
const held = async (user: { id: string }, provider = "twilio") =>
  (await tether.list(`?userId=${user.id}&provider=${provider}`)).json.assignments;
const kindsSince = async (before: readonly string[]) =>
  (await database.eventKinds(world.acme.id)).slice(before.length);

test("assigning returns 200 with the documented message, and the list shows it", async () => {
  const [line, { member }] = [freshLine(), world.acme];
  const answer = await tether.assign(assignBody(member, line, { isDefault: true, label: "Main Outbound" }));
  expect(answer.status).toBe(200);
  expect(answer.text).toBe('{"success":true,"message":"twilio phone number assigned"}');
  expect(await held(member)).toMatchObject([{ phoneNumber: line, isDefault: true, label: "Main Outbound" }]);
});

test.each(["twilio", "sinch", "textgrid"])("the message names %s", async (provider) => {
  const { json } = await tether.assign(assignBody(world.acme.owner, freshLine(), { provider }));
  expect(json).toEqual({ success: true, message: `${provider} phone number assigned` });
});

test("a new number enters the inventory with its first assignment", async () => {
  const before = await database.eventKinds(world.acme.id);
  const line = freshLine();
  await tether.assign(assignBody(world.acme.admin, line));
  const number = await app.ask(`GET /registry/v1/organizations/${world.acme.id}/numbers/${line}`);
  expect(number.json).toMatchObject({ provider: "twilio", line, state: "assigned" });
  expect(await kindsSince(before)).toEqual(["number.added", "number.assigned"]);
});

test("an identical POST changes nothing, writes no event and answers the same", async () => {
  for (const more of [{}, { isDefault: false, isInboundEnabled: false, label: "x" }]) {
    const body = assignBody(world.acme.other, freshLine(), more);
    const first = await tether.assign(body);
    const before = await database.dump();
    const second = await tether.assign(body);
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(await database.dump()).toBe(before);
  }
});

test("isDefault and isInboundEnabled default to true on an insert and on an update", async () => {
  const { other } = world.acme;
  const line = freshLine();
  await tether.assign(assignBody(other, line, { isDefault: false, isInboundEnabled: false }));
  expect(await held(other)).toContainEqual(expect.objectContaining({ phoneNumber: line, isDefault: false }));
  await tether.assign(assignBody(other, line));
  expect(await held(other)).toContainEqual(
    expect.objectContaining({ phoneNumber: line, isDefault: true, isInboundEnabled: true }),
  );
});

test("an omitted label is kept, an empty one clears it", async () => {
  const { owner } = world.acme;
  const line = freshLine();
  const labelOf = async () =>
    (await held(owner)).find((it: { phoneNumber: string }) => it.phoneNumber === line);
  await tether.assign(assignBody(owner, line, { label: "Desk 📞" }));
  expect(await labelOf()).toMatchObject({ label: "Desk 📞" });
  await tether.assign(assignBody(owner, line, { isInboundEnabled: false }));
  expect(await labelOf()).toMatchObject({ label: "Desk 📞", isInboundEnabled: false });
  await tether.assign(assignBody(owner, line, { label: "" }));
  expect(await labelOf()).not.toHaveProperty("label");
});

test("unknown fields are accepted and ignored", async () => {
  const { admin } = world.acme;
  const text = JSON.stringify(assignBody(admin, freshLine(), { extra: [{}], id: 1, provider_: null }));
  const answer = await tether.assign(
    `${text.slice(0, -1)},"__proto__":{"isDefault":false,"label":"smuggled"}}`,
  );
  expect(answer.status).toBe(200);
  const [first] = await held(admin);
  expect(first).toMatchObject({ isDefault: true });
  expect(first).not.toHaveProperty("label");
});

test("IDs are accepted in either case and returned in lower case", async () => {
  const { member, id } = world.acme;
  const line = freshLine();
  const body = { ...assignBody(member, line), targetUserId: member.id.toUpperCase() };
  expect((await tether.assign(body, { organization: id.toUpperCase() })).status).toBe(200);
  expect(await held(member)).toContainEqual(
    expect.objectContaining({ userId: member.id, phoneNumber: line }),
  );
});

test("a new default unassigns the previous one in the same transaction", async () => {
  const { owner } = world.rival;
  const rival = { organization: world.rival.id };
  const [first, second, beside] = [freshLine(), freshLine(), freshLine()];
  await tether.assign(assignBody(owner, first), rival);
  await tether.assign(assignBody(owner, beside, { isDefault: false }), rival);
  const sinch = await tether.assign(assignBody(owner, first, { provider: "sinch" }), rival);
  expect(sinch.status).toBe(200);
  const before = await database.eventKinds(world.rival.id);
  await tether.assign(assignBody(owner, second), rival);
  expect((await database.eventKinds(world.rival.id)).slice(before.length)).toEqual([
    "number.added",
    "number.unassigned",
    "number.assigned",
  ]);
  const { assignments } = (await tether.list("", rival)).json;
  const shown = assignments.map((it: Record<string, unknown>) => [it.provider, it.phoneNumber, it.isDefault]);
  expect(shown).toEqual([
    ["sinch", first, true],
    ["twilio", second, true],
    ["twilio", beside, false],
  ]);
});

test("isDefault true on a number that is not the default makes it the default", async () => {
  const { admin } = world.rival;
  const rival = { organization: world.rival.id };
  const [slot, beside] = [freshLine(), freshLine()];
  await tether.assign(assignBody(admin, slot), rival);
  await tether.assign(assignBody(admin, beside, { isDefault: false }), rival);
  await tether.assign(assignBody(admin, beside), rival);
  const { assignments } = (await tether.list(`?userId=${admin.id}`, rival)).json;
  expect(assignments).toMatchObject([{ phoneNumber: beside, isDefault: true }]);
  expect(assignments).toHaveLength(1);
  await tether.assign(assignBody(admin, beside, { isDefault: false }), rival);
  const emptied = (await tether.list(`?userId=${admin.id}`, rival)).json.assignments;
  expect(emptied).toMatchObject([{ phoneNumber: beside, isDefault: false }]);
});

test("the same Idempotency-Key replays the response and rejects another body", async () => {
  const { other } = world.rival;
  const options = { organization: world.rival.id, headers: { "idempotency-key": "assign-1" } };
  const body = assignBody(other, freshLine());
  const first = await tether.assign(body, options);
  expect((await tether.remove(other.id, "twilio", { organization: world.rival.id })).status).toBe(200);
  const before = await database.dump();
  const replayed = await tether.assign(body, options);
  expect([replayed.status, replayed.text]).toEqual([first.status, first.text]);
  const refused = await tether.assign({ ...body, label: "another" }, options);
  expect(refused.status).toBe(400);
  expect(refused.json.error).toBe("Idempotency key reused");
  expect(await database.dump()).toBe(before);
});
