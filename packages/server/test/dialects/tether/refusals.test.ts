import { SignJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import { jwtAudience, jwtIssuer, jwtSecret, useApp } from "../../helpers/app.ts";
import type { Answer } from "../../helpers/ask.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { assignBody, tetherClient } from "../../helpers/tether.ts";
import { created, makeWorld, type World } from "../../helpers/world.ts";

// https://docs.tetherai.ca: each operation declares 400, 403, 500, and all but the list 404; its guide adds 401.

const app = useApp();
let world: World;
let tether: ReturnType<typeof tetherClient>;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  tether = tetherClient(app, world);
});

const nobody = "f".repeat(24);

/** `ask` sends a request with every error: the credential must be checked first. */
async function expectCallerFirst(ask: (key: string | null) => Promise<Answer>) {
  const { member, admin } = world.acme;
  for (const key of [null, "wl_nonsense"]) expect((await ask(key)).status).toBe(401);
  for (const { key } of [member, admin, world.rival.owner]) expect((await ask(key)).status).toBe(403);
}

test("assign checks 401, 403, the shape, 404, and conflicts last", async () => {
  const { acme, rival } = world;
  await expectCallerFirst((key) => tether.assign("{", { key, organization: "nonsense" }));
  const malformed = await tether.assign({ targetUserId: nobody, provider: "twilio", phoneNumber: "1" });
  expect([malformed.status, malformed.json.error]).toEqual([400, "Invalid phoneNumber"]);
  const missing = await tether.assign(assignBody({ id: nobody }, rival.twilio.line));
  expect([missing.status, missing.json.error]).toEqual([404, "Target user not found"]);
  const conflict = await tether.assign(assignBody(acme.member, rival.twilio.line));
  expect([conflict.status, conflict.json.error]).toEqual([400, "Phone number not available"]);
});

test("list and remove check 401 and 403 before the shape", async () => {
  await expectCallerFirst((key) => tether.list("?limit=0", { key, organization: "nonsense" }));
  await expectCallerFirst((key) => tether.remove("nonsense", "nonsense", { key, organization: "nonsense" }));
});

test("a superadmin's JWT works like their key, with Tether's userId claim", async () => {
  const [row] = await superadmins();
  const sign = (claims: Record<string, unknown>, seconds = 60) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(jwtIssuer)
      .setAudience(jwtAudience)
      .setExpirationTime(Math.floor(app.clock.now / 1000) + seconds)
      .sign(new TextEncoder().encode(jwtSecret));
  expect((await tether.list("", { key: await sign({ userId: row }) })).status).toBe(200);
  expect((await tether.list("", { key: await sign({ sub: row }) })).status).toBe(200);
  expect((await tether.list("", { key: await sign({ userId: world.acme.admin.id }) })).status).toBe(403);
  const expired = await tether.list("", { key: await sign({ sub: row }, -1) });
  expect([expired.status, expired.json.error]).toEqual([401, "Credential expired"]);
});

const required = ["targetUserId", "provider", "phoneNumber"] as const;
test.each(required)("a POST without %s names it", async (name) => {
  const { [name]: _, ...body } = assignBody(world.acme.member, "+14165550102");
  const answer = await tether.assign(body);
  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({ error: `Missing ${name}`, details: `${name} is required` });
});

test("an invalid value is named and described", async () => {
  const answer = await tether.assign(
    assignBody(world.acme.member, "+14165550102", { isInboundEnabled: "yes" }),
  );
  expect(answer.json).toEqual({
    error: "Invalid isInboundEnabled",
    details: "isInboundEnabled must be true or false, got text of 3 characters",
  });
});

test("every error has its own pair of error and details", async () => {
  const { acme, rival } = world;
  const at = `/registry/v1/organizations/${acme.id}`;
  const key = await created(app.ask, `${at}/api-keys`, { user: acme.other.id, name: "revoked" });
  await app.ask(`DELETE ${at}/api-keys/${key.id}`);
  const expiring = await created(app.ask, `${at}/api-keys`, {
    userId: acme.other.id,
    name: "expiring",
    expiresAt: "2026-03-03T14:00:01Z",
  });
  app.clock.now += 1000;
  const disabled = await created(app.ask, `${at}/users`, { name: "Dora", email: "dora@acme.example" });
  const doras = await created(app.ask, `${at}/api-keys`, { user: disabled.id, name: "hers" });
  await app.ask(`PATCH ${at}/users/${disabled.id}`, { body: { status: "disabled" } });
  await tether.assign(assignBody(acme.owner, "+14165557777"));
  const good = assignBody(acme.member, "+14165557777");
  const used = { headers: { "idempotency-key": "used" } };
  await tether.assign(assignBody(acme.owner, "+14165557778"), used);
  await tether.assign(assignBody(acme.owner, "+14165557777"));
  const refused = {
    "no credential": await tether.list("", { key: null }),
    "a wrong credential": await tether.list("", { key: "nonsense" }),
    "a revoked key": await tether.list("", { key: key.key }),
    "an expired key": await tether.list("", { key: expiring.key }),
    "a disabled user": await tether.list("", { key: doras.key }),
    "a role too low": await tether.list("", { key: acme.admin.key }),
    "a malformed organization": await tether.list("", { organization: "x" }),
    "an unknown organization": await tether.list("", { organization: nobody }),
    "a malformed user": await tether.remove("x", "twilio"),
    "a bad provider": await tether.remove(acme.member.id, "x"),
    "an unknown user": await tether.remove(nobody, "twilio"),
    "no assignment": await tether.remove(acme.member.id, "textgrid"),
    "a disabled target": await tether.assign(assignBody(disabled, "+14165557779")),
    "a held number": await tether.assign(good),
    "a foreign number": await tether.assign(assignBody(acme.member, rival.twilio.line)),
    "a bad line": await tether.assign(assignBody(acme.member, "416")),
    "a missing field": await tether.assign({ ...good, provider: undefined }),
    "a bad flag": await tether.assign({ ...good, isDefault: 1 }),
    "a bad label": await tether.assign({ ...good, label: 1 }),
    "not JSON": await tether.assign("{"),
    "no object": await tether.assign("[]"),
    "a field twice": await tether.assign('{"provider":"twilio","provider":"sinch"}'),
    "too deep": await tether.assign("[".repeat(50) + "]".repeat(50)),
    "another type": await tether.assign(good, { headers: { "content-type": "text/plain" } }),
    "too large": await tether.assign(JSON.stringify({ ...good, label: "x".repeat(100_000) })),
    "a reused key": await tether.assign(good, used),
    "a bad key": await tether.assign(good, { headers: { "idempotency-key": " " } }),
    "a bad limit": await tether.list("?limit=0"),
    "a bad cursor": await tether.list("?cursor=x"),
  };
  const pairs = new Map<string, string>();
  for (const [why, { status, json }] of Object.entries(refused)) {
    expect(status, why).toBeGreaterThanOrEqual(400);
    const pair = JSON.stringify([json.error, json.details]);
    expect(pairs.get(pair), `${why} is refused with ${pair}`).toBeUndefined();
    pairs.set(pair, why);
  }
  expect(pairs.size).toBe(Object.keys(refused).length);
});

async function superadmins(): Promise<string[]> {
  const database = openTableReader(app.database);
  const rows = await database.rows("users", "role = 'superadmin'");
  await database.close();
  return rows.map(({ id }) => String(id));
}
