import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { base, ifMatch, listAll, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { created, makeOrganization, makeWorld, type World } from "../../helpers/world.ts";

const app = useApp();
let world: World;
let database: TableReader;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  database = openTableReader(app.database);
});
afterAll(async () => {
  await database.close();
});

const owner = { email: "Peter@Initech.example", name: "Peter", username: "peter" };

test("an organization is created with its owner, an active admin", async () => {
  const answer = await app.ask(`POST ${base}`, { body: { name: "Initech", owner } });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("etag")).toBe('"1"');
  const { organization, owner: user } = answer.json;
  expect(Object.keys(organization)).toEqual([
    "id",
    "serial",
    "slug",
    "name",
    "status",
    "coolingDays",
    "createdAt",
  ]);
  expect(organization).toMatchObject({ name: "Initech", status: "active" });
  expect(user).toMatchObject({ ...owner, serial: 1, role: "admin", isOwner: true, status: "active" });
  expect(organization.id).toMatch(/^[0-9a-f]{24}$/);
  expect(await database.eventKinds(organization.id)).toEqual(["organization.created", "user.created"]);
  expect((await app.ask(`GET ${base}/${organization.id}`)).json).toEqual(organization);
});

test("a given ID is stored in lower case and is unique", async () => {
  const id = "5F7B1C2E8A1D4E0012C3B4A6";
  const made = await created(app.ask, base, { name: "Moved", owner, id });
  expect(made.organization.id).toBe(id.toLowerCase());
  const before = await database.dump();
  const again = await app.ask(`POST ${base}`, { body: { name: "Moved", owner, id: id.toLowerCase() } });
  expect([again.status, again.json.code]).toEqual([409, "id_taken"]);
  expect(await database.dump()).toBe(before);
});

test("only a superadmin creates and lists organizations", async () => {
  for (const { key } of [world.acme.owner, world.acme.member]) {
    expect((await app.ask(`POST ${base}`, { key, body: { name: "Mine", owner } })).status).toBe(403);
    expect((await app.ask(`GET ${base}`, { key })).status).toBe(403);
  }
});

test("the list contains all organizations once, without the platform's own", async () => {
  const all = await listAll(app.ask, base, 200);
  expect(await listAll(app.ask, base, 1)).toEqual(all);
  expect(all).toContainEqual(expect.objectContaining({ id: world.acme.id }));
  expect(all).not.toContainEqual(expect.objectContaining({ name: "platform" }));
});

test("a member can read the organization, an admin can rename it", async () => {
  const { acme } = world;
  const member = nativeClient(app, acme.id, acme.member.key);
  expect((await member.get("")).json.name).toBe("acme");
  expect((await member.patch("", { name: "Mine" })).status).toBe(403);
  const renamed = await nativeClient(app, acme.id, acme.admin.key).patch("", { name: "Acme" });
  expect([renamed.status, renamed.json.name, renamed.headers.get("etag")]).toEqual([200, "Acme", '"2"']);
});

test("the same name again changes nothing and writes no event", async () => {
  const { rival } = world;
  const before = await database.dump();
  const same = await nativeClient(app, rival.id).patch("", { name: "rival" });
  expect([same.status, same.headers.get("etag")]).toEqual([200, '"1"']);
  expect(await database.dump()).toBe(before);
});

test("a change returns 412 when If-Match is stale", async () => {
  const { rival } = world;
  const rivals = nativeClient(app, rival.id);
  const { headers } = await rivals.get("");
  const renamed = await rivals.patch("", { name: "Rival" }, ifMatch(headers.get("etag")));
  expect(renamed.status).toBe(200);
  const stale = await rivals.patch("", { name: "Late" }, ifMatch(headers.get("etag")));
  expect([stale.status, stale.json.code]).toEqual([412, "version_stale"]);
  expect((await rivals.patch("", { name: "Any" }, ifMatch("*"))).status).toBe(200);
});

test("users of a suspended organization are rejected until it is reactivated", async () => {
  const third = await makeOrganization(app.ask, "third", "3");
  const own = nativeClient(app, third.id, third.admin.key);
  expect((await own.patch("", { status: "suspended" })).status).toBe(403);
  const platform = nativeClient(app, third.id);
  expect((await platform.patch("", { status: "suspended" })).json.status).toBe("suspended");
  const refused = await own.get("");
  expect([refused.status, refused.json.code]).toEqual([403, "organization_suspended"]);
  for (const path of ["/v2/organizations/users", "/v1/api/number/numbers"])
    expect((await app.ask(`GET ${path}`, { key: third.admin.key })).status).toBe(403);
  await platform.patch("", { status: "active" });
  expect((await own.get("")).status).toBe(200);
});

test("errors point at the field in the body and within the owner", async () => {
  const body = { name: "", owner: { email: "nobody", name: "x", extra: 1 }, extra: true };
  const { status, json } = await app.ask(`POST ${base}`, { body });
  expect([status, json.code]).toEqual([422, "validation_failed"]);
  const pointers = json.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(pointers.toSorted()).toEqual(["#/extra", "#/name", "#/owner/email", "#/owner/extra"]);
  const whole = await app.ask(`POST ${base}`, { body: "[]" });
  expect(whole.json.errors).toEqual([
    { pointer: "#", detail: "the request body must be a JSON object, got a list." },
  ]);
});

test("an Idempotency-Key replays the created organization and rejects another body", async () => {
  const headers = { "idempotency-key": "make-1" };
  const body = { name: "Once", owner };
  const first = await app.ask(`POST ${base}`, { body, headers });
  const before = await database.dump();
  const again = await app.ask(`POST ${base}`, { body, headers });
  expect([again.status, again.text]).toEqual([201, first.text]);
  const other = await app.ask(`POST ${base}`, { body: { ...body, name: "Twice" }, headers });
  expect([other.status, other.json.code]).toEqual([422, "idempotency_key_reused"]);
  expect(await database.dump()).toBe(before);
});
