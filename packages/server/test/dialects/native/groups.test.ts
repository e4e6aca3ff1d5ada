import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { base, ifMatch, listAll, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

const app = useApp();
let world: World;
let database: TableReader;
let admin: ReturnType<typeof nativeClient>;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  database = openTableReader(app.database);
  admin = nativeClient(app, world.acme.id, world.acme.admin.key);
});
afterAll(async () => {
  await database.close();
});

const make = async (name: string) => (await admin.post("/groups", { name })).json;

test("a group is created, read with its members, and listed", async () => {
  const answer = await admin.post("/groups", { name: "Sales" });
  expect([answer.status, answer.headers.get("etag")]).toEqual([201, '"1"']);
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    serial: 1,
    name: "Sales",
    createdAt: "2026-03-03T14:00:00.000Z",
  });
  expect((await admin.get(`/groups/${answer.json.id}`)).json).toEqual({ ...answer.json, members: [] });
  expect((await admin.get("/groups")).json).toEqual({ items: [answer.json], nextCursor: null });
});

test("a name is unique among the groups of an organization and free after deletion", async () => {
  const { id } = await make("Support");
  const again = await admin.post("/groups", { name: "Support" });
  expect([again.status, again.json.code]).toEqual([409, "group_name_taken"]);
  const elsewhere = await nativeClient(app, world.rival.id).post("/groups", { name: "Support" });
  expect(elsewhere.status).toBe(201);
  expect((await admin.delete(`/groups/${id}`)).status).toBe(200);
  expect((await admin.get(`/groups/${id}`)).status).toBe(404);
  expect((await admin.post("/groups", { name: "Support" })).status).toBe(201);
});

test("adding and removing a member are idempotent and write an event only on a change", async () => {
  const { acme } = world;
  const { id } = await make("Night shift");
  const path = `/groups/${id}/members/${acme.member.id}`;
  const before = await database.eventKinds(acme.id);
  for (const _ of [1, 2]) {
    const added = await admin.put(path);
    expect([added.status, added.text]).toEqual([204, ""]);
  }
  const { members } = (await admin.get(`/groups/${id}`)).json;
  expect(members).toMatchObject([{ id: acme.member.id, name: acme.member.name }]);
  for (const _ of [1, 2]) expect((await admin.delete(path)).status).toBe(204);
  expect((await database.eventKinds(acme.id)).slice(before.length)).toEqual([
    "group.memberAdded",
    "group.memberRemoved",
  ]);
});

test("a user or group of another organization returns 404", async () => {
  const { acme, rival } = world;
  const { id } = await make("Day shift");
  const theirs = (await nativeClient(app, rival.id).post("/groups", { name: "Theirs" })).json;
  const nobody = "f".repeat(24);
  const pairs = [
    [`/groups/${id}/members/${rival.member.id}`, `/groups/${id}/members/${nobody}`],
    [`/groups/${theirs.id}/members/${acme.member.id}`, `/groups/${nobody}/members/${acme.member.id}`],
  ];
  for (const [foreign = "", unknown = ""] of pairs) {
    const [first, second] = [await admin.put(foreign), await admin.put(unknown)];
    expect(first.status).toBe(404);
    expect(first.text).toBe(second.text);
  }
});

test("deleting a group returns 412 when If-Match is stale", async () => {
  const { id } = await make("Weekend");
  const stale = await admin.delete(`/groups/${id}`, ifMatch('"2"'));
  expect([stale.status, stale.json.code]).toEqual([412, "version_stale"]);
  expect((await admin.delete(`/groups/${id}`, ifMatch('"1"'))).status).toBe(200);
});

test("only admins manage groups", async () => {
  const member = nativeClient(app, world.acme.id, world.acme.member.key);
  expect((await member.get("/groups")).status).toBe(403);
  expect((await member.post("/groups", { name: "Mine" })).status).toBe(403);
});

test("pages list all groups once", async () => {
  for (const name of ["One", "Two", "Three"]) await make(name);
  const path = `${base}/${world.acme.id}/groups`;
  const all = await listAll(app.ask, path, 200);
  for (const limit of [1, 2]) expect(await listAll(app.ask, path, limit)).toEqual(all);
});
