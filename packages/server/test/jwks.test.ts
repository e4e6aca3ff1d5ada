import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jwtAudience, jwtIssuer, type RunningApp, startApp, type TestAppOptions } from "./helpers/app.ts";
import { vendorClients } from "./helpers/clients.ts";
import { makeOrganization, type Organization } from "./helpers/world.ts";

let issuer: Server;
let answer: RequestListener;
let app: RunningApp;
let acme: Organization;
const ours = await generateKeyPair("ES256", { extractable: true });
const others = await generateKeyPair("ES256", { extractable: true });

const withKeys =
  (...keys: object[]): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify({ keys }));

function start(options: TestAppOptions = {}, settings: Record<string, string> = {}): Promise<RunningApp> {
  const { port } = issuer.address() as AddressInfo;
  const WHOSELINE_JWKS_URL = `http://127.0.0.1:${port}/jwks`;
  return startApp({ ...options, settings: { WHOSELINE_JWT_SECRET: "", WHOSELINE_JWKS_URL, ...settings } });
}

beforeEach(async () => {
  answer = withKeys({ ...(await exportJWK(ours.publicKey)), kid: "ours", alg: "ES256" });
  issuer = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
  await once(issuer, "listening");
  app = await start();
  acme = await makeOrganization(app.ask, "acme", "1");
});
afterEach(async () => {
  issuer.closeAllConnections();
  issuer.close();
  await app.close();
});

const unsigned = (userId: string) =>
  new SignJWT({ sub: userId, iss: jwtIssuer, aud: jwtAudience, exp: app.clock.now / 1000 + 3600 });
const signed = (userId: string, { privateKey } = ours, kid = "ours") =>
  unsigned(userId).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);

test.each(["RS256", "EdDSA"])(
  "accepts a JWT signed with %s, and no other algorithm with its key",
  async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    answer = withKeys({ ...(await exportJWK(publicKey)), kid: "ours", alg });
    const ask = (key: string) => app.ask(`GET /registry/v1/organizations/${acme.id}`, { key });
    const token = await unsigned(acme.admin.id).setProtectedHeader({ alg, kid: "ours" }).sign(privateKey);
    expect((await ask(token)).status).toBe(200);
    expect((await ask(await signed(acme.admin.id))).status).toBe(401);
  },
);

describe.each(vendorClients)("$name", (client) => {
  const enter = (credential: string) => client.ask(app, acme.id, credential);
  const userId = () => (client.isForSuperadmin ? app.superadmin.userId : acme.admin.id);

  test("accepts a JWT signed by a key of the JWKS", async () => {
    expect((await enter(await signed(userId()))).status).toBe(200);
  });

  test("rejects a JWT signed by another key, with an unknown key ID, or with the public key as HMAC secret", async () => {
    const secret = new TextEncoder().encode(await exportSPKI(ours.publicKey));
    const confused = unsigned(userId()).setProtectedHeader({ alg: "HS256", kid: "ours" }).sign(secret);
    const tokens = [await signed(userId(), others), await signed(userId(), ours, "gone"), await confused];
    for (const token of tokens) expect((await enter(token)).status).toBe(401);
  });

  test.each([
    ["is broken", (_, response) => response.writeHead(500).end()],
    ["gives a page", (_, response) => response.end("<html>")],
    ["gives no keys", (_, response) => response.end("{}")],
    ["hangs up", (request) => request.socket.destroy()],
    ["gives a key that cannot be used", withKeys({ kty: "EC", crv: "P-256", kid: "ours", alg: "ES256" })],
  ] as [string, RequestListener][])("answers 503 while the issuer %s, and logs why", async (_, broken) => {
    answer = broken;
    const refused = await enter(await signed(userId()));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(app.logged.join("")).toContain('"code":"jwks_unavailable"');
    expect((await app.ask("GET /registry/v1/organizations")).status).toBe(200);
  });
});

describe("a signing key", () => {
  const enter = (key: string) => app.ask("GET /v2/organizations/users", { key });

  test("that is removed from the JWKS is no longer trusted after five minutes, also for known tokens", async () => {
    const token = await signed(acme.admin.id);
    expect((await enter(token)).status).toBe(200);
    answer = withKeys({ ...(await exportJWK(others.publicKey)), kid: "theirs", alg: "ES256" });
    app.clock.now += 4 * 60_000;
    expect((await enter(await signed(acme.admin.id))).status).toBe(200);
    const late = await signed(acme.admin.id);
    expect((await enter(late)).status).toBe(200);
    app.clock.now += 60_000;
    expect((await enter(late)).status).toBe(401);
    expect((await enter(token)).status).toBe(401);
    expect((await enter(await signed(acme.admin.id, others, "theirs"))).status).toBe(200);
  });

  test("that is added to the JWKS is found after half a minute, with one fetch for all tokens", async () => {
    let fetches = 0;
    expect((await enter(await signed(acme.admin.id))).status).toBe(200);
    const both = [
      { ...(await exportJWK(ours.publicKey)), kid: "ours", alg: "ES256" },
      { ...(await exportJWK(others.publicKey)), kid: "theirs", alg: "ES256" },
    ];
    answer = (request, response) => {
      fetches += 1;
      withKeys(...both)(request, response);
    };
    const token = await signed(acme.admin.id, others, "theirs");
    expect([(await enter(token)).status, fetches]).toEqual([401, 0]);
    app.clock.now += 30_000;
    const answers = await Promise.all([enter(token), enter(token), enter(token)]);
    expect([answers.map(({ status }) => status), fetches]).toEqual([[200, 200, 200], 1]);
  });
});

describe("while the identity provider", () => {
  const enter = (key: string) => app.ask("GET /v2/organizations/users", { key });
  const statusesOf = async (tokens: readonly string[]) =>
    (await Promise.all(tokens.map(enter))).map(({ status }) => status);

  test("is slow, tokens with unknown keys fail fast, and API keys are served", async () => {
    let fetches = 0;
    await app.close();
    answer = () => {
      fetches += 1;
    };
    app = await start({ limits: { inFlightMax: 20 } });
    acme = await makeOrganization(app.ask, "acme", "1");
    const junk = await Promise.all(
      Array.from({ length: 60 }, (_, n) => signed(acme.admin.id, others, `junk-${n}`)),
    );
    const startedAt = performance.now();
    const answers = junk.map((token) =>
      enter(token).then(({ status }) => [status, performance.now() - startedAt]),
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await app.ask("GET /registry/v1/organizations")).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2500);
    const all = await Promise.all(answers);
    expect(new Set(all.map(([status]) => status))).toEqual(new Set([503]));
    expect(all.filter(([, afterMs = 0]) => afterMs > 3000).length).toBeLessThanOrEqual(8);
    expect(fetches).toBe(1);
  });

  test("fails, it is asked once in five seconds, and the outage is logged in two lines", async () => {
    let fetches = 0;
    const working = answer;
    answer = (_, response) => {
      fetches += 1;
      response.writeHead(500).end();
    };
    const token = await signed(acme.admin.id);
    for (let time = 0; time < 5; time++) expect(await statusesOf([token])).toEqual([503]);
    expect(fetches).toBe(1);
    app.clock.now += 5000;
    expect(await statusesOf([token])).toEqual([503]);
    expect(fetches).toBe(2);
    answer = working;
    app.clock.now += 5000;
    expect(await statusesOf([token])).toEqual([200]);
    const lines = app.logged.map((line) => JSON.parse(line)).filter(({ level }) => level >= 30);
    expect(lines.map(({ msg }) => msg).filter((msg) => /keys|jwks/.test(msg))).toEqual([
      "the keys that verify JWTs cannot be fetched",
      "the keys that verify JWTs can be fetched again",
    ]);
  });

  test("fails, the last keys are used for 24 hours", async () => {
    expect(await statusesOf([await signed(acme.admin.id)])).toEqual([200]);
    answer = (_, response) => response.writeHead(500).end();
    app.clock.now += 24 * 3600_000 - 1000;
    expect(await statusesOf([await signed(acme.admin.id)])).toEqual([200]);
    app.clock.now += 2000;
    expect(await statusesOf([await signed(acme.other.id)])).toEqual([503]);
  });
});

describe("exp", () => {
  const withClaims = (claims: object) =>
    new SignJWT({ sub: acme.admin.id, iss: jwtIssuer, aud: jwtAudience, ...claims })
      .setProtectedHeader({ alg: "ES256", kid: "ours" })
      .sign(ours.privateKey);
  const statusWith = async (claims: object) =>
    (await app.ask("GET /v2/organizations/users", { key: await withClaims(claims) })).status;

  test("is required, and at most 24 hours after iat and now", async () => {
    const now = app.clock.now / 1000;
    const day = 24 * 3600;
    expect(await statusWith({})).toBe(401);
    expect(await statusWith({ exp: now + day })).toBe(200);
    expect(await statusWith({ exp: now + day + 1 })).toBe(401);
    expect(await statusWith({ exp: now + 60, iat: now - day })).toBe(401);
    expect(await statusWith({ exp: 1e18 })).toBe(401);
  });

  test("is at most WHOSELINE_JWT_MAX_LIFETIME seconds ahead", async () => {
    await app.close();
    app = await start({}, { WHOSELINE_JWT_MAX_LIFETIME: "600" });
    acme = await makeOrganization(app.ask, "acme", "1");
    const now = app.clock.now / 1000;
    expect([await statusWith({ exp: now + 600 }), await statusWith({ exp: now + 601 })]).toEqual([200, 401]);
  });
});
