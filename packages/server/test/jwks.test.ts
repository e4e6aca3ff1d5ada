import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jwtAudience, jwtIssuer, type RunningApp, startApp } from "./helpers/app.ts";
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

beforeEach(async () => {
  answer = withKeys({ ...(await exportJWK(ours.publicKey)), kid: "ours", alg: "ES256" });
  issuer = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
  await once(issuer, "listening");
  const { port } = issuer.address() as AddressInfo;
  app = await startApp({
    settings: { WHOSELINE_JWT_SECRET: "", WHOSELINE_JWKS_URL: `http://127.0.0.1:${port}/jwks` },
  });
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
