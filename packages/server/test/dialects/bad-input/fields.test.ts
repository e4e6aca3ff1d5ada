import { afterAll, expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import type { Operation, Schema } from "../../helpers/operations.ts";
import { startRequestVariants } from "../../helpers/request-variants.ts";

const app = await startApp();
const variants = await startRequestVariants(app);
afterAll(async () => {
  await variants.database.close();
  await app.close();
});

const { acme, rival } = variants.world;
const removed = await app
  .ask(`POST /registry/v1/organizations/${acme.id}/users`, {
    body: { email: "gone@acme.example", name: "Gone", username: "gone" },
  })
  .then(({ json }) => json);
await app.ask(`DELETE /registry/v1/organizations/${acme.id}/users/${removed.id}`);

const writes = variants.operations.filter(({ body }) => body !== undefined);
const named = (operations: readonly Operation[]) => operations.map((it) => [it.name, it] as const);
const find = (name: string): Operation => {
  const operation = writes.find((it) => it.name === name);
  if (operation === undefined) throw new Error(`there is no ${name}`);
  return operation;
};

const allowed = ({ type }: Schema): readonly string[] => (typeof type === "string" ? [type] : (type ?? []));
const examples: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["boolean", true],
  ["integer", 1],
  ["number", 1.5],
  ["string", "text"],
  ["array", []],
  ["array", ["x"]],
  ["object", {}],
];

/** Paths of every field of a schema, including nested ones. */
const fieldsOf = (schema: Schema, at: readonly string[] = []): (readonly [string[], Schema])[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    [[...at, name], field] as const,
    ...fieldsOf(field, [...at, name]),
  ]);

/** The operation's body with another value at this path. */
function changedAt(body: unknown, [name = "", ...inside]: readonly string[], value: unknown): unknown {
  const before = body as Record<string, unknown>;
  return { ...before, [name]: inside.length === 0 ? value : changedAt(before[name], inside, value) };
}

test.each(named(writes))("%s rejects a value of the wrong type in every field", async (_, operation) => {
  const fields = fieldsOf(operation.bodySchema ?? {});
  expect(fields.length).toBeGreaterThan(0);
  const changes = fields.flatMap(([path, schema]) =>
    examples
      .filter(([type]) => !allowed(schema).includes(type))
      .map(([, value]) => ({
        what: `${path.join(".")} is ${JSON.stringify(value)}`,
        body: changedAt(operation.body, path, value),
      })),
  );
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(named(writes.filter(({ dialect }) => dialect === "native")))(
  "%s rejects unknown fields",
  async (_, operation) => {
    const text = JSON.stringify(operation.body).slice(0, -1);
    const names = ["extra", "organizationId", "__proto__", "constructor", "toString", "ID", " name", "a/b"];
    const changes = names.map((name) => ({
      what: name,
      body: `${text},${JSON.stringify(name)}:{"name":"x"}}`,
    }));
    expect(await variants.refusals(operation, changes)).toEqual([]);
  },
);

const texts = [
  ["tether post_organizations_phone_numbers", "label", 200],
  ["native createOrganization", "name", 200],
  ["native updateOrganization", "name", 200],
  ["native createUser", "name", 200],
  ["native createUser", "email", 254],
  ["native createUser", "username", 64],
  ["native updateUser", "name", 200],
  ["native updateUser", "username", 64],
  ["native createGroup", "name", 100],
  ["native createApiKey", "name", 200],
  ["native addNumber", "alias", 200],
  ["native updateNumber", "alias", 200],
  ["native assign", "label", 200],
] as const;

test.each(texts)("%s rejects a %s that is not plain text or too long", async (name, field, max) => {
  const operation = find(name);
  const values = ["a\u0000b", "\u0000", "\ud800", "a\udc00b", "\u001b[31m", "\u007f", "x".repeat(max + 1)];
  const all = [...values, "x".repeat(10_000), "📞".repeat(max + 1)];
  const changes = all.map((value) => ({
    what: JSON.stringify(value).slice(0, 20),
    body: changedAt(operation.body, [field], value),
  }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

const badIds = [
  acme.member.id.slice(1),
  `${acme.member.id}0`,
  "f".repeat(24),
  `${acme.member.id.slice(1)}g`,
  rival.member.id,
  removed.id,
  ` ${acme.member.id}`,
  acme.member.id.replace(/\d/, "۱"),
  "__proto__",
  "",
  "x".repeat(10_000),
];

test.each([
  ["tether post_organizations_phone_numbers", "targetUserId"],
  ["native createApiKey", "user"],
])("%s rejects a %s that is not a user of the organization", async (name, field) => {
  const operation = find(name);
  const changes = badIds.map((id) => ({ what: id.slice(0, 30), body: { ...operation.body, [field]: id } }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(["unassignNumber", "assignNumber"])("ippanel %s rejects identifiers of no record", async (name) => {
  const operation = find(`ippanel ${name}`);
  const serials = [0, -1, 999, removed.serial, 2 ** 53, 1e300, -0.5];
  const changes = [
    ...serials.map((serial) => ({ ...operation.body, target_user: null, target_user_id: serial })),
    ...[...serials.slice(0, 3), 1e300].map((serial) => ({
      ...operation.body,
      number: null,
      number_id: serial,
    })),
    ...["gone", rival.member.username, " mona.acme", "\u0000", "\ud800", "x".repeat(1001)].map(
      (username) => ({ ...operation.body, target_user_id: null, target_user: username }),
    ),
  ].map((body) => ({ what: JSON.stringify(body).slice(0, 120), body }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

const badLines = [
  "+1 416 555 0102",
  "+1-416-555-0102",
  "14165550102",
  "0014165550102",
  "+123456",
  "+1234567890123456",
  "+0416555010",
  "+",
  "",
  "+۱۴۱۶۵۵۵۰۱۰۲",
  "+１４１６５５５０１０２",
  "＋14165550102",
  "+1416CALLNOW",
  "+14165550102\n",
  " +14165550102",
  "+14165550102 ",
  "+14165550102\u200b",
  "+14165550102;ext=5",
  "tel:+14165550102",
  "+1416555010\u0000",
  `+${"1".repeat(10_000)}`,
];

test.each([
  ["tether post_organizations_phone_numbers", "phoneNumber"],
  ["native addNumber", "line"],
  ["ippanel unassignNumber", "number"],
  ["ippanel assignNumber", "number"],
])("%s rejects a %s in any other spelling", async (name, field) => {
  const operation = find(name);
  const changes = badLines
    .filter((line) => line !== "" || !name.startsWith("ippanel"))
    .map((line) => ({
      what: JSON.stringify(line).slice(0, 30),
      body: { ...operation.body, number_id: undefined, [field]: line },
    }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(["tether post_organizations_phone_numbers", "native addNumber"])(
  "%s rejects an unknown provider and other spellings of a known one",
  async (name) => {
    const operation = find(name);
    const providers = ["Twilio", "TWILIO", " twilio", "twilio ", "twilio\u0000", "", "nobody"];
    const all = [...providers, "__proto__", "constructor", "toString", "x".repeat(10_000)];
    const changes = all.map((provider) => ({
      what: provider.slice(0, 20),
      body: { ...operation.body, provider },
    }));
    expect(await variants.refusals(operation, changes)).toEqual([]);
  },
);
