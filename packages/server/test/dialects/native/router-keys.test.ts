import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { vendorClients } from "../../helpers/clients.ts";
import { base, listAll, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { signToken } from "../../helpers/tokens.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

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

const path = "/registry/v1/router-keys";
const make = (body: object = {}, options = {}) =>
  app.ask(`POST ${path}`, { body: { name: "edge", ...body }, ...options });
/** Whether the credential is accepted, regardless of permission. */
const isKnown = async (key: string) => (await app.ask(`GET ${base}`, { key })).status === 403;
const platformEvents = async () =>
  (await database.rows("events", `organization_id = '${platform}'`)).map(
    ({ kind, subject_id, user_id, actor_id }) => ({ kind, subject_id, user_id, actor_id }),
  );
const routers = () => database.rows("users", "role = 'router'");
const platform = "0".repeat(24);

test("without router keys the list is empty and no user has the role", async () => {
  expect((await app.ask(`GET ${path}`)).json).toEqual({ items: [], nextCursor: null });
  expect(await routers()).toEqual([]);
});

test("a key is shown once: not in the list, not in the database, not in the log", async () => {
  const { status, json } = await make();
  expect(status).toBe(201);
  const { key, ...rest } = json;
  expect(key).toMatch(/^wl_[0-9A-Za-z]{50}$/);
  expect(rest).toMatchObject({ name: "edge", expiresAt: null, createdAt: "2026-03-03T14:00:00.000Z" });
  expect(await isKnown(key)).toBe(true);
  expect((await app.ask(`GET ${path}`)).json.items).toContainEqual({ ...rest, lastUsedAt: null });
  expect(await database.dump()).not.toContain(key.slice(15, 47));
  expect(app.logged.join("")).not.toContain(key.slice(15, 47));
});

test("the replay of a repeated request does not contain the key", async () => {
  const headers = { "idempotency-key": "edge-1" };
  const first = (await make({}, { headers })).json;
  const again = await make({}, { headers });
  const { key, ...rest } = first;
  expect([again.status, again.json]).toEqual([201, rest]);
  expect(await isKnown(key)).toBe(true);
});

test("all of them belong to one platform user, who is in no organization", async () => {
  const keys = [(await make()).json, (await make()).json];
  const router = { id: keys[0].userId, organization_id: platform, email: "router@platform.invalid" };
  expect(await routers()).toEqual([expect.objectContaining(router)]);
  expect(keys[1].userId).toBe(keys[0].userId);
});

test("the list is paged by serial and contains no superadmin key", async () => {
  for (const name of ["one", "two", "three"]) await make({ name });
  const whole = (await app.ask(`GET ${path}?limit=200`)).json.items as { serial: number; name: string }[];
  expect(whole.slice(-3).map(({ name }) => name)).toEqual(["one", "two", "three"]);
  expect(await listAll(app.ask, path, 2)).toEqual(whole);
  expect(whole.map(({ serial }) => serial)).toEqual(
    whole.map(({ serial }) => serial).toSorted((a, b) => a - b),
  );
  expect(whole.map(({ name }) => name)).not.toContain("WHOSELINE_SUPERADMIN_KEY");
});

test("a revoked key is rejected at once and leaves the list; revoking it again returns 404", async () => {
  const { key, ...rest } = (await make()).json;
  const revoked = await app.ask(`DELETE ${path}/${rest.id}`);
  expect([revoked.status, revoked.json]).toEqual([200, { ...rest, revokedAt: "2026-03-03T14:00:00.000Z" }]);
  const refused = await app.ask(`GET ${base}`, { key });
  expect([refused.status, refused.json.code]).toEqual([401, "credential_revoked"]);
  expect((await app.ask(`GET ${path}`)).json.items).not.toContainEqual(rest);
  const before = await database.dump();
  const again = await app.ask(`DELETE ${path}/${rest.id}`);
  expect([again.status, again.json.code]).toEqual([404, "router_key_not_found"]);
  expect(await database.dump()).toBe(before);
});

test("keys of a superadmin or an organization cannot be revoked there: 404", async () => {
  await make();
  const keys = await database.rows("api_keys", "name in ('WHOSELINE_SUPERADMIN_KEY', 'test')");
  expect(keys.length).toBeGreaterThan(1);
  const missing = await app.ask(`DELETE ${path}/${"f".repeat(24)}`);
  for (const { id } of keys) {
    const { status, text } = await app.ask(`DELETE ${path}/${id}`);
    expect([status, text]).toEqual([404, missing.text]);
  }
});

test("a key stops working when it expires, and cannot expire before its creation", async () => {
  const { key } = (await make({ expiresAt: "2026-03-03T14:00:00.001Z" })).json;
  expect(await isKnown(key)).toBe(true);
  app.clock.now += 1;
  const expired = await app.ask(`GET ${base}`, { key });
  expect([expired.status, expired.json.code]).toEqual([401, "credential_expired"]);
  const before = await database.dump();
  const refused = await make({ expiresAt: "2026-03-03T14:00:00.001Z" });
  expect([refused.status, refused.json.errors]).toEqual([
    422,
    [
      {
        pointer: "#/expiresAt",
        detail: "expiresAt must be later than now, 2026-03-03T14:00:00.001Z, got 2026-03-03T14:00:00.001Z.",
      },
    ],
  ]);
  expect(await database.dump()).toBe(before);
});

test("creating the router user, and creating and revoking each key, are platform events", async () => {
  const { id, userId } = (await make()).json;
  await app.ask(`DELETE ${path}/${id}`);
  const events = await platformEvents();
  const of = { user_id: userId, actor_id: app.superadmin.userId };
  expect(events.filter(({ subject_id }) => subject_id === userId)).toEqual([
    { ...of, kind: "user.created", subject_id: userId },
  ]);
  expect(events.slice(-2)).toEqual([
    { ...of, kind: "apiKey.created", subject_id: id },
    { ...of, kind: "apiKey.revoked", subject_id: id },
  ]);
  const feed = (await app.ask("GET /registry/v1/events?limit=200")).json.items;
  expect(feed).toContainEqual(
    expect.objectContaining({ organizationId: platform, kind: "apiKey.revoked", subjectId: id }),
  );
});

test.each(vendorClients)("$name returns 403 to a router with any credential", async (client) => {
  const { key, userId } = (await make()).json;
  for (const credential of [key, await signToken(userId)])
    for (const organization of [world.acme.id, "f".repeat(24)])
      expect((await client.ask(app, organization, credential)).status).toBe(403);
});

test("where the credential determines the organization, the error states that a router has none", async () => {
  const { key } = (await make()).json;
  const { status, text } = await app.ask("GET /v2/organizations/users", { key });
  expect([status, text]).toEqual([403, (await app.ask("GET /v2/organizations/users")).text]);
  expect(text).toContain("belongs to the platform");
});

test("a router cannot find out whether an organization exists", async () => {
  const { key } = (await make()).json;
  const answers = [world.acme.id, "f".repeat(24), platform].map((id) =>
    nativeClient(app, id, key).get("/users"),
  );
  const [existing, ...others] = (await Promise.all(answers)).map(({ status, text }) => [status, text]);
  expect(existing?.[0]).toBe(403);
  expect(existing?.[1]).toContain('"code":"insufficient_role"');
  for (const other of others) expect(other).toEqual(existing);
});

test("only a superadmin creates, lists or revokes them", async () => {
  const { key, id } = (await make()).json;
  for (const other of [world.acme.admin.key, world.acme.member.key, key])
    for (const request of [`GET ${path}`, `DELETE ${path}/${id}`, `POST ${path}`])
      expect((await app.ask(request, { key: other })).json.code).toBe("insufficient_role");
  expect(await isKnown(key)).toBe(true);
});
