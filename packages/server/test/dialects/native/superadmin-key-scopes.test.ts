import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { base } from "../../helpers/native.ts";
import { created, makeWorld, type World } from "../../helpers/world.ts";

const app = useApp();
let world: World;
beforeAll(async () => {
  world = await makeWorld(app.ask);
});

const path = "/registry/v1/superadmin-keys";
const make = (body: object) => app.ask(`POST ${path}`, { body: { name: "first day", ...body } });
const keyWith = async (...scopes: string[]): Promise<string> => (await make({ scopes })).json.key;
const organization = ({ id }: { id: string }): string => `organization:${id}`;
const statusOf = async (request: string, options: object) => (await app.ask(request, options)).status;

test.each([
  [{ name: "first key" }, "name must not be the name"],
  [{ name: "WHOSELINE_SUPERADMIN_KEY" }, "name must not be the name"],
  [{ scopes: ["readOnly", "readOnly"] }, "scopes must have each scope once"],
  [{ scopes: ["dialect:native", "dialect:tether"] }, "scopes must have each scope once"],
  [{ scopes: [`organization:${"f".repeat(24)}`] }, "scopes must name organizations that exist"],
  [{ scopes: [`organization:${"0".repeat(24)}`] }, "scopes must name organizations that exist"],
  [
    { scopes: ["organization:no-such"] },
    "scopes must name organizations that exist; none has the slug no-such",
  ],
  [{ scopes: ["organization:acme corp"] }, "must be one of readOnly"],
  [{ scopes: ["everything"] }, "must be one of readOnly"],
  [{ expiresAt: "2026-03-03T13:00:00Z" }, "expiresAt must be later than now"],
])("rejects %j", async (body, detail) => {
  const answer = await make(body);
  expect(answer.status).toBe(422);
  expect(answer.json.detail).toContain(detail);
});

describe("a key for one organization", () => {
  test("permits everything in it, with its id in any case", async () => {
    const key = await keyWith(`organization:${world.acme.id.toUpperCase()}`);
    const at = `${base}/${world.acme.id}`;
    const user = await app.ask(`POST ${at}/users`, {
      key,
      body: { name: "Nina", email: "nina@acme.example" },
    });
    expect(user.status).toBe(201);
    const apiKey = { userId: user.json.id, name: "Nina's" };
    expect(await statusOf(`POST ${at}/api-keys`, { key, body: apiKey })).toBe(201);
    const number = { provider: "twilio", line: "+14165550777" };
    expect(await statusOf(`POST ${at}/numbers`, { key, body: number })).toBe(201);
    expect(await statusOf(`PATCH ${at}`, { key, body: { status: "active" } })).toBe(200);
    expect(await statusOf(`GET /api/organizations/${world.acme.id}/phone-numbers`, { key })).toBe(200);
  });

  test("is made with the slug too, and keeps the id", async () => {
    const { slug } = (await app.ask(`GET ${base}/${world.acme.id}`)).json;
    const { status, json } = await make({ scopes: [`organization:${slug}`] });
    expect([status, json.scopes]).toEqual([201, [organization(world.acme)]]);
    const twice = await make({ scopes: [`organization:${slug}`, organization(world.acme)] });
    expect(twice.json.detail).toContain("scopes must have each scope once");
  });

  test("answers a foreign organization byte for byte like a missing one", async () => {
    const key = await keyWith(organization(world.acme));
    const missing = "f".repeat(24);
    for (const [method, rest] of [
      ["GET", ""],
      ["PATCH", ""],
      ["POST", "/numbers"],
      ["GET", "/events"],
    ]) {
      const answer = async (id: string) => {
        const { status, text } = await app.ask(`${method} ${base}/${id}${rest}`, {
          key,
          ...(method !== "GET" && { body: {} }),
        });
        return [status, text];
      };
      expect(await answer(world.rival.id)).toEqual(await answer(missing));
      expect((await answer(world.rival.id))[0]).toBe(404);
    }
    const tether = async (id: string) =>
      (await app.ask(`GET /api/organizations/${id}/phone-numbers`, { key })).text;
    expect(await tether(world.rival.id)).toBe(await tether(missing));
  });

  test.each([
    ["GET /registry/v1/organizations"],
    ["POST /registry/v1/organizations"],
    ["GET /registry/v1/events"],
    ["GET /registry/v1/events/stream"],
    ["GET /registry/v1/router-keys"],
    ["GET /registry/v1/superadmin-keys"],
    ["POST /registry/v1/superadmin-keys"],
    ["POST /registry/v1/backup"],
    ["GET /registry/v1/routes/inbound?line=%2B14165550101"],
  ])("permits no %s", async (request) => {
    const key = await keyWith(organization(world.acme));
    const answer = await app.ask(request, { key });
    expect([answer.status, answer.json.code]).toEqual([403, "insufficient_scope"]);
  });

  test("chooses no ids, which would show whether another organization has one", async () => {
    const key = await keyWith(organization(world.acme));
    const create = (id: string) =>
      app.ask(`POST ${base}/${world.acme.id}/users`, {
        key,
        body: { name: "Nina", email: "nina@acme.example", id },
      });
    for (const id of [world.rival.other.id, "e".repeat(24)])
      expect((await create(id)).json.code).toBe("id_not_allowed");
  });
});

describe("a key for the inventory of named organizations", () => {
  test("adds and reads numbers there, and nothing else", async () => {
    const key = await keyWith("inventory", organization(world.acme));
    const at = `${base}/${world.acme.id}`;
    const number = { provider: "twilio", line: "+14165550778" };
    expect(await statusOf(`POST ${at}/numbers`, { key, body: number })).toBe(201);
    expect(await statusOf(`GET ${at}/numbers`, { key })).toBe(200);
    for (const request of [`GET ${at}`, `GET ${at}/users`, `GET ${at}/events`, `GET ${base}`]) {
      const answer = await app.ask(request, { key });
      expect([answer.status, answer.json.code]).toEqual([403, "insufficient_scope"]);
    }
    const holder = `PUT ${at}/numbers/${world.acme.twilio.id}/holders/${world.acme.other.id}`;
    expect(await statusOf(holder, { key, body: {} })).toBe(403);
    const held = { provider: "twilio", line: "+14165550780", holder: { user: world.acme.other.id } };
    expect(await statusOf(`POST ${at}/numbers`, { key, body: held })).toBe(403);
    expect(await statusOf(`POST ${base}/${world.rival.id}/numbers`, { key, body: number })).toBe(404);
  });

  test("changes nothing when it is read-only", async () => {
    const key = await keyWith("inventory", "readOnly");
    const at = `${base}/${world.rival.id}/numbers`;
    expect(await statusOf(`GET ${at}`, { key })).toBe(200);
    expect(await statusOf(`POST ${at}`, { key, body: { provider: "twilio", line: "+14165550779" } })).toBe(
      403,
    );
  });
});

test("a key with scopes manages no superadmin keys; a read-only one lists them", async () => {
  const { id } = (await make({})).json;
  const native = await keyWith("dialect:native");
  const requests = [`POST ${path}`, `POST ${path}/${id}/rotate`, `DELETE ${path}/${id}`];
  for (const request of requests) {
    const body = request === `POST ${path}` ? { name: "x" } : undefined;
    const answer = await app.ask(request, { key: native, body });
    expect([answer.status, answer.json.code]).toEqual([403, "insufficient_scope"]);
  }
  const reader = await keyWith("readOnly");
  expect(await statusOf(`GET ${path}`, { key: reader })).toBe(200);
  expect(await statusOf(`DELETE ${path}/${id}`, { key: reader })).toBe(403);
});

test("a router, an admin and a member see no superadmin keys", async () => {
  const router = await created(app.ask, "/registry/v1/router-keys", { name: "edge" });
  for (const key of [router.key, world.acme.admin.key, world.acme.member.key])
    expect((await app.ask(`GET ${path}`, { key })).json.code).toBe("insufficient_role");
  const keys = (await app.ask(`GET ${path}`)).json.items;
  expect(keys.map(({ id }: { id: string }) => id)).not.toContain(router.id);
  expect((await app.ask(`DELETE ${path}/${router.id}`)).json.code).toBe("superadmin_key_not_found");
});
