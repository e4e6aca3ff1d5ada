import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, useApp } from "../helpers/app.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";

// Identifiers that two organizations can share: serials, usernames, idempotency keys.

const app = useApp();
let acme: Organization;
let rival: Organization;
let database: TableReader;
let count = 10;
beforeAll(async () => {
  database = openTableReader(app.database);
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, `1${count}`);
  rival = await makeOrganization(app.ask, `rival${count}`, `2${count}`);
});

const at = ({ id }: Organization) => `/registry/v1/organizations/${id}`;
const bytes = ({ status, headers, text }: Answer) => [
  status,
  [...headers].filter(([name]) => !["date", "x-request-id"].includes(name)),
  text,
];
const assign = (key: string, body: object) =>
  app.ask("POST /v1/api/numbers/assign", { key, body: { send: true, gets: true, ...body } });

describe("a serial", () => {
  test("that exists in both organizations refers to the caller's number and user", async () => {
    expect([acme.twilio.serial, acme.other.serial]).toEqual([rival.twilio.serial, rival.other.serial]);
    const before = await database.dumpOrganization(rival.id);
    const body = { number_id: rival.twilio.serial, target_user_id: rival.other.serial };
    expect((await assign(acme.admin.key, body)).status).toBe(200);
    const held = await app.ask(`GET ${at(acme)}/assignments?user=${acme.other.id}`);
    expect(held.json.items).toMatchObject([{ numberId: acme.twilio.id }]);
    expect(await database.dumpOrganization(rival.id)).toBe(before);
  });

  test("that exists only in the other organization is answered like one that does not exist", async () => {
    const line = `+98300077${count}`;
    const number = await created(app.ask, `${at(rival)}/numbers`, { provider: "ippanel", line });
    const email = "fifth@rival.example";
    const user = await created(app.ask, `${at(rival)}/users`, { name: "Fifth", email });
    const before = await database.dump();
    const foreign = await assign(acme.admin.key, { number_id: number.serial, target_user_id: user.serial });
    const missing = await assign(acme.admin.key, { number_id: 999_999, target_user_id: 999_999 });
    expect(foreign.status).toBe(422);
    expect(bytes(foreign)).toEqual(bytes(missing));
    expect(await database.dump()).toBe(before);
  });
});

describe("a line that another organization has", () => {
  test.each([
    ["native", 409, (line: string) => addNumber(line)],
    ["tether", 400, (line: string) => assignInTether(line)],
  ])("is not available through %s, in the same words for every owner", async (_name, status, ask) => {
    const third = await makeOrganization(app.ask, `third${count}`, `3${count}`);
    const answers = [await ask(rival.twilio.line), await ask(third.twilio.line)];
    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    expect(bytes(answers[0] as Answer)).toEqual(bytes(answers[1] as Answer));
    expect(answers[0]?.text).not.toMatch(/rival|third/);
  });

  const addNumber = (line: string) =>
    app.ask(`POST ${at(acme)}/numbers`, { body: { provider: "twilio", line } });
  const assignInTether = (phoneNumber: string) =>
    app.ask(`POST /api/organizations/${acme.id}/phone-numbers`, {
      body: { targetUserId: acme.other.id, provider: "twilio", phoneNumber },
    });
});

describe("a cursor", () => {
  test.each(["users", "numbers", "api-keys"])("of the other organization's %s is invalid", async (list) => {
    const page = await app.ask(`GET ${at(rival)}/${list}?limit=1`, { key: rival.admin.key });
    const cursor: string = page.json.nextCursor;
    const next = await app.ask(`GET ${at(rival)}/${list}?cursor=${cursor}`, { key: rival.admin.key });
    expect(next.status).toBe(200);
    const foreign = await app.ask(`GET ${at(acme)}/${list}?cursor=${cursor}`, { key: acme.admin.key });
    const made = await app.ask(`GET ${at(acme)}/${list}?cursor=W10.00`, { key: acme.admin.key });
    expect(foreign.status).toBe(422);
    expect(bytes(foreign)).toEqual(bytes(made));
  });
});

describe("an Idempotency-Key", () => {
  const headers = { "idempotency-key": "the-same" };
  const add = (organization: Organization, key: string) =>
    app.ask(`POST ${at(organization)}/users`, {
      key,
      headers,
      body: { name: "Same", email: "same@same.example" },
    });

  test("used by both organizations identifies each organization's own request", async () => {
    const [ours, theirs] = [await add(acme, acme.admin.key), await add(rival, rival.admin.key)];
    expect([ours.status, theirs.status]).toEqual([201, 201]);
    expect(ours.json.id).not.toBe(theirs.json.id);
    expect((await add(acme, acme.admin.key)).json.id).toBe(ours.json.id);
  });

  test("does not replay the response of another caller of the same organization", async () => {
    await add(acme, acme.admin.key);
    expect((await add(acme, acme.owner.key)).status).toBe(409);
    expect((await add(acme, acme.member.key)).status).toBe(403);
  });

  test("does not replay to a caller who has lost the permission", async () => {
    expect((await add(acme, acme.admin.key)).status).toBe(201);
    await app.ask(`PATCH ${at(acme)}/users/${acme.admin.id}`, { body: { role: "member" } });
    expect((await add(acme, acme.admin.key)).status).toBe(403);
  });
});

test("two organizations can have users and groups with the same names", async () => {
  for (const organization of [acme, rival]) {
    const body = { name: "Twin", email: "twin@twin.example", username: "twin" };
    expect((await app.ask(`POST ${at(organization)}/users`, { body })).status).toBe(201);
    expect((await app.ask(`POST ${at(organization)}/groups`, { body: { name: "Twins" } })).status).toBe(201);
  }
});
