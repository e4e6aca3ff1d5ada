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

const add = async (name: string, email: string, more = {}) =>
  (await admin.post("/users", { name, email, ...more })).json;
const named = async (query: string) =>
  (await admin.get(`/users?${query}`)).json.items.map(({ name }: { name: string }) => name);

test("a user is created with the given fields, as a member without a role", async () => {
  const answer = await admin.post("/users", { name: "Nina", email: "Nina@acme.example" });
  expect([answer.status, answer.headers.get("etag")]).toEqual([201, '"1"']);
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    serial: 5,
    kind: "person",
    name: "Nina",
    email: "Nina@acme.example",
    username: null,
    role: "member",
    isOwner: false,
    status: "active",
    externalId: null,
    endpoints: [],
    signedOutAt: null,
    createdAt: "2026-03-03T14:00:00.000Z",
  });
  const read = await admin.get(`/users/${answer.json.id}`);
  expect([read.text, read.headers.get("etag")]).toEqual([answer.text, '"1"']);
});

test("POST accepts the fields that GET returns: no username, and endpoints", async () => {
  const endpoints = ["client:nina", "tel:+14165550111"];
  const body = { name: "Nina", email: "nina@acme.example", username: null, role: "admin", endpoints };
  const created = await admin.post("/users", body);
  expect([created.status, created.json]).toEqual([201, expect.objectContaining(body)]);
  expect((await admin.get(`/users/${created.json.id}`)).json).toEqual(created.json);
  const owner = { name: "Olga", email: "olga@initech.example", username: null };
  const organization = await app.ask(`POST ${base}`, { body: { name: "Initech", owner } });
  expect([organization.status, organization.json.owner.username]).toEqual([201, null]);
});

test("POST and PATCH reject malformed endpoints", async () => {
  const body = { name: "Nina", email: "nina@acme.example", endpoints: ["nina"] };
  const before = await database.dump();
  const created = await admin.post("/users", body);
  const updated = await admin.patch(`/users/${acme.member.id}`, { endpoints: ["client:a", "client:a"] });
  expect([created.status, created.json.errors[0].pointer]).toEqual([422, "#/endpoints/0"]);
  expect([updated.status, updated.json.errors[0].pointer]).toEqual([422, "#/endpoints/1"]);
  expect(await database.dump()).toBe(before);
});

test("PATCH of a user replaces the endpoints, like the sub-resource", async () => {
  const path = `/users/${acme.member.id}`;
  const updated = await admin.patch(path, { endpoints: ["sip:mona@acme.example"] });
  expect([updated.status, updated.json.endpoints]).toEqual([200, ["sip:mona@acme.example"]]);
  expect((await admin.get(`${path}/endpoints`)).json).toEqual({ endpoints: ["sip:mona@acme.example"] });
  await admin.put(`${path}/endpoints`, { endpoints: [] });
  expect((await admin.get(path)).json.endpoints).toEqual([]);
});

test("an e-mail address, in any case, and a username belong to one user", async () => {
  await add("Nina", "nina@acme.example", { username: "nina" });
  const email = await admin.post("/users", { name: "Other", email: "NINA@Acme.Example" });
  expect([email.status, email.json.code]).toEqual([409, "email_taken"]);
  const username = await admin.post("/users", { name: "Other", email: "o@acme.example", username: "nina" });
  expect([username.status, username.json.code]).toEqual([409, "username_taken"]);
});

test("a superadmin can choose the ID, an admin cannot", async () => {
  const id = `AB${String(count).padStart(22, "0")}`;
  const body = { name: "Moved", email: "moved@acme.example", id };
  const refused = await admin.post("/users", body);
  expect(refused.status).toBe(403);
  const made = await platform.post("/users", body);
  expect([made.status, made.json.id]).toEqual([201, id.toLowerCase()]);
  const again = await platform.post("/users", { ...body, email: "again@acme.example" });
  expect([again.status, again.json.code]).toEqual([409, "id_taken"]);
});

test("q finds parts of names, e-mail addresses and usernames in any case", async () => {
  await add("José Álvarez", "jose@south.example", { username: "jalvarez" });
  await add("Ann", "ann@north.example");
  const q = (text: string) => named(`q=${encodeURIComponent(text)}`);
  expect(await q("ÁLV")).toEqual(["José Álvarez"]);
  expect(await q("álv")).toEqual(["José Álvarez"]);
  expect(await q("a\u0301lv")).toEqual(["José Álvarez"]);
  expect(await q("SOUTH.ex")).toEqual(["José Álvarez"]);
  expect(await q("Jalva")).toEqual(["José Álvarez"]);
  expect(await q("nn")).toEqual(["Ann"]);
  expect(await q("nobody at all")).toEqual([]);
  expect(await q("")).toHaveLength(6);
});

test("q matches %, _ and \\ literally", async () => {
  await add("100% sure", "sure@acme.example");
  await add("snake_case", "snake@acme.example");
  await add("back\\slash", "back@acme.example");
  const q = (text: string) => named(`q=${encodeURIComponent(text)}`);
  expect(await q("%")).toEqual(["100% sure"]);
  expect(await q("_")).toEqual(["snake_case"]);
  expect(await q("\\")).toEqual(["back\\slash"]);
  expect(await q("0%")).toEqual(["100% sure"]);
  expect(await q("s%e")).toEqual([]);
});

test("the list can be filtered by status; removed users appear only on request", async () => {
  const nina = await add("Nina", "nina@acme.example");
  await admin.patch(`/users/${nina.id}`, { status: "disabled" });
  const olaf = await add("Olaf", "olaf@acme.example");
  await admin.delete(`/users/${olaf.id}`);
  expect(await named("status=disabled")).toEqual(["Nina"]);
  expect(await named("status=removed")).toEqual(["Olaf"]);
  expect(await named("")).not.toContain("Olaf");
  expect(await named("")).toContain("Nina");
});

test("pages of any size list all users once, in order of creation", async () => {
  for (const index of [1, 2, 3]) await add(`User ${index}`, `user${index}@acme.example`);
  const path = `${base}/${acme.id}/users`;
  const all = await listAll(app.ask, path, 200);
  expect(all).toHaveLength(7);
  for (const limit of [1, 2, 3, 7]) expect(await listAll(app.ask, path, limit)).toEqual(all);
});

test("a member can read their own user only", async () => {
  const member = nativeClient(app, acme.id, acme.member.key);
  expect((await member.get(`/users/${acme.member.id}`)).status).toBe(200);
  expect((await member.get(`/users/${acme.other.id}`)).status).toBe(403);
  expect((await member.get("/users")).status).toBe(403);
  expect((await member.patch(`/users/${acme.member.id}`, { name: "Me" })).status).toBe(403);
});

test("an update changes the given fields only and returns a version", async () => {
  const path = `/users/${acme.member.id}`;
  const changed = await admin.patch(path, { username: null, role: "admin" });
  expect(changed.json).toMatchObject({ name: acme.member.name, username: null, role: "admin" });
  expect(changed.headers.get("etag")).toBe('"2"');
  const stale = await admin.patch(path, { name: "Late" }, ifMatch('"1"'));
  expect([stale.status, stale.json.code]).toEqual([412, "version_stale"]);
  const before = await database.dump();
  expect((await admin.patch(path, { role: "admin" }, ifMatch('"2"'))).headers.get("etag")).toBe('"2"');
  expect(await database.dump()).toBe(before);
});

test("the owner cannot be removed, users cannot disable themselves, and only the platform blocks", async () => {
  const status = (user: { id: string }, value: string) => admin.patch(`/users/${user.id}`, { status: value });
  expect((await status(acme.owner, "disabled")).json.code).toBe("owner_protected");
  expect((await admin.patch(`/users/${acme.owner.id}`, { role: "member" })).json.code).toBe(
    "owner_protected",
  );
  expect((await admin.delete(`/users/${acme.owner.id}`)).json.code).toBe("owner_protected");
  expect((await status(acme.admin, "disabled")).json.code).toBe("self_protected");
  expect((await admin.delete(`/users/${acme.admin.id}`)).json.code).toBe("self_protected");
  expect((await status(acme.member, "blocked")).status).toBe(403);
  expect((await platform.patch(`/users/${acme.member.id}`, { status: "blocked" })).status).toBe(200);
  expect((await status(acme.member, "active")).status).toBe(403);
});

test("removing a user ends assignments, revokes keys and removes memberships in one transaction", async () => {
  const { member } = acme;
  const group = (await admin.post("/groups", { name: "Sales" })).json;
  await admin.put(`/groups/${group.id}/members/${member.id}`);
  await admin.put(`/numbers/${acme.twilio.id}/holders/${member.id}`, {});
  const before = await database.eventKinds(acme.id);
  const removed = await admin.delete(`/users/${member.id}`, ifMatch('"1"'));
  expect([removed.status, removed.json.id, removed.json.status]).toEqual([200, member.id, "removed"]);
  expect((await database.eventKinds(acme.id)).slice(before.length)).toEqual([
    "number.unassigned",
    "apiKey.revoked",
    "group.memberRemoved",
    "user.removed",
  ]);
  expect((await app.ask(`GET ${base}/${acme.id}`, { key: member.key })).status).toBe(401);
  expect((await admin.get(`/numbers/${acme.twilio.id}`)).json.state).toBe("available");
  expect((await admin.get(`/groups/${group.id}`)).json.members).toEqual([]);
  expect((await admin.get(`/users/${member.id}`)).status).toBe(410);
  expect((await admin.delete(`/users/${member.id}`)).status).toBe(404);
  expect(
    (await admin.post("/users", { name: "Again", email: member.email, username: member.username })).status,
  ).toBe(201);
});
