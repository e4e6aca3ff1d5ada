import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningApp, startApp } from "./helpers/app.ts";
import { freePort } from "./helpers/free-port.ts";
import { type OidcServer, startOidcServer } from "./helpers/oidc-server.ts";
import { created } from "./helpers/world.ts";

const organizationId = "0123456789abcdef01234567";
const at = `/registry/v1/organizations/${organizationId}`;
const email = "mona@acme.example";

let provider: OidcServer;
let foreign: OidcServer;
let app: RunningApp;
let publicUrl: string;
let member: { id: string };
beforeAll(async () => {
  publicUrl = `http://127.0.0.1:${await freePort()}`;
  const redirectUri = `${publicUrl}/console/oidc/callback`;
  provider = await startOidcServer(redirectUri);
  foreign = await startOidcServer(redirectUri);
  app = await startApp({
    settings: {
      WHOSELINE_PUBLIC_URL: publicUrl,
      WHOSELINE_OIDC_ISSUER: provider.issuer,
      WHOSELINE_OIDC_CLIENT_ID: provider.clientId,
      WHOSELINE_OIDC_CLIENT_SECRET: provider.clientSecret,
      WHOSELINE_JWT_USER_FIELD: "email",
      WHOSELINE_JWT_ORGANIZATION: organizationId,
      WHOSELINE_JWT_PLATFORM_ROLES: "",
    },
  });
  const owner = { name: "Olga", email: "olga@acme.example" };
  await created(app.ask, "/registry/v1/organizations", { id: organizationId, name: "acme", owner });
  member = await created(app.ask, `${at}/users`, { name: "Mona", email });
});
afterAll(async () => {
  await app.close();
  await provider.close();
  await foreign.close();
});
beforeEach(() => {
  app.clock.now = Date.now();
  provider.account = { sub: "idp|mona", email, email_verified: true };
});

/** A browser that follows redirects by hand, with cookies for each host. */
class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  async get(address: string): Promise<{ status: number; location: string; setCookie: string[] }> {
    const { origin } = new URL(address);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    // The public URL leads to the app, as a proxy would.
    const response = await fetch(address.replace(publicUrl, app.url), {
      redirect: "manual",
      headers: { cookie },
    });
    const setCookie = response.headers.getSetCookie();
    for (const line of setCookie) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    await response.arrayBuffer();
    const location = response.headers.get("location") ?? "";
    return { status: response.status, location: location && new URL(location, address).href, setCookie };
  }

  /** Follows redirects until one leads to an address that begins so, and returns the address. */
  async follow(address: string, end: string): Promise<string> {
    for (let steps = 0; steps < 10 && !address.startsWith(end); steps++)
      address = (await this.get(address)).location;
    return address;
  }

  /** Replaces a cookie of the public URL, as another server on this machine can. */
  change(name: string, by: (value: string) => string): void {
    const jar = this.#cookies.get(publicUrl);
    jar?.set(name, by(jar.get(name) ?? ""));
  }

  /** The request headers of a page of the console. */
  get page(): Record<string, string> {
    const jar = this.#cookies.get(publicUrl) ?? new Map();
    return {
      "sec-fetch-site": "same-origin",
      cookie: `whoseline_session=${jar.get("whoseline_session") ?? ""}`,
    };
  }
}

const start = (query = "") => `${publicUrl}/console/oidc/start${query}`;
const callback = () => `${publicUrl}/console/oidc/callback`;
const returned = async (visitor: Visitor) => visitor.follow(start(), callback());
const callerOf = async (visitor: Visitor) =>
  (await app.ask("GET /registry/v1/me", { key: null, headers: visitor.page })).json;
const failure = (code: string) => `${publicUrl}/console/sign-in#error=${code}`;

async function signIn(visitor: Visitor, query = ""): Promise<string> {
  const address = await visitor.follow(start(query), callback());
  return (await visitor.get(address)).location;
}

describe("a sign-in with the identity provider", () => {
  test("starts a session of the person with the verified e-mail address, and links them", async () => {
    const visitor = new Visitor();
    expect(await signIn(visitor)).toBe(`${publicUrl}/console/`);
    expect(await callerOf(visitor)).toMatchObject({
      user: { id: member.id },
      apiKey: null,
      token: null,
      session: { keyId: null, expiresAt: new Date(app.clock.now + 12 * 60 * 60_000).toISOString() },
    });
    const { json } = await app.ask(`GET ${at}/events?kind=identity.linked`);
    expect(json.items).toMatchObject([{ after: { issuer: provider.issuer, externalId: "idp|mona" } }]);
    // From now on the pair counts, not the address.
    provider.account = { sub: "idp|mona", email: "renamed@acme.example", email_verified: true };
    const again = new Visitor();
    await signIn(again);
    expect((await callerOf(again)).user.id).toBe(member.id);
  });

  test("sends PKCE, state and nonce, and keeps them in a cookie that scripts cannot read", async () => {
    const { status, location, setCookie } = await new Visitor().get(start());
    expect(status).toBe(302);
    const { searchParams } = new URL(location);
    for (const name of ["state", "nonce", "code_challenge"])
      expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    expect(searchParams.get("code_challenge_method")).toBe("S256");
    expect(setCookie).toEqual([
      expect.stringMatching(/^whoseline_sign_in=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/),
    ]);
  });

  test("is refused with another state, and in a browser that did not begin it", async () => {
    const visitor = new Visitor();
    const address = new URL(await returned(visitor));
    address.searchParams.set("state", "another");
    expect((await visitor.get(address.href)).location).toBe(failure("identity_provider_rejected"));
    expect((await new Visitor().get(address.href)).location).toBe(failure("sign_in_not_begun"));
  });

  test("is refused with a code that was used", async () => {
    const visitor = new Visitor();
    const first = new URL(await returned(visitor));
    await visitor.get(first.href);
    expect((await visitor.get(first.href)).location).toBe(failure("sign_in_not_begun"));
    const second = new URL(await returned(visitor));
    second.searchParams.set("code", first.searchParams.get("code") ?? "");
    expect((await visitor.get(second.href)).location).toBe(failure("identity_provider_rejected"));
  });

  test("is refused with the answer of another issuer", async () => {
    const visitor = new Visitor();
    const own = new URL(await returned(visitor));
    const address = new URL(own);
    address.searchParams.set("iss", foreign.issuer);
    expect((await visitor.get(address.href)).location).toBe(failure("identity_provider_rejected"));
  });

  test("is refused when the provider refuses", async () => {
    const visitor = new Visitor();
    const { searchParams } = new URL(await returned(visitor));
    const query = new URLSearchParams({
      error: "access_denied",
      state: searchParams.get("state") ?? "",
      iss: provider.issuer,
    });
    expect((await visitor.get(`${callback()}?${query}`)).location).toBe(
      failure("identity_provider_rejected"),
    );
  });

  test.each([
    ["unknown", { sub: "idp|x", email: "nobody@acme.example", email_verified: true }],
    ["not verified", { sub: "idp|y", email: "olga@acme.example", email_verified: false }],
    ["linked to another subject", { sub: "idp|z", email, email_verified: true }],
  ])("is refused when the address is %s, and creates no user", async (_what, account) => {
    await signIn(new Visitor());
    provider.account = account;
    const before = (await app.ask(`GET ${at}/users`)).text;
    expect(await signIn(new Visitor())).toBe(failure("invalid_credential"));
    expect((await app.ask(`GET ${at}/users`)).text).toBe(before);
  });

  test.each([
    [50, `/console/`],
    [-50, `/console/`],
    [-300, "/console/sign-in#error=identity_provider_rejected"],
    [7200, "/console/sign-in#error=identity_provider_rejected"],
  ])("with a clock that is %i seconds ahead leads to %s", async (seconds, path) => {
    app.clock.now = Date.now() + seconds * 1000;
    expect(await signIn(new Visitor())).toBe(publicUrl + path);
  });

  test("returns to a page of the console, and never to another server", async () => {
    const to = (page: string) => signIn(new Visitor(), `?returnTo=${encodeURIComponent(page)}`);
    expect(await to("/console/o/acme/numbers?state=free")).toBe(
      `${publicUrl}/console/o/acme/numbers?state=free`,
    );
    for (const page of [
      "//evil.example/",
      "https://evil.example/",
      "/console/\\evil",
      "/docs",
      "/console/../docs\r\nx: y",
    ])
      expect(new URL(await to(page)).origin).toBe(new URL(publicUrl).origin);
    expect(await to("//evil.example/")).toBe(`${publicUrl}/console/`);
  });

  test("returns to no other server when another program of this machine has changed the cookie", async () => {
    for (const returnTo of [".evil.example/", "@evil.example/", "//evil.example/"]) {
      const visitor = new Visitor();
      const back = await returned(visitor);
      visitor.change("whoseline_sign_in", (value) => {
        const begun = JSON.parse(Buffer.from(value, "base64url").toString());
        return Buffer.from(JSON.stringify({ ...begun, returnTo })).toString("base64url");
      });
      expect((await visitor.get(back)).location).toBe(`${publicUrl}/console/`);
    }
  });

  test("is shown to the page to sign in", async () => {
    const { json } = await app.ask("GET /registry/v1/console", { key: null });
    expect(json.identityProviderPath).toBe("/console/oidc/start");
  });
});
