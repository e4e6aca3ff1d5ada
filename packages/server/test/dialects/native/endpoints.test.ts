import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { ifMatch, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { makeOrganization, type Organization } from "../../helpers/world.ts";

const app = useApp();
let database: TableReader;
let acme: Organization;
let admin: ReturnType<typeof nativeClient>;
let path: string;
let count = 0;
beforeAll(async () => {
  database = openTableReader(app.database);
});
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, String(count).padStart(2, "0"));
  admin = nativeClient(app, acme.id, acme.admin.key);
  path = `/users/${acme.member.id}/endpoints`;
});
afterAll(async () => {
  await database.close();
});

const endpoints = ["client:ana", "sip:ana@example.com;transport=tls", "tel:+14165550102"];
const changesOf = async () => (await admin.get(`/events?user=${acme.member.id}&limit=200`)).json.items;

test("a new user has none; PUT stores the list in order, with one event", async () => {
  const fresh = await admin.get(path);
  expect([fresh.status, fresh.json, fresh.headers.get("etag")]).toEqual([200, { endpoints: [] }, '"1"']);
  const put = await admin.put(path, { endpoints });
  expect([put.status, put.json, put.headers.get("etag")]).toEqual([200, { endpoints }, '"2"']);
  const read = await admin.get(path);
  expect([read.text, read.headers.get("etag")]).toEqual([put.text, '"2"']);
  const reversed = { endpoints: endpoints.toReversed() };
  expect((await admin.put(path, reversed)).json).toEqual(reversed);
  expect((await changesOf()).slice(-2)).toMatchObject([
    { kind: "user.updated", before: { endpoints: [] }, after: { endpoints } },
    { kind: "user.updated", before: { endpoints }, after: reversed },
  ]);
});

test("the same list again changes nothing and writes no event", async () => {
  await admin.put(path, { endpoints });
  const before = await database.dump();
  const again = await admin.put(path, { endpoints });
  expect([again.status, again.json, again.headers.get("etag")]).toEqual([200, { endpoints }, '"2"']);
  expect(await database.dump()).toBe(before);
});

test("an empty list removes all of them", async () => {
  await admin.put(path, { endpoints });
  expect((await admin.put(path, { endpoints: [] })).json).toEqual({ endpoints: [] });
  expect((await admin.get(path)).json).toEqual({ endpoints: [] });
});

test.each([
  [{ endpoints: ["ana"] }, "#/endpoints/0", "client:, sip:, sips: or tel:"],
  [{ endpoints: ["client:ana", "tel:416"] }, "#/endpoints/1", "E.164"],
  [{ endpoints: ["client:ana", "client:ana"] }, "#/endpoints/1", "listed only once"],
  [{ endpoints: ["client:ana", 7] }, "#/endpoints/1", "a string"],
  [{ endpoints: "client:ana" }, "#/endpoints", "a list of at most 10 endpoints"],
  [{ endpoints: Array.from({ length: 11 }, (_, n) => `client:a${n}`) }, "#/endpoints", "at most 10"],
  [{}, "#/endpoints", "required"],
  [{ endpoints: [], name: "Mona" }, "#/name", "not a field"],
])("%j is rejected and named", async (body, pointer, sentence) => {
  const before = await database.dump();
  const { status, json } = await admin.put(path, body);
  expect([status, json.code, json.errors.length]).toEqual([422, "validation_failed", 1]);
  expect(json.errors[0].pointer).toBe(pointer);
  expect(json.errors[0].detail).toContain(sentence);
  expect(await database.dump()).toBe(before);
});

describe("a line as an endpoint", () => {
  const hold = (user: { id: string }, line: { id: string }, flags = {}) =>
    admin.put(`/numbers/${line.id}/holders/${user.id}`, flags);
  const detail =
    "endpoints.1 must not be a line whose calls are routed to this user, directly or through the endpoints of others.";

  test("is rejected while the user receives its calls, in PUT and in PATCH", async () => {
    await hold(acme.member, acme.twilio);
    const looping = { endpoints: ["client:ana", `tel:${acme.twilio.line}`] };
    const before = await database.dump();
    for (const answer of [
      await admin.put(path, looping),
      await admin.patch(`/users/${acme.member.id}`, looping),
    ]) {
      expect([answer.status, answer.json.code]).toEqual([422, "validation_failed"]);
      expect(answer.json.errors).toEqual([{ pointer: "#/endpoints/1", detail }]);
      expect(answer.text).not.toContain(acme.twilio.line);
    }
    expect(await database.dump()).toBe(before);
  });

  test("is rejected when another user's endpoint leads back", async () => {
    await hold(acme.member, acme.twilio);
    await hold(acme.other, acme.sinch);
    const other = `/users/${acme.other.id}/endpoints`;
    expect((await admin.put(other, { endpoints: [`tel:${acme.twilio.line}`] })).status).toBe(200);
    const answer = await admin.put(path, { endpoints: ["client:ana", `tel:${acme.sinch.line}`] });
    expect([answer.status, answer.json.errors]).toEqual([422, [{ pointer: "#/endpoints/1", detail }]]);
  });

  test("is accepted when the user holds it with inbound disabled, or another user receives its calls", async () => {
    await hold(acme.member, acme.twilio, { isInboundEnabled: false });
    await hold(acme.other, acme.sinch);
    const lines = { endpoints: [`tel:${acme.twilio.line}`, `tel:${acme.sinch.line}`] };
    expect((await admin.put(path, lines)).json).toEqual(lines);
  });

  test("that became a loop later is kept by other changes and by the same list again", async () => {
    const lines = { endpoints: [`tel:${acme.twilio.line}`] };
    await admin.put(path, lines);
    await hold(acme.member, acme.twilio);
    expect((await admin.patch(`/users/${acme.member.id}`, { name: "Mona Lisa" })).status).toBe(200);
    expect((await admin.put(path, lines)).status).toBe(200);
  });

  test("is rejected after more than 16 forwarding users", async () => {
    const [first = "", ...rest] = Array.from({ length: 18 }, (_, n) => `+1613555${1000 + 100 * count + n}`);
    const addLine = (line: string) =>
      app.ask(`POST /registry/v1/organizations/${acme.id}/numbers`, { body: { provider: "twilio", line } });
    let holding = await addLine(first);
    for (const [index, line] of rest.entries()) {
      const email = `chain${index}@acme${count}.example`;
      const made = await admin.post("/users", { name: `Chain ${index}`, email, endpoints: [`tel:${line}`] });
      await hold(made.json, holding.json);
      holding = await addLine(line);
      const answer = await admin.put(path, {
        endpoints: [`tel:${first}`, ...(index % 2 ? ["client:a"] : [])],
      });
      expect([index, answer.status]).toEqual([index, index < 16 ? 200 : 422]);
    }
  });
});

test("ten endpoints are accepted", async () => {
  const ten = { endpoints: Array.from({ length: 10 }, (_, n) => `client:a${n}`) };
  expect((await admin.put(path, ten)).json).toEqual(ten);
});

test("an Idempotency-Key cannot be reused with another If-Match", async () => {
  const put = (headers: Record<string, string>) => admin.put(path, { endpoints }, { headers });
  const key = { "idempotency-key": "endpoints-if-match" };
  const first = await put(key);
  expect([first.status, (await put(key)).status]).toEqual([200, 200]);
  const reused = await put({ ...key, "if-match": first.headers.get("etag") ?? '"2"' });
  expect([reused.status, reused.json.code]).toEqual([422, "idempotency_key_reused"]);
});

test("PUT requires the version in If-Match and happens once for an Idempotency-Key", async () => {
  expect((await admin.put(path, { endpoints }, ifMatch('"7"'))).status).toBe(412);
  const headers = { "if-match": '"1"', "idempotency-key": "endpoints-1" };
  expect((await admin.put(path, { endpoints }, { headers })).status).toBe(200);
  await admin.put(path, { endpoints: [] });
  const replayed = await admin.put(path, { endpoints }, { headers });
  expect([replayed.status, replayed.json]).toEqual([200, { endpoints }]);
  expect((await admin.get(path)).json).toEqual({ endpoints: [] });
  const reused = await admin.put(path, { endpoints: [] }, { headers });
  expect([reused.status, reused.json.code]).toEqual([422, "idempotency_key_reused"]);
});

test("a member reads their own only and changes none", async () => {
  await admin.put(path, { endpoints });
  const member = nativeClient(app, acme.id, acme.member.key);
  expect((await member.get(path)).json).toEqual({ endpoints });
  expect((await member.get(`/users/${acme.other.id}/endpoints`)).status).toBe(403);
  expect((await member.put(path, { endpoints: [] })).status).toBe(403);
  expect((await admin.get(path)).json).toEqual({ endpoints });
});

test("other changes of the user, and disabling them, keep the endpoints", async () => {
  await admin.put(path, { endpoints });
  await admin.patch(`/users/${acme.member.id}`, { name: "Mona Lisa", status: "disabled" });
  expect((await admin.get(path)).json).toEqual({ endpoints });
});

test("offboarding removes the endpoints, and undoing it restores them", async () => {
  await admin.put(path, { endpoints });
  const left = await admin.post(`/users/${acme.member.id}/offboarding`, {});
  expect((await admin.get(path)).status).toBe(404);
  expect((await admin.put(path, { endpoints: [] })).status).toBe(404);
  expect((await changesOf()).at(-1)).toMatchObject({ kind: "user.removed", before: { endpoints } });
  await admin.post(`/offboardings/${left.json.id}/undo`, {});
  expect((await admin.get(path)).json).toEqual({ endpoints });
  expect((await changesOf()).at(-1)).toMatchObject({ kind: "user.restored", after: { endpoints } });
});

test("an offboarding plan becomes stale once they change", async () => {
  const { json } = await admin.post(`/users/${acme.member.id}/offboarding`, { dryRun: true });
  await admin.put(path, { endpoints });
  const applied = await admin.post(`/users/${acme.member.id}/offboarding`, { token: json.token });
  expect([applied.status, applied.json.code]).toEqual([412, "plan_stale"]);
});
