import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { failure, invalid, ippanelClient, persian } from "../../helpers/ippanel.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { created, makeWorld, type World } from "../../helpers/world.ts";

// https://docs.ippanel.com, "Assign Number": POST {base_url}/api/numbers/assign

const app = useApp();
let world: World;
let database: TableReader;
let ippanel: ReturnType<typeof ippanelClient>;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  database = openTableReader(app.database);
  ippanel = ippanelClient(app, world.acme.admin.key);
});
afterAll(async () => {
  await database.close();
});

let last = 0;
const freshNumber = async () => {
  last += 1;
  const at = `/registry/v1/organizations/${world.acme.id}/numbers`;
  return created(app.ask, at, { provider: "ippanel", line: `+98TEST${last}` });
};
const both = { send: true, gets: true };
const alreadyAssigned = failure("number already assigned to user", "400-1");

test.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])("send %s and gets %s set the outbound and inbound flags", async (send, gets) => {
  const { acme } = world;
  const number = await freshNumber();
  const answer = await ippanel.assign({ number: number.line, target_user: acme.member.username, send, gets });
  expect(answer.status).toBe(200);
  expect(answer.text).toBe(
    `{"data":null,"meta":{"status":true,"message":"${persian.done}","message_parameters":[],"message_code":"200-1"}}`,
  );
  const { json } = await app.ask(
    `GET /registry/v1/organizations/${acme.id}/assignments?number=${encodeURIComponent(number.line)}`,
  );
  expect(json.items).toMatchObject([
    { userId: acme.member.id, isOutboundEnabled: send, isInboundEnabled: gets, isDefault: false },
  ]);
});

test("assigning a number twice to one user returns 400 for any send and gets", async () => {
  const { serial } = await freshNumber();
  const body = { number_id: serial, target_user_id: world.acme.member.serial };
  await ippanel.assign({ ...body, ...both });
  const before = await database.dump();
  for (const flags of [both, { send: false, gets: false }]) {
    const again = await ippanel.assign({ ...body, ...flags });
    expect([again.status, again.text]).toEqual([400, alreadyAssigned]);
  }
  expect(await database.dump()).toBe(before);
});

test("a second user can hold a number for outbound but not for inbound", async () => {
  const { acme } = world;
  const { serial } = await freshNumber();
  await ippanel.assign({ number_id: serial, target_user_id: acme.member.serial, ...both });
  const body = { number_id: serial, target_user_id: acme.other.serial };
  const refused = await ippanel.assign({ ...body, ...both });
  expect([refused.status, refused.text]).toEqual([400, alreadyAssigned]);
  expect((await ippanel.assign({ ...body, send: true, gets: false })).status).toBe(200);
});

test("an Idempotency-Key replays the first response", async () => {
  const { serial } = await freshNumber();
  const headers = { "idempotency-key": "assign-1" };
  const body = { number_id: serial, target_user_id: world.acme.member.serial, ...both };
  const first = await ippanel.assign(body, { headers });
  const before = await database.dump();
  const replayed = await ippanel.assign(body, { headers });
  expect([replayed.status, replayed.text]).toEqual([200, first.text]);
  expect(await database.dump()).toBe(before);
});

test("an empty body returns six errors, in the vendor's order", async () => {
  const answer = await ippanel.assign({});
  const names = ["number_id", "number", "target_user_id", "target_user", "send", "gets"];
  const errors = Object.fromEntries(names.map((name) => [name, persian.required(name.replaceAll("_", " "))]));
  expect([answer.status, answer.text]).toEqual([422, invalid(errors)]);
});

test("send and gets must be true or false", async () => {
  const { acme } = world;
  const body = { number_id: acme.ippanel.serial, target_user_id: acme.member.serial };
  for (const wrong of ["true", 1, 0, null, []]) {
    const answer = await ippanel.assign({ ...body, send: wrong, gets: wrong });
    expect(answer.text).toBe(invalid({ send: persian.boolean("send"), gets: persian.boolean("gets") }));
  }
});

test("an invalid flag and an unknown identifier are reported together, in order", async () => {
  const answer = await ippanel.assign({ gets: 1, send: true, target_user: "nobody", number: "+98NOBODY" });
  expect(answer.text).toBe(
    invalid({
      number: persian.exists("number"),
      target_user: persian.exists("target user"),
      gets: persian.boolean("gets"),
    }),
  );
});

test("sender lines are opaque and compared exactly", async () => {
  const { acme } = world;
  const at = `/registry/v1/organizations/${acme.id}/numbers`;
  for (const line of ["+9810008721297974", "+98BANK", "+12", `+${"9".repeat(20)}`]) {
    await created(app.ask, at, { provider: "ippanel", line });
    const body = { number: line, target_user_id: acme.member.serial, ...both };
    expect((await ippanel.assign({ ...body, number: line.slice(1) })).status).toBe(422);
    expect((await ippanel.assign(body)).status).toBe(200);
  }
  const lower = await ippanel.assign({ number: "+98bank", target_user_id: acme.member.serial, ...both });
  expect(lower.text).toBe(invalid({ number: persian.exists("number") }));
});

test("a disabled or removed user cannot be assigned a number", async () => {
  const { acme } = world;
  const at = `/registry/v1/organizations/${acme.id}/users`;
  const user = await created(app.ask, at, { name: "Dora", email: "dora@acme.example", username: "dora" });
  await app.ask(`PATCH ${at}/${user.id}`, { body: { status: "disabled" } });
  const { serial } = await freshNumber();
  const before = await database.dump();
  const body = { number_id: serial, target_user_id: user.serial, ...both };
  expect((await ippanel.assign(body)).status).toBe(422);
  expect(await database.dump()).toBe(before);
  await app.ask(`DELETE ${at}/${user.id}`);
  const removed = await ippanel.assign(body);
  expect(removed.text).toBe(invalid({ target_user_id: persian.exists("target user id") }));
});
