import { beforeEach, describe, expect, test } from "vitest";
import { superadminKey, useApp } from "../../helpers/app.ts";
import { base } from "../../helpers/native.ts";
import { created } from "../../helpers/world.ts";

const app = useApp({ scope: "test" });
let acme: string;
beforeEach(async () => {
  const owner = { name: "Olga", email: "olga@acme.example" };
  acme = (await created(app.ask, base, { name: "acme", owner })).organization.id;
});

interface Event {
  readonly organizationId: string;
  readonly kind: string;
  readonly subjectId: string;
}

const path = "/registry/v1/superadmin-keys";
const make = (body: object = {}, options = {}) =>
  app.ask(`POST ${path}`, { body: { name: "first day", ...body }, ...options });
const statusOf = async (request: string, options: object) => (await app.ask(request, options)).status;
const idOfFirst = async (): Promise<string> => (await app.ask(`GET ${path}`)).json.items[0].id;

describe("a superadmin key", () => {
  test("is shown once, permits everything and is listed with its use", async () => {
    const { status, json } = await make();
    expect(status).toBe(201);
    const { key, ...rest } = json;
    expect(key).toMatch(/^wl_[0-9A-Za-z]{50}$/);
    expect(rest).toMatchObject({
      name: "first day",
      scopes: [],
      expiresAt: null,
      createdBy: app.superadmin.userId,
    });
    expect(await statusOf(`GET ${base}`, { key })).toBe(200);
    expect((await app.ask(`GET ${path}`)).json.items).toEqual([
      expect.objectContaining({ name: "WHOSELINE_SUPERADMIN_KEY" }),
      expect.objectContaining({ ...rest, lastUsedAt: null }),
    ]);
    expect(app.logged.join("")).not.toContain(key.slice(15, 47));
  });

  test("that is revoked is rejected from the next request", async () => {
    const { id, key } = (await make()).json;
    const { status, json } = await app.ask(`DELETE ${path}/${id}`);
    expect([status, json.revokedAt]).toEqual([200, expect.any(String)]);
    expect((await app.ask(`GET ${base}`, { key })).json.code).toBe("credential_revoked");
    expect((await app.ask(`DELETE ${path}/${id}`)).json.code).toBe("superadmin_key_not_found");
  });

  test("that expired is rejected", async () => {
    const { key } = (await make({ expiresAt: "2026-03-03T15:00:00Z" })).json;
    expect(await statusOf(`GET ${base}`, { key })).toBe(200);
    app.clock.now = Date.parse("2026-03-03T15:00:00Z");
    expect((await app.ask(`GET ${base}`, { key })).json.code).toBe("credential_expired");
  });

  test("that is rotated works until the overlap ends; the new one has its name and scopes", async () => {
    const scopes = [`organization:${acme}`];
    const { id, key } = (await make({ scopes })).json;
    const { json } = await app.ask(`POST ${path}/${id}/rotate`, { body: { overlapSeconds: 60 } });
    expect(json).toMatchObject({ name: "first day", scopes, replaced: { id } });
    const at = `GET ${base}/${acme}`;
    expect([await statusOf(at, { key }), await statusOf(at, { key: json.key })]).toEqual([200, 200]);
    app.clock.now += 60_000;
    expect([await statusOf(at, { key }), await statusOf(at, { key: json.key })]).toEqual([401, 200]);
  });

  test("that is created, rotated or revoked is an event of the platform and a log line", async () => {
    const { id, publicId } = (await make()).json;
    const rotated = (await app.ask(`POST ${path}/${id}/rotate`)).json;
    await app.ask(`DELETE ${path}/${id}`);
    const { items } = (await app.ask("GET /registry/v1/events?limit=200")).json;
    const changes = items.filter(({ organizationId }: Event) => organizationId === "0".repeat(24));
    expect(changes.slice(-4).map(({ kind, subjectId }: Event) => [kind, subjectId])).toEqual([
      ["apiKey.created", id],
      ["apiKey.created", rotated.id],
      ["apiKey.updated", id],
      ["apiKey.revoked", id],
    ]);
    const lines = app.logged.map((line) => JSON.parse(line)).filter(({ id: of }) => of === id);
    expect(lines.map(({ msg, publicId: of }) => [msg, of])).toEqual([
      ["superadmin key created", publicId],
      ["superadmin key expires", publicId],
      ["superadmin key revoked", publicId],
    ]);
  });

  test("has a secret that the replay of a repeated request does not contain", async () => {
    const headers = { "idempotency-key": "key-1" };
    const { key, ...rest } = (await make({}, { headers })).json;
    expect((await make({}, { headers })).json).toEqual(rest);
  });

  test("is found in no list of an organization", async () => {
    await make({ scopes: [`organization:${acme}`] });
    const keys = (await app.ask(`GET ${base}/${acme}/api-keys`)).json.items;
    expect(keys.map(({ name }: { name: string }) => name)).not.toContain("first day");
  });
});

describe("the last key without scopes and expiry", () => {
  test("cannot be revoked, also when others have scopes or expire", async () => {
    await make({ scopes: ["dialect:native"] });
    await make({ expiresAt: "2027-03-03T15:00:00Z" });
    const answer = await app.ask(`DELETE ${path}/${await idOfFirst()}`);
    expect([answer.status, answer.json.code]).toEqual([409, "last_superadmin_key"]);
    expect(await statusOf(`GET ${base}`, {})).toBe(200);
  });

  test("can be revoked when there is another", async () => {
    const { key } = (await make()).json;
    expect(await statusOf(`DELETE ${path}/${await idOfFirst()}`, { key })).toBe(200);
    expect(await statusOf(`GET ${base}`, { key: superadminKey })).toBe(401);
    expect((await app.ask(`GET ${path}`, { key })).json.items).toHaveLength(1);
  });

  test("cannot be rotated to one that expires", async () => {
    const { id, key } = (await make()).json;
    await app.ask(`DELETE ${path}/${await idOfFirst()}`, { key });
    const body = { expiresAt: "2027-03-03T15:00:00Z" };
    const answer = await app.ask(`POST ${path}/${id}/rotate`, { key, body });
    expect([answer.status, answer.json.code]).toEqual([409, "last_superadmin_key"]);
    expect((await app.ask(`GET ${path}`, { key })).json.items).toHaveLength(1);
  });
});

test("the configured key is not rotated through the API", async () => {
  const answer = await app.ask(`POST ${path}/${await idOfFirst()}/rotate`);
  expect([answer.status, answer.json.code]).toEqual([409, "key_configured"]);
});
