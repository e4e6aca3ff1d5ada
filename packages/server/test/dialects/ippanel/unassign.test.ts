import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { failure, invalid, ippanelClient, persian } from "../../helpers/ippanel.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { created, makeWorld, type World } from "../../helpers/world.ts";

// https://docs.ippanel.com, "Unassign Number": POST {base_url}/api/numbers/unassign

const app = useApp();
let world: World;
let database: TableReader;
let ippanel: ReturnType<typeof ippanelClient>;
let pair: { number_id: number; target_user_id: number };
beforeAll(async () => {
  world = await makeWorld(app.ask);
  database = openTableReader(app.database);
  ippanel = ippanelClient(app, world.acme.admin.key);
  pair = { number_id: world.acme.ippanel.serial, target_user_id: world.acme.member.serial };
});
beforeEach(() => ippanel.assign({ ...pair, send: true, gets: true }));
afterAll(async () => {
  await database.close();
});

const done =
  '{"data":null,"meta":{"status":true,"message":"انجام شد","message_parameters":[],"message_code":"200-1"}}';
const notAssigned = failure("number not assigned to user", "400-1");

test("a number is unassigned by IDs, by names, and by both", async () => {
  const { acme } = world;
  const names = { number: acme.ippanel.line, target_user: acme.member.username };
  const ways = [
    pair,
    names,
    { ...pair, ...names },
    { number_id: pair.number_id, target_user: names.target_user },
  ];
  for (const body of ways) {
    const answer = await ippanel.unassign(body);
    expect([answer.status, answer.text]).toEqual([200, done]);
    await ippanel.assign({ ...pair, send: true, gets: true });
  }
});

test("unassigning again returns 400, as documented", async () => {
  await ippanel.unassign(pair);
  const before = await database.dump();
  const again = await ippanel.unassign(pair);
  expect([again.status, again.text]).toEqual([400, notAssigned]);
  expect(await database.dump()).toBe(before);
});

test("a number held by another user cannot be unassigned from this one", async () => {
  const answer = await ippanel.unassign({ ...pair, target_user_id: world.acme.other.serial });
  expect([answer.status, answer.text]).toEqual([400, notAssigned]);
});

test("an Idempotency-Key replays the first response", async () => {
  const headers = { "idempotency-key": "unassign-1" };
  const first = await ippanel.unassign(pair, { headers });
  const before = await database.dump();
  const replayed = await ippanel.unassign(pair, { headers });
  expect([replayed.status, replayed.text]).toEqual([200, first.text]);
  const reused = await ippanel.unassign({ ...pair, number_id: world.acme.twilio.serial }, { headers });
  expect([reused.status, reused.json.meta.message_code]).toEqual([422, "400-2"]);
  expect(await database.dump()).toBe(before);
});

test("without the number the response is the documented one, word for word", async () => {
  const answer = await ippanel.unassign({ target_user_id: pair.target_user_id });
  expect(answer.status).toBe(422);
  expect(answer.text).toBe(
    '{"data":null,"meta":{"status":false,"message":"تکمیل گزینه number id الزامی است (و 1 خطای دیگر)","message_parameters":[],"message_code":"400-2","errors":{"number_id":["تکمیل گزینه number id الزامی است"],"number":["تکمیل گزینه number الزامی است"]}}}',
  );
});

const four = {
  number_id: persian.required("number id"),
  number: persian.required("number"),
  target_user_id: persian.required("target user id"),
  target_user: persian.required("target user"),
};

test.each([undefined, "", {}, "null", "[]", '"x"', { number: "", target_user: null }, { extra: 1 }])(
  "an empty body returns four errors, in order: %j",
  async (body) => {
    const answer = await ippanel.unassign(body);
    expect([answer.status, answer.text]).toEqual([422, invalid(four)]);
    expect(answer.json.meta.message).toBe("تکمیل گزینه number id الزامی است (و 3 خطای دیگر)");
  },
);

test("every field has the message of its type, in a fixed order", async () => {
  const answer = await ippanel.unassign({
    target_user: 1,
    target_user_id: "1",
    number: true,
    number_id: 1.5,
  });
  expect(answer.text).toBe(
    invalid({
      number_id: persian.integer("number id"),
      number: persian.string("number"),
      target_user_id: persian.integer("target user id"),
      target_user: persian.string("target user"),
    }),
  );
});

test("messages are in English when Accept-Language prefers it", async () => {
  const english = (body: unknown, language: string) =>
    ippanel.unassign(body, { headers: { "accept-language": language } });
  for (const language of [
    "en",
    "en-US,en;q=0.9",
    "EN",
    "de, en;q=0.5",
    "fa;q=0.1, en",
    "fa;q=0, en",
    "*;q=0.1, en",
  ]) {
    const { json } = await english({ target_user_id: pair.target_user_id }, language);
    expect(json.meta.message).toBe("number id is required (and 1 more error)");
    expect(json.meta.errors).toEqual({
      number_id: ["number id is required"],
      number: ["number is required"],
    });
  }
  expect((await english(pair, "en")).json.meta.message).toBe("Done");
  for (const language of [
    "fa",
    "fa-IR,en;q=0.5",
    "*",
    "de",
    "en;q=0.1, fa",
    "en;q=0",
    "en;q=0, *",
    "e",
    "en_US",
    "",
  ])
    expect((await english({}, language)).text).toBe(invalid(four));
});

test("two identifiers of different records are both invalid, and nothing changes", async () => {
  const { acme } = world;
  const before = await database.dump();
  const numbers = await ippanel.unassign({ ...pair, number: acme.twilio.line });
  expect([numbers.status, numbers.text]).toEqual([
    422,
    invalid({ number_id: persian.exists("number id"), number: persian.exists("number") }),
  ]);
  const users = await ippanel.unassign({ ...pair, target_user: acme.other.username });
  expect([users.status, users.text]).toEqual([
    422,
    invalid({ target_user_id: persian.exists("target user id"), target_user: persian.exists("target user") }),
  ]);
  expect(await database.dump()).toBe(before);
});

test("of two identifiers only the unknown one is invalid", async () => {
  const answer = await ippanel.unassign({ ...pair, number: "+98NOBODY" });
  expect(answer.text).toBe(invalid({ number: persian.exists("number") }));
});

test("a number or user of another organization is answered byte for byte like an unknown one", async () => {
  const { rival } = world;
  const unknown = await ippanel.unassign({ number: "+98NOBODY", target_user: "nobody" });
  const foreign = await ippanel.unassign({ number: rival.ippanel.line, target_user: rival.member.username });
  expect(unknown.text).toBe(
    invalid({ number: persian.exists("number"), target_user: persian.exists("target user") }),
  );
  expect([foreign.status, foreign.text]).toEqual([unknown.status, unknown.text]);
});

test("a line at two providers must be addressed by ID", async () => {
  const { acme } = world;
  const at = `/registry/v1/organizations/${acme.id}/numbers`;
  const twin = await created(app.ask, at, { provider: "other", line: "+989121234567" });
  await created(app.ask, at, { provider: "ippanel", line: twin.line });
  const body = { number: twin.line, target_user_id: pair.target_user_id };
  const ambiguous = await ippanel.unassign(body);
  expect(ambiguous.status).toBe(422);
  expect(Object.keys(ambiguous.json.meta.errors)).toEqual(["number"]);
  expect(ambiguous.json.meta.message).toContain("number_id");
  const named = { ...body, number_id: twin.serial };
  expect((await ippanel.assign({ ...named, send: true, gets: true })).status).toBe(200);
  expect((await ippanel.unassign(named)).status).toBe(200);
});

test("an identifier that is not text matches no record, even where a database would coerce it", async () => {
  await created(app.ask, `/registry/v1/organizations/${world.acme.id}/users`, {
    name: "Sign",
    email: "sign@acme.example",
    username: "\ufffd",
  });
  const answer = await ippanel.unassign({ number_id: pair.number_id, target_user: "\ud800" });
  expect([answer.status, answer.text]).toEqual([
    422,
    invalid({ target_user: persian.exists("target user") }),
  ]);
});
