import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { base, ifMatch, listAll, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { makeOrganization, type Organization } from "../../helpers/world.ts";

const app = useApp();
let database: TableReader;
let acme: Organization;
let admin: ReturnType<typeof nativeClient>;
let platform: ReturnType<typeof nativeClient>;
let count = 0;
beforeAll(async () => {
  database = openTableReader(app.database);
});
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, String(count).padStart(2, "0"));
  admin = nativeClient(app, acme.id, acme.admin.key);
  platform = nativeClient(app, acme.id);
});
afterAll(async () => {
  await database.close();
});

const line = (last: number) => `+1647${String(count).padStart(3, "0")}${String(last).padStart(4, "0")}`;
const linesOf = async (query: string) =>
  (await admin.get(`/numbers?${query}`)).json.items.map((it: { line: string }) => it.line);

test("a superadmin adds a number to the inventory", async () => {
  const answer = await platform.post("/numbers", { provider: "vonage", line: line(1), alias: "Desk" });
  expect([answer.status, answer.headers.get("etag")]).toEqual([201, '"1"']);
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    serial: 4,
    provider: "vonage",
    line: line(1),
    kind: "e164",
    country: null,
    alias: "Desk",
    state: "available",
    holders: [],
    holderCount: 0,
    displaced: [],
    warnings: [],
    coolingUntil: null,
    reservedFor: null,
    addedAt: "2026-03-03T14:00:00.000Z",
    releasedAt: null,
    carrierMissingAt: null,
  });
});

test("an admin cannot add numbers, since an organization could then claim any line", async () => {
  const before = await database.dump();
  for (const key of [acme.owner.key, acme.admin.key, acme.member.key]) {
    const answer = await nativeClient(app, acme.id, key).post("/numbers", {
      provider: "vonage",
      line: line(1),
    });
    expect(answer.status).toBe(403);
  }
  expect(await database.dump()).toBe(before);
});

test("a line belongs to one organization; to others it is not available", async () => {
  const other = await makeOrganization(app.ask, `other${count}`, `9${count}`);
  const here = await platform.post("/numbers", { provider: "twilio", line: acme.twilio.line, alias: "New" });
  expect([here.status, here.json.code]).toEqual([409, "number_exists"]);
  const there = await platform.post("/numbers", { provider: "twilio", line: other.twilio.line });
  expect([there.status, there.json.code]).toEqual([409, "number_unavailable"]);
  expect(there.text).not.toContain(other.id);
  expect((await platform.post("/numbers", { provider: "sinch", line: other.twilio.line })).status).toBe(201);
});

test("a line has the form of its provider", async () => {
  const at = async (provider: string, it: string) => {
    const { status, json } = await platform.post("/numbers", { provider, line: it });
    return status === 201 ? "taken" : json.errors[0].pointer;
  };
  expect(await at("ippanel", `+98BANK${count}`)).toBe("taken");
  expect(await at("twilio", "+98BANK")).toBe("#/line");
  expect(await at("ippanel", "+98bank")).toBe("#/line");
  expect(await at("twilio", "+123456")).toBe("#/line");
});

test("a number is found by its ID in either case and by its line", async () => {
  const { json } = await admin.get(`/numbers/${acme.twilio.id}`);
  expect((await admin.get(`/numbers/${acme.twilio.id.toUpperCase()}`)).json).toEqual(json);
  expect((await admin.get(`/numbers/${acme.twilio.line}`)).json).toEqual(json);
  expect((await admin.get(`/numbers/${encodeURIComponent(acme.twilio.line)}`)).json).toEqual(json);
});

test("a line at two providers must be addressed by ID", async () => {
  await platform.post("/numbers", { provider: "vonage", line: acme.twilio.line });
  const answer = await admin.get(`/numbers/${acme.twilio.line}`);
  expect([answer.status, answer.json.code]).toEqual([422, "validation_failed"]);
  expect((await admin.get(`/numbers/${acme.twilio.id}`)).status).toBe(200);
});

test("the list can be filtered by provider, state, user and part of line or alias", async () => {
  await admin.put(`/numbers/${acme.twilio.id}/holders/${acme.member.id}`, {});
  await admin.patch(`/numbers/${acme.sinch.id}`, { alias: "Front 100%" });
  expect(await linesOf("provider=sinch")).toEqual([acme.sinch.line]);
  expect(await linesOf("state=assigned")).toEqual([acme.twilio.line]);
  expect(await linesOf("state=available")).toEqual([acme.sinch.line, acme.ippanel.line]);
  expect(await linesOf(`user=${acme.member.id}`)).toEqual([acme.twilio.line]);
  expect(await linesOf(`user=${acme.other.id}`)).toEqual([]);
  expect(await linesOf("q=FRONT")).toEqual([acme.sinch.line]);
  expect(await linesOf("q=%25")).toEqual([acme.sinch.line]);
  expect(await linesOf("q=_")).toEqual([]);
  expect(await linesOf(`q=${encodeURIComponent("+983")}`)).toEqual([acme.ippanel.line]);
});

test("an alias is set, changed and cleared; setting the same one writes no event", async () => {
  const path = `/numbers/${acme.twilio.id}`;
  const given = await admin.patch(path, { alias: "Desk" });
  expect([given.json.alias, given.headers.get("etag")]).toEqual(["Desk", '"2"']);
  const before = await database.dump();
  expect((await admin.patch(path, { alias: "Desk" })).headers.get("etag")).toBe('"2"');
  expect(await database.dump()).toBe(before);
  const stale = await admin.patch(path, { alias: "Late" }, ifMatch('"1"'));
  expect([stale.status, stale.json.code]).toEqual([412, "version_stale"]);
  expect((await admin.patch(path, { alias: null }, ifMatch('"2"'))).json.alias).toBe(null);
});

test("pages list the inventory once, filtered or not", async () => {
  for (const last of [1, 2, 3]) await platform.post("/numbers", { provider: "twilio", line: line(last) });
  for (const query of ["", "?provider=twilio"]) {
    const path = `${base}/${acme.id}/numbers${query}`;
    const all = await listAll(app.ask, path, 200);
    expect(all).toHaveLength(query === "" ? 6 : 4);
    for (const limit of [1, 2, 4]) expect(await listAll(app.ask, path, limit)).toEqual(all);
  }
});

test("a cursor is valid for one list of one organization", async () => {
  const { nextCursor } = (await admin.get("/numbers?limit=1")).json;
  expect((await admin.get(`/numbers?cursor=${nextCursor}`)).status).toBe(200);
  const other = await makeOrganization(app.ask, `more${count}`, `8${count}`);
  const elsewhere = await nativeClient(app, other.id).get(`/numbers?cursor=${nextCursor}`);
  const another = await admin.get(`/users?cursor=${nextCursor}`);
  for (const { status, json } of [elsewhere, another])
    expect([status, json.code]).toEqual([422, "invalid_cursor"]);
});

test.each(["0", "201", "abc", "1.5", ""])("a limit of %s is rejected with a pointer", async (limit) => {
  const { status, json } = await admin.get(`/numbers?limit=${limit}`);
  expect([status, json.errors]).toEqual([
    422,
    [
      {
        pointer: "limit",
        detail: expect.stringMatching(/^limit must be an integer from 1 to 200, got .*\.$/),
      },
    ],
  ]);
});
