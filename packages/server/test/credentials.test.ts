import { generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "./helpers/app.ts";
import { type VendorClient, vendorClients } from "./helpers/clients.ts";
import { expiredToken, foreignAudienceToken, signToken, unsignedToken } from "./helpers/tokens.ts";
import { created, makeWorld, type World } from "./helpers/world.ts";

const app = useApp();
let world: World;
beforeAll(async () => {
  world = await makeWorld(app.ask);
});

/** The user whose credential the client accepts: a superadmin for Tether, an admin for the others. */
const userOf = (client: VendorClient) =>
  client.isForSuperadmin ? app.superadmin.userId : world.acme.admin.id;
const enter = (client: VendorClient, credential: string) => client.ask(app, world.acme.id, credential);

describe.each(vendorClients)("$name", (client) => {
  test("accepts a JWT with the user ID in sub", async () => {
    expect((await enter(client, await signToken(userOf(client)))).status).toBe(200);
  });

  test("accepts a JWT with the user ID in userId, like Tether's", async () => {
    const credential = await signToken(userOf(client), { sub: undefined, userId: userOf(client) });
    expect((await enter(client, credential)).status).toBe(200);
  });

  test("accepts a JWT whose sub is in upper case", async () => {
    expect((await enter(client, await signToken(userOf(client).toUpperCase()))).status).toBe(200);
  });

  test("accepts a JWT with several audiences that include the configured one", async () => {
    const credential = await signToken(userOf(client), { aud: ["another", "whoseline-tests"] });
    expect((await enter(client, credential)).status).toBe(200);
  });

  test("accepts an API key until it expires", async () => {
    const expiresAt = new Date(app.clock.now + 1000).toISOString();
    const { key } = await made({ userId: world.acme.admin.id, name: "short", expiresAt });
    const status = client.isForSuperadmin ? 403 : 200;
    expect((await enter(client, key)).status).toBe(status);
    app.clock.now += 999;
    expect((await enter(client, key)).status).toBe(status);
    app.clock.now += 1;
    expect((await enter(client, key)).status).toBe(401);
  });

  test("rejects a revoked API key on the next request", async () => {
    const { id, key } = await made({ userId: world.acme.admin.id, name: "soon revoked" });
    expect((await enter(client, key)).status).toBe(client.isForSuperadmin ? 403 : 200);
    await app.ask(`DELETE ${keysPath()}/${id}`);
    expect((await enter(client, key)).status).toBe(401);
  });

  test("accepts a JWT until it expires, also when it is cached", async () => {
    const exp = Math.floor(app.clock.now / 1000) + 10;
    const credential = await signToken(userOf(client), { exp });
    expect((await enter(client, credential)).status).toBe(200);
    app.clock.now = exp * 1000 - 1;
    expect((await enter(client, credential)).status).toBe(200);
    app.clock.now = exp * 1000;
    expect((await enter(client, credential)).status).toBe(401);
  });

  test("rejects a JWT that is not valid yet", async () => {
    const nbf = Math.floor(app.clock.now / 1000) + 60;
    expect((await enter(client, await signToken(userOf(client), { nbf }))).status).toBe(401);
  });

  test.each(wrongCredentials())("refuses %s", async (_name, make) => {
    const answer = await enter(client, await make(userOf(client)));
    expect(answer.status).toBe(401);
    expect(answer.text).not.toMatch(/signature|jwt|algorithm|claim|JOSE/i);
  });
});

type Make = (userId: string) => string | Promise<string>;

function wrongCredentials(): [string, Make][] {
  return [
    ["an expired JWT", expiredToken],
    ["a JWT for another audience", foreignAudienceToken],
    ["a JWT for no audience", (userId) => signToken(userId, { aud: undefined })],
    ["a JWT of another issuer", (userId) => signToken(userId, { iss: "https://elsewhere.example" })],
    ["a JWT of no issuer", (userId) => signToken(userId, { iss: undefined })],
    ["an unsigned JWT", unsignedToken],
    ["an unsigned JWT whose alg is spelt nOnE", (userId) => respelt(unsignedToken(userId))],
    ["a JWT signed with another secret", (userId) => signToken(userId, {}, { secret: "x".repeat(40) })],
    ["a JWT signed with HS512", (userId) => signToken(userId, {}, { alg: "HS512" })],
    ["a JWT signed with RS256", signWithRs256],
    [
      "a JWT whose payload was changed",
      async (userId) => tampered(await signToken(world.acme.member.id), userId),
    ],
    ["a JWT without its signature", async (userId) => (await signToken(userId)).replace(/[^.]*$/, "")],
    ["a JWT of nobody", () => signToken("e".repeat(24))],
    ["a JWT whose sub is no id", () => signToken("sam")],
    ["a JWT without a user", (userId) => signToken(userId, { sub: undefined })],
    ["a JWT whose sub is nobody but whose userId is somebody", (userId) => signToken("sam", { userId })],
    ["a JWT whose userId is no text", () => signToken("", { sub: undefined, userId: { $ne: null } })],
    ["a key nobody gave", () => `wl_${"a".repeat(50)}`],
    ["a key cut short", () => world.acme.admin.key.slice(0, -1)],
    ["a key with another secret", () => otherSecret(world.acme.admin.key)],
    ["a key in upper case", () => world.acme.admin.key.toUpperCase()],
    ["a key with a space in it", () => world.acme.admin.key.replace(/^(.{20})/, "$1 ")],
    ["a user's id", (userId) => userId],
    ["text that SQL would read", () => "' or 1=1 --"],
  ];
}

async function signWithRs256(userId: string): Promise<string> {
  const { privateKey } = await generateKeyPair("RS256");
  const { payload } = decoded(await signToken(userId));
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
}

function tampered(token: string, sub: string): string {
  const [header, , signature] = token.split(".");
  return [header, encoded({ ...decoded(token).payload, sub }), signature].join(".");
}

const respelt = (token: string): string =>
  [encoded({ alg: "nOnE", typ: "JWT" }), ...token.split(".").slice(1)].join(".");

function decoded(token: string): { payload: Record<string, unknown> } {
  return { payload: JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) };
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Same public ID, by which the key is found, and same length. */
const otherSecret = (key: string): string => key.slice(0, 15) + [...key.slice(15)].reverse().join("");

const keysPath = () => `/registry/v1/organizations/${world.acme.id}/api-keys`;
const made = (body: object) => created(app.ask, keysPath(), body);
