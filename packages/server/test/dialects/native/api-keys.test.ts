import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { base, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

const app = useApp();
let world: World;
let database: TableReader;
let admin: ReturnType<typeof nativeClient>;
let platform: ReturnType<typeof nativeClient>;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  database = openTableReader(app.database);
  admin = nativeClient(app, world.acme.id, world.acme.admin.key);
  platform = nativeClient(app, world.acme.id);
});
afterAll(async () => {
  await database.close();
});

/** A key of a member; an admin may revoke it, but only a superadmin creates it. */
const make = (more = {}, options = {}) =>
  platform.post("/api-keys", { user: world.acme.member.id, name: "script", ...more }, options);
const works = async (key: string) => (await app.ask(`GET ${base}/${world.acme.id}`, { key })).status === 200;

test("a key is shown once: not in the list, not in the database, not in the log", async () => {
  const { status, json } = await make();
  expect(status).toBe(201);
  const { key, ...rest } = json;
  expect(key).toMatch(/^wl_\w+$/);
  expect(key).toContain(rest.publicId);
  expect(await works(key)).toBe(true);
  const { items } = (await admin.get("/api-keys")).json;
  expect(items).toContainEqual({ ...rest, lastUsedAt: null });
  expect(await database.dump()).not.toContain(key);
  expect(await database.dump()).not.toContain(key.slice(-20));
  expect(app.logged.join("")).not.toContain(key);
});

test("the replay of a repeated request does not contain the key", async () => {
  const options = { headers: { "idempotency-key": "key-1" } };
  const first = (await make({}, options)).json;
  const again = await make({}, options);
  const { key, ...rest } = first;
  expect([again.status, again.json]).toEqual([201, rest]);
  expect(await works(key)).toBe(true);
});

test("a key has exactly the permissions of its user", async () => {
  const { key } = (await make()).json;
  const refused = await app.ask(`GET ${base}/${world.acme.id}/users`, { key });
  expect(refused.status).toBe(403);
});

test("a key stops working when it expires", async () => {
  const { key, expiresAt } = (await make({ expiresAt: "2026-03-03T15:30:00+01:00" })).json;
  expect(expiresAt).toBe("2026-03-03T14:30:00.000Z");
  expect(await works(key)).toBe(true);
  app.clock.now = Date.UTC(2026, 2, 3, 14, 30);
  const expired = await app.ask(`GET ${base}/${world.acme.id}`, { key });
  expect([expired.status, expired.json.code]).toEqual([401, "credential_expired"]);
});

test.each(["tomorrow", "2026-03-03", "2026-13-01T00:00:00Z", "2026-03-03T14:00:00", 1772546400])(
  "rejects the expiry %s",
  async (expiresAt) => {
    const { status, json } = await make({ expiresAt });
    expect([status, json.errors[0].pointer]).toEqual([422, "#/expiresAt"]);
  },
);

test("a key cannot expire before its creation", async () => {
  const expiresAt = new Date(app.clock.now).toISOString();
  const { status, json } = await make({ expiresAt });
  const detail = `expiresAt must be later than now, ${expiresAt}, got ${expiresAt}.`;
  expect([status, json.errors]).toEqual([422, [{ pointer: "#/expiresAt", detail }]]);
  expect((await make({ expiresAt: new Date(app.clock.now + 1).toISOString() })).status).toBe(201);
});

test("a revoked key is rejected at once and leaves the list; revoking it again returns 404", async () => {
  const { key, id } = (await make()).json;
  expect((await admin.delete(`/api-keys/${id}`)).status).toBe(200);
  const revoked = await app.ask(`GET ${base}/${world.acme.id}`, { key });
  expect([revoked.status, revoked.json.code]).toEqual([401, "credential_revoked"]);
  const { items } = (await admin.get("/api-keys")).json;
  expect(items).not.toContainEqual(expect.objectContaining({ id }));
  const before = await database.dump();
  expect((await admin.delete(`/api-keys/${id}`)).status).toBe(404);
  expect(await database.dump()).toBe(before);
});

test("a key cannot be created for an inactive user, and existing keys stop working", async () => {
  const { other } = world.acme;
  await admin.patch(`/users/${other.id}`, { status: "disabled" });
  expect(await works(other.key)).toBe(false);
  const refused = await make({ user: other.id });
  expect([refused.status, refused.json.code]).toEqual([409, "user_inactive"]);
  await admin.patch(`/users/${other.id}`, { status: "active" });
  expect(await works(other.key)).toBe(true);
});

test("a user or key of another organization returns 404", async () => {
  const { rival } = world;
  const [foreign, unknown] = [await make({ user: rival.member.id }), await make({ user: "f".repeat(24) })];
  expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
  const theirs = (await nativeClient(app, rival.id).get("/api-keys")).json.items[0];
  const refused = await admin.delete(`/api-keys/${theirs.id}`);
  expect([refused.status, refused.text]).toEqual([
    404,
    (await admin.delete(`/api-keys/${"f".repeat(24)}`)).text,
  ]);
});

test("a member lists only their own keys and creates none for others", async () => {
  const { member, other } = world.acme;
  const client = nativeClient(app, world.acme.id, member.key);
  const { items } = (await client.get("/api-keys")).json;
  expect(new Set(items.map((it: { userId: string }) => it.userId))).toEqual(new Set([member.id]));
  expect((await client.post("/api-keys", { user: other.id, name: "theirs" })).status).toBe(403);
});
