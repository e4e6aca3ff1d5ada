import { afterAll, expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { type Operation, withQuery } from "../../helpers/operations.ts";
import { startRequestVariants } from "../../helpers/request-variants.ts";

const app = await startApp();
const variants = await startRequestVariants(app);
afterAll(async () => {
  await variants.database.close();
  await app.close();
});

const lists = variants.operations.filter(({ query }) => query.length > 0);
const named = (operations: readonly Operation[]) => operations.map((it) => [it.name, it] as const);
const sizes: Record<string, number> = { limit: 200, per_page: 1000, "page[size]": 250 };
const sizeOf = ({ query }: Operation) => query.find((name) => name in sizes);
const paged = lists.filter(sizeOf);

const changed = (operation: Operation, query: string) => ({
  what: query.slice(0, 60),
  path: withQuery(operation.path, query),
});

const notNumbers = [
  "0",
  "-1",
  "abc",
  "",
  "1.5",
  "1.0",
  "0x10",
  "1e1",
  "%201",
  "1%20",
  "+1",
  "%DB%B1",
  "%EF%BC%91",
  "null",
  "NaN",
];
const tooLarge = ["Infinity", "9".repeat(400), "true", "[]", "%00", "1,2", "x".repeat(10_000)];

test.each(named(paged))("%s rejects an invalid page size", async (_, operation) => {
  const name = sizeOf(operation) ?? "";
  const max = operation.dialect === "tether" ? 10_000 : (sizes[name] ?? 0);
  const values = [...notNumbers, ...tooLarge, String(max + 1)];
  const changes = values.map((value) => changed(operation, `${name}=${value}`));
  expect(await variants.refusals(operation, changes)).toEqual([]);
  for (const good of [1, max]) {
    const answer = await variants.send(operation, changed(operation, `${name}=${good}`));
    expect(answer.status, answer.text).toBe(200);
  }
});

const numbered = lists.filter(({ query }) =>
  query.some((name) => name === "page" || name === "page[number]"),
);
test.each(named(numbered))("%s rejects an invalid page number", async (_, operation) => {
  const name = operation.query.find((it) => it === "page" || it === "page[number]") ?? "";
  const changes = [...notNumbers, ...tooLarge].map((value) => changed(operation, `${name}=${value}`));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(named(lists))("%s rejects a duplicate parameter", async (_, operation) => {
  const changes = operation.query.map((name) => changed(operation, `${name}=1&${name}=1`));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(named(lists.filter(({ dialect }) => dialect === "native")))(
  "%s rejects unknown parameters",
  async (_, operation) => {
    const known = operation.query.map((name) => `${name}[]=1`);
    const names = [
      ...known,
      "limit[a]=1",
      "extra=1",
      "__proto__=1",
      "constructor=1",
      "LIMIT=1",
      "=1",
      "%00=1",
    ];
    const changes = names.map((query) => changed(operation, query));
    expect(await variants.refusals(operation, changes)).toEqual([]);
  },
);

test.each(named(lists.filter(({ dialect }) => dialect !== "native")))(
  "%s ignores unknown parameters, like the vendor",
  async (_, operation) => {
    const before = await variants.send(operation, { what: "as it is" });
    for (const query of [
      "extra=1",
      "extra[]=1",
      "__proto__=1",
      "__proto__[limit]=1",
      "constructor=1",
      "=1",
      "&&",
    ]) {
      const answer = await variants.send(operation, changed(operation, query));
      expect(answer.text, query).toBe(before.text);
    }
  },
);

test.each(named(lists.filter(({ query }) => query.includes("cursor"))))(
  "%s rejects a cursor that it did not issue",
  async (_, operation) => {
    const { json } = await variants.send(operation, changed(operation, "limit=1"));
    const given = json.nextCursor ?? "WzFd.589e4d04d84fbce1ae8ced73a47e784f";
    const [key = "", sum = ""] = given.split(".");
    const tampered = [
      "",
      "x",
      ".",
      key,
      `${key}.`,
      `.${sum}`,
      `${key}.${sum.slice(1)}`,
      `${key}.${sum.toUpperCase()}A`,
      `${given}.x`,
      `${given}=`,
      `!${given}`,
      `${Buffer.from("[2]").toString("base64url")}.${sum}`,
      `${Buffer.from("{").toString("base64url")}.${sum}`,
      "%00",
      "x".repeat(10_000),
    ];
    const changes = tampered.map((cursor) => changed(operation, `cursor=${cursor}`));
    expect(await variants.refusals(operation, changes)).toEqual([]);
  },
);

const filters: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "tether get_organizations_phone_numbers",
    "provider",
    ["Twilio", "vonage", "", "__proto__", "constructor"],
  ],
  [
    "tether get_organizations_phone_numbers",
    "userId",
    ["", "1", "x".repeat(24), "f".repeat(23), "f".repeat(25)],
  ],
  ["telnyx ListOrganizationUsers", "filter[user_status]", ["Enabled", "active", "", "__proto__"]],
  ["telnyx ListOrganizationUsers", "filter[email]", ["%00", "a%00", "x".repeat(255)]],
  ["telnyx ListOrganizationUsers", "include_groups", ["yes", "", "TRUE", "2"]],
  ["telnyx GetOrganizationUser", "include_groups", ["yes", "", "TRUE", "2"]],
  ["native listUsers", "status", ["Active", "", "gone", "__proto__"]],
  ["native listUsers", "q", ["%00", "a%00b", "x".repeat(201)]],
  ["native listNumbers", "q", ["%00", "x".repeat(201)]],
  ["native listNumbers", "provider", ["Twilio", "", "__proto__"]],
  ["native listNumbers", "state", ["Available", "", "held"]],
  ["native listNumbers", "user", ["", "1", "f".repeat(25)]],
  ["native listAssignments", "user", ["", "1", "f".repeat(25)]],
  ["native listAssignments", "provider", ["Twilio", "", "__proto__"]],
  ["native listAssignments", "number", ["", "%00", "x".repeat(41)]],
];

test.each(filters)("%s rejects an invalid %s", async (name, parameter, values) => {
  const operation = variants.operations.find((it) => it.name === name);
  if (operation === undefined) throw new Error(`there is no ${name}`);
  const changes = values.map((value) => changed(operation, `${parameter}=${value}`));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});
