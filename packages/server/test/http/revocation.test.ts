import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { jwtAudience, jwtIssuer, jwtSecret, useApp } from "../helpers/app.ts";
import { RawConnection, requestHead } from "../helpers/wire.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const app = useApp();
let acme: Organization;
let at: string;
let digit = 0;

const tokenOf = (userId: string) =>
  new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(userId)
    .setIssuer(jwtIssuer)
    .setAudience(jwtAudience)
    .setExpirationTime(new Date(app.clock.now + 60_000))
    .sign(new TextEncoder().encode(jwtSecret));

/** What a credential of the admin answers right before and right after a change that the platform acknowledged. */
async function aroundChange(key: string, request: string, body?: unknown): Promise<[number, number]> {
  const own = `GET ${at}/users/${acme.admin.id}`;
  const before = await app.ask(own, { key });
  const changed = await app.ask(request, { body });
  expect(changed.status).toBe(200);
  return [before.status, (await app.ask(own, { key })).status];
}

describe.each(["API key", "JWT"])("the very next request with an %s is refused once", (kind) => {
  const credential = async () => (kind === "JWT" ? tokenOf(acme.admin.id) : acme.admin.key);

  async function fresh() {
    digit += 1;
    acme = await makeOrganization(app.ask, `acme${digit}`, String(digit));
    at = `/registry/v1/organizations/${acme.id}`;
    return credential();
  }

  test("its user is disabled", async () => {
    const key = await fresh();
    const statuses = await aroundChange(key, `PATCH ${at}/users/${acme.admin.id}`, { status: "disabled" });
    expect(statuses).toEqual([200, 401]);
  });

  test("its user is removed", async () => {
    const key = await fresh();
    expect(await aroundChange(key, `DELETE ${at}/users/${acme.admin.id}`)).toEqual([200, 401]);
  });

  test("its organization is suspended", async () => {
    const key = await fresh();
    expect(await aroundChange(key, `PATCH ${at}`, { status: "suspended" })).toEqual([200, 403]);
  });

  test("its user has lost the role", async () => {
    const key = await fresh();
    await app.ask(`GET ${at}/numbers`, { key });
    await app.ask(`PATCH ${at}/users/${acme.admin.id}`, { body: { role: "member" } });
    expect((await app.ask(`GET ${at}/numbers`, { key })).status).toBe(403);
  });
});

test("the very next request with a key is refused once the key is revoked", async () => {
  acme = await makeOrganization(app.ask, "acme9", "9");
  at = `/registry/v1/organizations/${acme.id}`;
  const keys = await app.ask(`GET ${at}/api-keys`);
  const own = keys.json.items.find((key: { userId: string }) => key.userId === acme.admin.id);
  const statuses = await aroundChange(acme.admin.key, `DELETE ${at}/api-keys/${own.id}`);
  expect(statuses).toEqual([200, 401]);
});

test("a request that races with a revocation never makes it last", async () => {
  acme = await makeOrganization(app.ask, "acme0", "0");
  at = `/registry/v1/organizations/${acme.id}`;
  const key = acme.admin.key;
  const own = `GET ${at}/users/${acme.admin.id}`;
  const racing = Array.from({ length: 50 }, () => app.ask(own, { key }));
  await app.ask(`DELETE ${at}/users/${acme.admin.id}`);
  expect((await app.ask(own, { key })).status).toBe(401);
  await Promise.all(racing);
});

test.each([
  ["disabled", { status: "disabled" }, 401],
  ["demoted to member", { role: "member" }, 403],
])(
  "a write is refused when the user is %s while its body is being received",
  async (_change, body, status) => {
    acme = await makeOrganization(app.ask, `slow${status}`, String(status));
    at = `/registry/v1/organizations/${acme.id}`;
    const group = JSON.stringify({ name: "sales" });
    const wire = new RawConnection(app.url);
    wire.send(
      requestHead(`POST ${at}/groups`, {
        authorization: `Bearer ${acme.admin.key}`,
        "content-type": "application/json",
        "content-length": String(group.length),
        expect: "100-continue",
        connection: "close",
      }),
    );
    await wire.sees("100 Continue");
    expect((await app.ask(`PATCH ${at}/users/${acme.admin.id}`, { body })).status).toBe(200);
    wire.send(group);
    await wire.closed();
    expect(wire.statuses).toEqual([100, status]);
    expect((await app.ask(`GET ${at}/groups`)).json.items).not.toContainEqual(
      expect.objectContaining({ name: "sales" }),
    );
  },
);
