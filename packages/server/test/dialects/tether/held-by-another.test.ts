import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { assignBody, tetherClient } from "../../helpers/tether.ts";
import { makeOrganization, makeWorld, type World } from "../../helpers/world.ts";

// https://docs.tetherai.ca leaves open what happens to a number somebody has; what we do is in its place there.

const app = useApp();
let world: World;
let database: TableReader;
let tether: ReturnType<typeof tetherClient>;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  database = openTableReader(app.database);
  tether = tetherClient(app, world);
});
afterAll(async () => {
  await database.close();
});

const line = "+14165551234";
beforeEach(async () => {
  const { member, other } = world.acme;
  for (const user of [member, other]) await tether.remove(user.id, "twilio");
  await tether.assign(assignBody(member, line));
});

const held = async () =>
  (await tether.list("?provider=twilio")).json.assignments.map((it: Record<string, unknown>) => [
    it.userName,
    it.isInboundEnabled,
  ]);

test("a second user can hold the number with inbound off", async () => {
  const answer = await tether.assign(assignBody(world.acme.other, line, { isInboundEnabled: false }));
  expect(answer.status).toBe(200);
  expect(await held()).toEqual([
    ["Mona of acme", true],
    ["Otto of acme", false],
  ]);
});

test.each([{}, { isInboundEnabled: true }, { transfer: false }])(
  "a second user with inbound on is rejected, naming the holder: %j",
  async (more) => {
    const { member, other } = world.acme;
    const before = await database.dump();
    const answer = await tether.assign(assignBody(other, line, more));
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe("Phone number already held");
    expect(answer.json.details).toContain(`go to the user ${member.id}.`);
    expect(await database.dump()).toBe(before);
  },
);

test("transfer moves inbound in one transaction; the former holder keeps the number for outbound", async () => {
  const before = await database.eventKinds(world.acme.id);
  const answer = await tether.assign(assignBody(world.acme.other, line, { transfer: true }));
  expect(answer.status).toBe(200);
  expect(await held()).toEqual([
    ["Mona of acme", false],
    ["Otto of acme", true],
  ]);
  expect((await database.eventKinds(world.acme.id)).slice(before.length)).toEqual([
    "assignment.updated",
    "number.assigned",
  ]);
  const events = await database.rows(
    "events",
    `organization_id = '${world.acme.id}' and seq > ${before.length}`,
  );
  expect(new Set(events.map(({ request_id }) => request_id)).size).toBe(1);
});

test("after a holder turns inbound off, another user can turn it on", async () => {
  const { member, other } = world.acme;
  await tether.assign(assignBody(member, line, { isInboundEnabled: false }));
  expect((await tether.assign(assignBody(other, line))).status).toBe(200);
  expect((await tether.assign(assignBody(member, line))).json.error).toBe("Phone number already held");
});

test("the same line at another provider is another number", async () => {
  expect((await tether.assign(assignBody(world.acme.other, line, { provider: "sinch" }))).status).toBe(200);
});

test("a rejected assign leaves the user's default unchanged", async () => {
  const { other } = world.acme;
  await tether.assign(assignBody(other, "+14165559999"));
  expect((await tether.assign(assignBody(other, line))).status).toBe(400);
  expect((await tether.list(`?userId=${other.id}`)).json.assignments).toContainEqual(
    expect.objectContaining({ phoneNumber: "+14165559999", isDefault: true }),
  );
});

test("a number of another organization is not available, in the same bytes for every owner", async () => {
  const { acme, rival } = world;
  const third = await makeOrganization(app.ask, "third", "3");
  const taken = "+14165554321";
  await tether.assign(assignBody(third.member, taken), { organization: third.id });
  const before = await database.dump();
  const answers = await Promise.all(
    [rival.twilio.line, third.twilio.line, taken].flatMap((it) => [
      tether.assign(assignBody(acme.other, it)),
      tether.assign(assignBody(acme.other, it, { isInboundEnabled: false })),
      tether.assign(assignBody(acme.other, it, { transfer: true })),
    ]),
  );
  for (const answer of answers) {
    expect(answer.status).toBe(400);
    expect(answer.text).toBe(
      '{"error":"Phone number not available","details":"This number is not available to this organization."}',
    );
  }
  expect(await database.dump()).toBe(before);
});
