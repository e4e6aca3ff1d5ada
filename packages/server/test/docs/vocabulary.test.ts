import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "./project-commands.ts";

// "Names of fields" in docs/native-api.md, checked in the document of the native dialect.

type Json = ReturnType<typeof parse>;
const document: Json = parse(readFileSync(join(root, "openapi/native.yaml"), "utf8"));

interface Field {
  readonly name: string;
  /** The schema or the operation that has the field. */
  readonly owner: string;
  readonly schema: Json;
  /** The names of all fields of the object. */
  readonly siblings: readonly string[];
}

const resolve = (schema: Json): Json =>
  schema.$ref === undefined ? schema : resolve(document.components.schemas[schema.$ref.split("/").pop()]);

/** The fields of a schema and of what it contains. A named schema is visited once. */
function fieldsOf(schema: Json, owner: string, seen: Set<string>): Field[] {
  if (schema.$ref !== undefined) {
    const name: string = schema.$ref.split("/").pop();
    if (seen.has(name)) return [];
    seen.add(name);
    return fieldsOf(resolve(schema), name, seen);
  }
  const properties = Object.entries<Json>(schema.properties ?? {});
  const siblings = properties.map(([name]) => name);
  const parts = [schema.items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...properties.map(([name, it]) => ({ name, owner, schema: it, siblings })),
    ...properties.flatMap(([name, it]) => fieldsOf(it, `${owner}.${name}`, seen)),
    ...parts.filter(Boolean).flatMap((it) => fieldsOf(it, owner, seen)),
  ];
}

const operations = Object.values<Json>(document.paths).flatMap((path) =>
  Object.values<Json>(path).filter((it) => it.operationId !== undefined),
);
const parametersOf = ({ operationId, parameters = [] }: Json): (Field & { readonly place: string })[] =>
  parameters
    .map((it: Json) =>
      it.$ref === undefined ? it : document.components.parameters[it.$ref.split("/").pop()],
    )
    .map((it: Json) => ({
      name: it.name,
      owner: operationId,
      schema: it.schema,
      siblings: [],
      place: it.in,
    }));
const contentOf = (message: Json = {}): Json[] =>
  Object.values<Json>(message.content ?? {}).map((it) => it.schema);

const parameters = operations.flatMap(parametersOf).filter(({ place }) => place !== "header");
const seenInBodies = new Set<string>();
const bodies = operations.flatMap((it) =>
  contentOf(it.requestBody).flatMap((schema) => fieldsOf(schema, `${it.operationId} body`, seenInBodies)),
);
const seenInAnswers = new Set<string>();
const answers = operations.flatMap((it) =>
  Object.values<Json>(it.responses)
    .flatMap(contentOf)
    .flatMap((schema) => fieldsOf(schema, `${it.operationId} answer`, seenInAnswers)),
);
const requests: readonly Field[] = [...parameters, ...bodies];
const show = ({ owner, name }: Field) => `${owner}.${name}`;

interface Reference {
  readonly record: string;
  readonly names: readonly string[];
  /** A name of the record that is no id. */
  readonly example: string;
}
const references: readonly Reference[] = [
  { record: "user", names: ["user", "fromUser", "toUser"], example: "@ana" },
  { record: "number", names: ["number"], example: "+14165550102" },
  { record: "organization", names: ["organization"], example: "acme-sales" },
];

const id = "0".repeat(24);
/** Whether the text can be an id and the name of a record, but not any text. */
function refersTo(schema: Json, { example }: Pick<Reference, "example">): boolean {
  const { pattern } = resolve(schema);
  if (pattern === undefined) return false;
  const form = new RegExp(pattern, "u");
  return form.test(id) && form.test(example) && !form.test("Any!");
}
const isId = (schema: Json): boolean => {
  const { pattern, anyOf = [], oneOf = [], items } = resolve(schema);
  if (pattern !== undefined)
    return new RegExp(pattern, "u").test(id) && !new RegExp(pattern, "u").test("@ana");
  return [...anyOf, ...oneOf, ...(items ? [items] : [])].some(isId);
};

test("the document has fields in requests and answers", () => {
  expect(parameters.length).toBeGreaterThan(100);
  expect(bodies.length).toBeGreaterThan(50);
  expect(answers.length).toBeGreaterThan(200);
});

test.each(references)("a $record that a request refers to is named $names", (reference) => {
  const { names } = reference;
  const referring = requests.filter(({ schema }) => refersTo(schema, reference));
  expect(referring.length).toBeGreaterThan(5);
  expect(referring.filter(({ name }) => !names.includes(name)).map(show)).toEqual([]);
  const named = requests.filter(({ name }) => names.includes(name));
  expect(named.filter((it) => !referring.includes(it)).map(show)).toEqual([]);
});

test("a name that ends with Id is an id in an answer, and no field of a request", () => {
  // A caller ID is the number that a phone shows, in the language of telephony.
  const otherIds = ["externalId", "publicId", "requestId", "credentialId", "callerId"];
  const named = (fields: readonly Field[]) =>
    fields.filter(({ name }) => /Ids?$/.test(name) && !otherIds.includes(name));
  expect(named(requests).map(show)).toEqual([]);
  expect(named(answers).length).toBeGreaterThan(30);
  const others = named(answers).filter(({ schema }) => !isId(schema));
  expect(others.map(show)).toEqual([]);
});

test("`to` is only a line that was dialled, and `from` is nothing", () => {
  const called = [...requests, ...answers].filter(({ name }) => name === "to" || name === "from");
  expect(called.map(show).toSorted()).toEqual([
    "InboundLookup.lines.to",
    "routeInbound.to",
    "routeOutbound.to",
  ]);
});

test("next to a userId, the user's name and address are userName and userEmail", () => {
  // Without an id, the object is no record with a name of its own.
  const described = answers.filter(
    ({ name, owner, siblings }) =>
      ["name", "email"].includes(name) &&
      siblings.includes("userId") &&
      !siblings.includes("id") &&
      // The reservation has the address of a person who is no user.
      owner !== "Reservation",
  );
  expect(described.map(show)).toEqual([]);
});

const secondNames: Readonly<Record<string, readonly string[]>> = {
  line: ["phone", "phoneNumber", "msisdn", "e164", "dialled", "called", "address"],
  provider: ["carrier", "operator"],
  label: ["tag", "nickname"],
  alias: ["displayName", "description"],
  since: ["start", "startsAt", "startedAt", "begin", "beganAt"],
  until: ["end", "endsAt", "endedAt", "finishedAt"],
  reason: ["comment", "note", "message"],
  limit: ["pageSize", "perPage", "size"],
  cursor: ["page", "pageToken", "offset"],
  slug: ["handle", "shortName"],
  isInboundEnabled: ["inbound", "receives", "gets"],
  isOutboundEnabled: ["outbound", "sends"],
};

test.each(Object.entries(secondNames))("%s has no second name", (name, others) => {
  const all = [...requests, ...answers];
  expect(all.some((it) => it.name === name)).toBe(true);
  expect(all.filter((it) => others.includes(it.name)).map(show)).toEqual([]);
});

test("an instant ends with At, or is the bound of a time or of a question", () => {
  const others = ["at", "asOf", "validFrom"];
  const isTimeName = (name: string) => /(?:At|[sS]ince|[uU]ntil)$/.test(name) || others.includes(name);
  const isInstant = (schema: Json): boolean =>
    resolve(schema).format === "date-time" ||
    [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some(isInstant);
  const instants = [...requests, ...answers].filter(({ schema }) => isInstant(schema));
  expect(instants.length).toBeGreaterThan(30);
  expect(instants.filter(({ name }) => !isTimeName(name)).map(show)).toEqual([]);
});

test("the table of the documentation names fields that exist", () => {
  const page = readFileSync(join(root, "docs/native-api.md"), "utf8");
  const [, table = ""] = /## Names of fields\n\n([\s\S]*?)\n\n/.exec(page) ?? [];
  const listed = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(listed.length).toBeGreaterThan(15);
  const names = new Set([...requests, ...answers].map(({ name }) => name));
  expect(listed.filter((name) => name === undefined || !names.has(name))).toEqual([]);
});
