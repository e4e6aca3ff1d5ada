import { afterAll, expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import type { Operation } from "../../helpers/operations.ts";
import { startRequestVariants } from "../../helpers/request-variants.ts";

const app = await startApp();
const variants = await startRequestVariants(app);
afterAll(async () => {
  await variants.database.close();
  await app.close();
});

const writes = variants.operations.filter(({ body }) => body !== undefined);
const bodiless = variants.operations.filter(
  ({ body, method, name }) =>
    body === undefined &&
    method !== "GET" &&
    !/addGroupMember|applyImport|undoImport|cancelImport|createImport|cancelJob|cancelPlatformJob|createBackup|createSession|rotateSigningKey|signOutUser|testWebhook|testCarrierAccount|testPlatformCarrierAccount|(?:start|set|undo)(?:Platform)?CarrierAccount(?:Sync|Webhook)|retryWebhook|replayWebhookEvent|DeleteOrganizationUser/.test(
      name,
    ),
);
const named = (operations: readonly Operation[]) => operations.map((it) => [it.name, it] as const);
const textOf = ({ body }: Operation): string => JSON.stringify(body);
/** The operation's body with one more field, given as JSON. */
const with_ = (operation: Operation, name: string, json: string): string =>
  `${textOf(operation).slice(0, -1)},${JSON.stringify(name)}:${json}}`;
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const firstField = ({ body }: Operation): string => Object.keys(body ?? {})[0] ?? "";

test.each(named(writes))("%s rejects a body that is not JSON", async (_, operation) => {
  const text = textOf(operation);
  const bodies = [
    "{",
    "hello",
    "{'a':1}",
    `${text}${text}`,
    text.slice(0, -1),
    `${text} x`,
    "[1,]",
    '{"a":01}',
  ];
  const invalidUtf8 = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  const changes = [...bodies, invalidUtf8].map((body) => ({ what: String(body), body }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

const withOptionalBody: ReadonlySet<string> = new Set([
  "native assign",
  "native createInvitation",
  "native eraseUser",
  "native rotateApiKey",
  "native rotateSuperadminKey",
  "native applyPlan",
  "native undoPlan",
  "native rotateWebhookSecret",
  "native undoEvent",
  "native undoOffboarding",
  "native applyCarrierAccountSync",
  "native applyPlatformCarrierAccountSync",
]);
test.each(named(writes))("%s rejects a body that is not an object", async (_, operation) => {
  const isOptional = withOptionalBody.has(operation.name);
  const mayBeEmpty = isOptional || operation.name === "native offboardUser";
  const empty = [...(isOptional ? [] : [""]), ...(mayBeEmpty ? [] : ["{}"])];
  const bodies = ["null", '""', "[]", "[{}]", "1", "true", '"x"', ...empty];
  const changes = bodies.map((body) => ({ what: `the body ${body}`, body }));
  expect(await variants.refusals(operation, changes.slice(isOptional ? 1 : 0))).toEqual([]);
});

test.each(named(writes))("%s rejects a body above the size limit", async (_, operation) => {
  const large = "x".repeat(2 ** 20);
  const bodies = [with_(operation, "extra", JSON.stringify(large)), large, " ".repeat(2 ** 20)];
  const changes = bodies.map((body) => ({ what: body.slice(0, 20), body }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(named(writes))("%s rejects a body nested thousands of levels deep", async (_, operation) => {
  const changes = [100, 1000, 5000, 7000, 8000, 9000, 10_000, 15_000, 20_000].flatMap((levels) => [
    { what: `an unknown field of ${levels} levels`, body: with_(operation, "extra", nested(levels)) },
    { what: `a field of ${levels} levels`, body: `{"${firstField(operation)}":${nested(levels)}}` },
    { what: `objects of ${levels} levels`, body: `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}` },
    { what: `${levels} levels`, body: nested(levels), headers: { "idempotency-key": `deep ${levels}` } },
  ]);
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(named(writes))("%s rejects a body with a duplicate field", async (_, operation) => {
  const name = firstField(operation);
  const changes = [
    { what: "another value", body: with_(operation, name, '"another"') },
    { what: "null", body: with_(operation, name, "null") },
    { what: "spelt with an escape", body: `{"${name}":"a",${escaped(name)}:"b"}` },
    { what: "deep inside", body: with_(operation, "extra", '{"a":1,"a":2}') },
  ];
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

test.each(named(writes))("%s rejects a body with another content type than JSON", async (_, operation) => {
  const types = [
    null,
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/jsonx",
    "json",
    "",
  ];
  const changes = types.map((contentType) => ({ what: `the type ${contentType}`, contentType }));
  const form = { what: "a form", body: "number_id=1&target_user_id=1", contentType: types[2] ?? null };
  expect(await variants.refusals(operation, [...changes, form])).toEqual([]);
});

test.each(named(bodiless))("%s rejects a body, because it accepts none", async (_, operation) => {
  const changes = [
    { what: "an object", body: "{}" },
    { what: "text", body: "hello", contentType: "text/plain" },
    { what: "not JSON", body: "{" },
    { what: "a large one", body: "x".repeat(2 ** 20) },
  ];
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

const escaped = (name: string): string =>
  `"\\u${name.charCodeAt(0).toString(16).padStart(4, "0")}${name.slice(1)}"`;
