import { beforeAll, expect, test } from "vitest";
import { superadminKey, useApp } from "../../helpers/app.ts";
import { failure, ippanelClient, persian } from "../../helpers/ippanel.ts";
import { created, makeWorld, type World } from "../../helpers/world.ts";

// https://docs.ippanel.com, "Numbers": GET {base_url}/api/number/numbers

const app = useApp();
let world: World;
let ippanel: ReturnType<typeof ippanelClient>;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  ippanel = ippanelClient(app, world.acme.admin.key);
});

test("lists the complete inventory in order of id, with the vendor's paging keys before status", async () => {
  const { acme } = world;
  await ippanel.assign({ number_id: 1, target_user_id: acme.member.serial, send: true, gets: true });
  await ippanel.assign({ number_id: 2, target_user_id: acme.member.serial, send: true, gets: false });
  await app.ask(`PATCH /registry/v1/organizations/${acme.id}/numbers/${acme.ippanel.id}`, {
    body: { alias: "بانک" },
  });
  const answer = await ippanel.list();
  expect(answer.status).toBe(200);
  const items = [
    `{"id":1,"number":"${acme.twilio.line}","operator_id":1,"alias":null,"gets":1,"is_66_char":0}`,
    `{"id":2,"number":"${acme.sinch.line}","operator_id":2,"alias":null,"gets":0,"is_66_char":0}`,
    `{"id":3,"number":"${acme.ippanel.line}","operator_id":5,"alias":"بانک","gets":0,"is_66_char":0}`,
  ];
  expect(answer.text).toBe(
    `{"data":[${items}],"meta":{"current_page":1,"from":1,"last_page":1,"path":"${app.url}/v1/api/number/numbers","per_page":10,"to":3,"total":3,"status":true,"message":"Success","message_code":"200-1"}}`,
  );
});

test("page and per_page cut the list", async () => {
  const first = (await ippanel.list("?page=1&per_page=2")).json;
  const second = (await ippanel.list("?page=2&per_page=2")).json;
  const third = (await ippanel.list("?page=3&per_page=2")).json;
  expect(first.data.map((it: { id: number }) => it.id)).toEqual([1, 2]);
  expect(first.meta).toMatchObject({ current_page: 1, from: 1, to: 2, last_page: 2, per_page: 2, total: 3 });
  expect(second.data.map((it: { id: number }) => it.id)).toEqual([3]);
  expect(second.meta).toMatchObject({ current_page: 2, from: 3, to: 3, last_page: 2, total: 3 });
  expect(third.data).toEqual([]);
  expect(third.meta).toMatchObject({ current_page: 3, from: null, to: null, last_page: 2, total: 3 });
});

test("per_page is an integer from 1 to 1000", async () => {
  for (const good of [1, 1000]) expect((await ippanel.list(`?per_page=${good}`)).status).toBe(200);
  for (const [bad, message] of [
    ["0", "گزینه per page خارج از محدوده مجاز است"],
    ["1001", "گزینه per page خارج از محدوده مجاز است"],
    ["abc", persian.integer("per page")],
  ]) {
    const answer = await ippanel.list(`?per_page=${bad}`);
    expect([answer.status, answer.text]).toEqual([
      422,
      failure(message ?? "", "400-2", { per_page: message ?? "" }),
    ]);
  }
});

test("numbers of another organization are not listed", async () => {
  const numbers = (await ippanelClient(app, world.rival.admin.key).list()).json.data;
  const { rival } = world;
  expect(numbers.map((it: { number: string }) => it.number)).toEqual([
    rival.twilio.line,
    rival.sinch.line,
    rival.ippanel.line,
  ]);
});

test("the token is accepted with and without Bearer", async () => {
  const { key } = world.acme.admin;
  const whole = (await ippanel.list()).text;
  for (const authorization of [key, ` ${key} `, `Bearer ${key}`, `bearer ${key}`]) {
    const answer = await ippanel.list("", { key: null, headers: { authorization } });
    expect([answer.status, answer.text]).toEqual([200, whole]);
  }
});

const operations = ["unassign", "assign", "list"] as const;
const asked = (name: (typeof operations)[number], key: string | null, headers = {}) =>
  name === "list" ? ippanel.list("", { key, headers }) : ippanel[name]({}, { key, headers });

test.each(operations)("%s without a valid credential returns the documented 401", async (name) => {
  const documented = failure(persian.credentialWrong, "400-1");
  const { acme } = world;
  const at = `/registry/v1/organizations/${acme.id}/api-keys`;
  const revoked = await created(app.ask, at, { userId: acme.admin.id, name: "old" });
  await app.ask(`DELETE ${at}/${revoked.id}`);
  for (const key of [null, "nonsense", revoked.key]) {
    const answer = await asked(name, key);
    expect([answer.status, answer.text]).toEqual([401, documented]);
  }
});

test.each(operations)("%s rejects a member, and a superadmin, who has no organization", async (name) => {
  for (const key of [world.acme.member.key, superadminKey]) {
    const answer = await asked(name, key);
    expect([answer.status, answer.text]).toEqual([403, failure(persian.notAllowed, "403-1")]);
    const english = await asked(name, key, { "accept-language": "en" });
    expect(english.json.meta.message).toBe("You have no access to this part");
  }
});

test("an unknown path returns 404 in the vendor's envelope", async () => {
  const answer = await app.ask("GET /v1/api/number/nothing", { key: world.acme.admin.key });
  expect([answer.status, answer.text]).toEqual([404, failure(persian.notFound, "404-1")]);
});
