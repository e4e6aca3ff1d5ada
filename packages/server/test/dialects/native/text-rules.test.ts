import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

const app = useApp();
let world: World;
let path: string;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  path = `/registry/v1/organizations/${world.acme.id}`;
});

const createUser = (fields: object) =>
  app.ask(`POST ${path}/users`, { body: { name: "Zoë", email: "zoe@acme.example", ...fields } });

test("rejects a name with a hostile code point in every field that people read, and names both", async () => {
  const value = "a\u202eb";
  const sentence = (field: string) =>
    `${field} must not contain U+202E, a control, invisible or text-direction character`;
  const number = `${path}/numbers/${world.acme.twilio.id}`;
  const requests: readonly (readonly [string, object, string])[] = [
    [`POST ${path}/users`, { name: value, email: "x@acme.example" }, "name"],
    [`POST ${path}/users`, { name: "X", email: "x@acme.example", username: value }, "username"],
    [`PATCH ${path}/users/${world.acme.member.id}`, { name: value }, "name"],
    [`POST ${path}/groups`, { name: value }, "name"],
    [`POST ${path}/api-keys`, { name: value, user: world.acme.member.id }, "name"],
    [`PATCH ${path}`, { name: value }, "name"],
    [`PATCH ${number}`, { alias: value }, "alias"],
    [`PUT ${number}/holders/${world.acme.member.id}`, { label: value }, "label"],
    [
      "POST /registry/v1/organizations",
      { name: "X", owner: { name: value, email: "x@x.example" } },
      "owner.name",
    ],
  ];
  for (const [request, body, field] of requests) {
    const { status, json } = await app.ask(request, { body });
    expect({ request, status, detail: json.detail }).toEqual({
      request,
      status: 422,
      detail: expect.stringContaining(sentence(field)),
    });
  }
});

test.each([
  ["ann\u200d@acme.example", "email must not contain U+200D, which no e-mail address has"],
  ["mailto:ann@acme.example", "email must be an e-mail address without mailto:"],
  ["<ann@acme.example>", "email must be an e-mail address without angle brackets"],
  ["ann@acme_corp.example", "email must have a domain name after the @, like acme.example"],
])("rejects the e-mail address %j with a sentence", async (email, detail) => {
  const { status, json } = await createUser({ email });
  expect([status, json.errors]).toEqual([422, [{ pointer: "#/email", detail: `${detail}.` }]]);
  const until = "2099-01-01T00:00:00Z";
  const reserved = await app.ask(`PATCH ${path}/numbers/${world.acme.twilio.id}`, {
    body: { reservedFor: { email, until } },
  });
  expect([reserved.status, reserved.json.errors]).toEqual([
    422,
    [{ pointer: "#/reservedFor/email", detail: `${detail.replace("email", "reservedFor.email")}.` }],
  ]);
});

test("accepts joiners where the spelling of a word or an emoji needs them", async () => {
  for (const [index, name] of ["نامه\u200cای", "👨\u200d👩\u200d👧", "क्\u200dष"].entries()) {
    const { status, json } = await createUser({ name, email: `joiner${index}@acme.example` });
    expect([status, json.name]).toEqual([201, name]);
  }
  const { json } = await app.ask(`GET ${path}/users?q=${encodeURIComponent("نامهای")}`);
  expect(json.items).toHaveLength(1);
});

describe("uniqueness", () => {
  test("an e-mail address in another notation is taken", async () => {
    expect((await createUser({ email: "pia@exämple.de" })).status).toBe(201);
    for (const email of ["PIA@EXÄMPLE.DE", "pia@xn--exmple-cua.de", "pia@exa\u0308mple.de"])
      expect((await createUser({ email })).json.code).toBe("email_taken");
    expect((await createUser({ email: "pía@exämple.de" })).status).toBe(201);
  });

  test("a username in another case or width is taken", async () => {
    expect((await createUser({ email: "q1@acme.example", username: "Quinn" })).status).toBe(201);
    for (const username of ["quinn", "QUINN", "ｑｕｉｎｎ"])
      expect((await createUser({ email: "q2@acme.example", username })).json.code).toBe("username_taken");
  });
});

test("a number reserved for an e-mail address goes to the user who has it in another notation", async () => {
  const { json: user } = await createUser({ email: "RESERVED@xn--exmple-cua.de" });
  const number = `${path}/numbers/${world.acme.sinch.id}`;
  const reservedFor = { email: "reserved@exämple.de", until: "2099-01-01T00:00:00Z" };
  expect((await app.ask(`PATCH ${number}`, { body: { reservedFor } })).status).toBe(200);
  const assign = (userId: string) => app.ask(`PUT ${number}/holders/${userId}`, { body: {} });
  expect((await assign(world.acme.other.id)).json.code).toBe("number_reserved");
  expect((await assign(user.id)).status).toBe(200);
});
