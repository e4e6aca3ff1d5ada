import { beforeEach, expect, inject, test } from "vitest";
import { nativeClient } from "../../helpers/native.ts";
import { asUser, type Native, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));
let owner: Native;
let service: { id: string };
beforeEach(async () => {
  owner = asUser(context, context.acme.owner);
  service = (await context.admin.post("/users", { kind: "service", name: "CRM sync", role: "admin" })).json;
});

const create = (client: Native, user: { id: string }, more: object = {}) =>
  client.post("/api-keys", { user: user.id, name: "script", ...more });
const works = async (key: string) =>
  (await nativeClient(context.app, context.acme.id, key).get("")).status === 200;

test("an admin creates keys for themselves and for service users", async () => {
  const { admin, acme } = context;
  for (const user of [acme.admin, service]) {
    const { status, json } = await create(admin, user);
    expect([status, json.userId, json.createdBy]).toEqual([201, user.id, acme.admin.id]);
    expect(await works(json.key)).toBe(true);
  }
});

test("an admin creates no key for another person, and none for the owner", async () => {
  const { admin, acme } = context;
  for (const user of [acme.member, acme.other]) {
    const { status, json } = await create(admin, user);
    expect([status, json.code]).toEqual([403, "personal_key"]);
  }
  const { status, json } = await create(admin, acme.owner);
  expect([status, json.code]).toEqual([403, "owner_only"]);
});

test("the owner too creates no key for another person", async () => {
  expect((await create(owner, context.acme.admin)).json.code).toBe("personal_key");
  expect((await create(owner, context.acme.owner)).status).toBe(201);
});

test("a superadmin creates a key for anybody, and is named as its creator", async () => {
  const { platform, acme, app } = context;
  for (const user of [acme.owner, acme.member, service])
    expect((await create(platform, user)).json.createdBy).toBe(app.superadmin.userId);
});

test("only the owner and a superadmin revoke the owner's keys; an admin revokes those of others", async () => {
  const { admin, platform, acme } = context;
  const first = (await create(owner, acme.owner)).json;
  const second = (await create(owner, acme.owner)).json;
  const refused = await admin.delete(`/api-keys/${first.id}`);
  expect([refused.status, refused.json.code]).toEqual([403, "owner_only"]);
  expect(await works(first.key)).toBe(true);
  expect((await owner.delete(`/api-keys/${first.id}`)).status).toBe(200);
  expect((await platform.delete(`/api-keys/${second.id}`)).status).toBe(200);
  const theirs = (await create(platform, acme.member)).json;
  expect((await admin.delete(`/api-keys/${theirs.id}`)).status).toBe(200);
});

test.each([
  ["the name", (client: Native, path: string) => client.patch(path, { name: "Another" })],
  ["the e-mail address", (client: Native, path: string) => client.patch(path, { email: "x@acme.example" })],
  ["the username", (client: Native, path: string) => client.patch(path, { username: "x" })],
  [
    "the endpoints",
    (client: Native, path: string) => client.put(`${path}/endpoints`, { endpoints: ["client:x"] }),
  ],
])("only the owner and a superadmin change %s of the owner", async (_name, change) => {
  const { admin, platform, acme } = context;
  const path = `/users/${acme.owner.id}`;
  const refused = await change(admin, path);
  expect([refused.status, refused.json.code]).toEqual([403, "owner_only"]);
  expect((await change(owner, path)).status).toBe(200);
  await owner.patch(path, { name: "Olga", email: "olga@elsewhere.example", username: "olga", endpoints: [] });
  expect((await change(platform, path)).status).toBe(200);
});

test("rotation keeps user, name and scopes, and the old key works until the overlap ends", async () => {
  const { app, admin } = context;
  const old = (await create(admin, service, { scopes: ["readOnly", "dialect:native"] })).json;
  const { status, json } = await admin.post(`/api-keys/${old.id}/rotate`, { overlapSeconds: 60 });
  expect(status).toBe(201);
  expect(json).toMatchObject({ userId: service.id, name: "script", scopes: old.scopes, expiresAt: null });
  expect(json.replaced).toMatchObject({ id: old.id, expiresAt: "2026-03-03T14:01:00.000Z" });
  expect(json.key).not.toBe(old.key);
  expect([await works(old.key), await works(json.key)]).toEqual([true, true]);
  app.clock.now += 60_000;
  expect([await works(old.key), await works(json.key)]).toEqual([false, true]);
  const kinds = (await admin.get("/events?limit=200")).json.items.map(({ kind }: { kind: string }) => kind);
  expect(kinds.slice(-2)).toEqual(["apiKey.created", "apiKey.updated"]);
});

test("rotation without overlap ends the old key at once", async () => {
  const { admin } = context;
  const old = (await create(admin, service)).json;
  expect(await works(old.key)).toBe(true);
  await admin.post(`/api-keys/${old.id}/rotate`, { overlapSeconds: 0 });
  expect(await works(old.key)).toBe(false);
});

test("a rotated key is valid as long as the old one was, which never lives longer than before", async () => {
  const { app, admin } = context;
  const old = (await create(admin, service, { expiresAt: "2026-03-03T14:30:00Z" })).json;
  app.clock.now += 10 * 60_000;
  const { json } = await admin.post(`/api-keys/${old.id}/rotate`, {});
  expect([json.expiresAt, json.replaced.expiresAt]).toEqual([
    "2026-03-03T14:40:00.000Z",
    "2026-03-03T14:30:00.000Z",
  ]);
});

test("rotates a key only for those who may create it", async () => {
  const { admin, platform, acme } = context;
  const theirs = (await create(platform, acme.member)).json;
  const owners = (await create(platform, acme.owner)).json;
  const codes = [];
  for (const { id } of [theirs, owners, { id: "f".repeat(24) }])
    codes.push((await admin.post(`/api-keys/${id}/rotate`, {})).json.code);
  expect(codes).toEqual(["personal_key", "owner_only", "api_key_not_found"]);
  expect((await platform.post(`/api-keys/${theirs.id}/rotate`, {})).status).toBe(201);
});

test("a key with scopes creates and rotates no key, so that it cannot get a broader one", async () => {
  const { admin, app, acme } = context;
  const { key, id } = (await create(admin, service, { scopes: ["dialect:native"] })).json;
  const scoped = nativeClient(app, acme.id, key);
  for (const answer of [await create(scoped, service), await scoped.post(`/api-keys/${id}/rotate`, {})])
    expect([answer.status, answer.json.code]).toEqual([403, "insufficient_scope"]);
});

test.each([[["dialect:telnyx", "dialect:native"]], [["readOnly", "readOnly"]], [["writeOnly"]]])(
  "rejects the scopes %j",
  async (scopes) => {
    const { status, json } = await create(context.admin, service, { scopes });
    expect([status, json.errors[0].pointer.startsWith("#/scopes")]).toEqual([422, true]);
  },
);

test("members and auditors create, list, rotate and revoke their own keys, and find no others", async () => {
  const { platform, acme, app } = context;
  const auditor = (
    await platform.post("/users", { name: "Audrey", email: "audrey@audit.example", role: "auditor" })
  ).json;
  const auditorKey = (await create(platform, auditor)).json.key;
  const others = (await create(owner, acme.owner)).json;
  const callers = [
    { user: acme.member, client: asUser(context, acme.member) },
    { user: auditor, client: nativeClient(app, acme.id, auditorKey) },
  ];
  for (const { user, client } of callers) {
    const made = (await create(client, user)).json;
    expect(made).toMatchObject({ userId: user.id, createdBy: user.id });
    const rotated = await client.post(`/api-keys/${made.id}/rotate`, { overlapSeconds: 0 });
    expect([rotated.status, await works(made.key), await works(rotated.json.key)]).toEqual([
      201,
      false,
      true,
    ]);
    expect((await client.delete(`/api-keys/${rotated.json.id}`)).status).toBe(200);
    expect(await works(rotated.json.key)).toBe(false);
    expect((await create(client, acme.other)).status).toBe(403);
    expect((await create(client, service)).status).toBe(403);
    const missing = await client.delete(`/api-keys/${"f".repeat(24)}`);
    for (const refused of [
      await client.delete(`/api-keys/${others.id}`),
      await client.post(`/api-keys/${others.id}/rotate`, {}),
    ])
      expect([refused.status, refused.text]).toEqual([404, missing.text]);
  }
  const listed = (await asUser(context, acme.member).get("/api-keys")).json.items;
  expect(new Set(listed.map((it: { userId: string }) => it.userId))).toEqual(new Set([acme.member.id]));
  expect(await works(others.key)).toBe(true);
});
