import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { assignBody, tetherClient } from "../../helpers/tether.ts";
import { makeWorld, type Organization, type World } from "../../helpers/world.ts";

// https://docs.tetherai.ca: delete_organizations_phone_numbers, "Remove a phone number from a target user"

const app = useApp();
let world: World;
let acme: Organization;
let database: TableReader;
let tether: ReturnType<typeof tetherClient>;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  acme = world.acme;
  database = openTableReader(app.database);
  tether = tetherClient(app, world);
});
beforeEach(async () => {
  await tether.assign(assignBody(acme.member, "+14165551001"));
  await tether.assign(assignBody(acme.member, "+14165551002", { isDefault: false }));
  await tether.assign(assignBody(acme.member, "+14165551003", { provider: "sinch" }));
});
afterAll(async () => {
  await database.close();
});

const linesOf = async (user: { id: string }) =>
  (await tether.list(`?userId=${user.id}`)).json.assignments.map(
    (it: { phoneNumber: string }) => it.phoneNumber,
  );

test("removing ends every assignment of the user at the provider and none at another", async () => {
  const before = await database.eventKinds(acme.id);
  const answer = await tether.remove(acme.member.id, "twilio");
  expect(answer.status).toBe(200);
  expect(answer.text).toBe('{"success":true,"message":"twilio phone number removed"}');
  expect(await linesOf(acme.member)).toEqual(["+14165551003"]);
  expect((await database.eventKinds(acme.id)).slice(before.length)).toEqual([
    "number.unassigned",
    "number.unassigned",
  ]);
});

test("the number stays in the inventory and can be assigned to another user", async () => {
  await tether.remove(acme.member.id, "twilio");
  const number = await app.ask(`GET /registry/v1/organizations/${acme.id}/numbers/+14165551001`);
  expect(number.json).toMatchObject({ state: "available" });
  expect((await tether.assign(assignBody(acme.other, "+14165551001"))).status).toBe(200);
  await tether.remove(acme.other.id, "twilio");
});

test("an unknown user and a user without a number are two different 404s", async () => {
  await tether.remove(acme.member.id, "twilio");
  const nothing = await tether.remove(acme.member.id, "twilio");
  const nobody = await tether.remove("f".repeat(24), "twilio");
  expect([nothing.status, nothing.json]).toEqual([
    404,
    { error: "No assignment for provider", details: "This user holds no number on twilio." },
  ]);
  expect([nobody.status, nobody.json]).toEqual([
    404,
    { error: "Target user not found", details: "No user of this organization has this id." },
  ]);
});

test("a user of another organization is answered byte for byte like an unknown one", async () => {
  const nobody = await tether.remove("f".repeat(24), "twilio");
  const foreign = await tether.remove(world.rival.member.id, "twilio");
  expect([foreign.status, foreign.text]).toEqual([nobody.status, nobody.text]);
});

test("the same Idempotency-Key replays the first response; without one the second request returns 404", async () => {
  const headers = { "idempotency-key": "remove-1" };
  const first = await tether.remove(acme.member.id, "twilio", { headers });
  const before = await database.dump();
  const replayed = await tether.remove(acme.member.id, "twilio", { headers });
  expect([replayed.status, replayed.text]).toEqual([first.status, first.text]);
  const reused = await tether.remove(acme.member.id, "sinch", { headers });
  expect([reused.status, reused.json.error]).toEqual([400, "Idempotency key reused"]);
  expect((await tether.remove(acme.member.id, "twilio")).status).toBe(404);
  expect(await database.dump()).toBe(before);
});

test("a malformed ID or provider returns 400 and is named", async () => {
  const { json: id, status } = await tether.remove("nonsense", "twilio");
  expect(status).toBe(400);
  expect(id.error).toBe("Invalid targetUserId");
  const { json: provider } = await tether.remove(acme.member.id, "Twilio");
  expect(provider).toEqual({
    error: "Invalid provider",
    details: 'provider must be one of twilio, sinch, textgrid, got "Twilio"',
  });
});

test("an unknown organization returns 404", async () => {
  const answer = await tether.remove(acme.member.id, "twilio", { organization: "f".repeat(24) });
  expect([answer.status, answer.json.error]).toEqual([404, "Organization not found"]);
});

test("IDs are accepted in either case", async () => {
  const organization = acme.id.toUpperCase();
  expect((await tether.remove(acme.member.id.toUpperCase(), "twilio", { organization })).status).toBe(200);
});
