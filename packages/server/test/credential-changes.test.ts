import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "./helpers/app.ts";
import { type VendorClient, vendorClients } from "./helpers/clients.ts";
import { signToken } from "./helpers/tokens.ts";
import { makeOrganization, type Organization, type Person } from "./helpers/world.ts";

const app = useApp();
let acme: Organization;
let count = 0;
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, String(count));
});

const kinds = [
  { kind: "an API key", credentialOf: async (person: Person) => person.key },
  { kind: "a JWT", credentialOf: (person: Person) => signToken(person.id) },
];
const organizationDoors = vendorClients.filter(({ isForSuperadmin }) => !isForSuperadmin);
const cases = kinds.flatMap((kind) =>
  organizationDoors.map((client) => ({ ...kind, client, name: client.name })),
);

const path = () => `/registry/v1/organizations/${acme.id}`;
const patchUser = (person: Person, body: object) => app.ask(`PATCH ${path()}/users/${person.id}`, { body });
const patchOrganization = (body: object) => app.ask(`PATCH ${path()}`, { body });

/** Uses the same credential every time, so that a cached entry would be used. */
async function statuses(client: VendorClient, credential: string, ...changes: (() => Promise<unknown>)[]) {
  const seen: number[] = [(await client.ask(app, acme.id, credential)).status];
  for (const change of changes) {
    await change();
    seen.push((await client.ask(app, acme.id, credential)).status);
  }
  return seen;
}

describe.each(cases)("on the next request with $kind through $name", ({ kind, client, credentialOf }) => {
  const isToken = kind === "a JWT";

  test("a demoted admin loses admin permissions until promoted again", async () => {
    const seen = await statuses(
      client,
      await credentialOf(acme.admin),
      () => patchUser(acme.admin, { role: "member" }),
      () => patchUser(acme.admin, { role: "admin" }),
    );
    expect(seen).toEqual([200, 403, 200]);
  });

  test("a promoted member gains admin permissions", async () => {
    const seen = await statuses(client, await credentialOf(acme.member), () =>
      patchUser(acme.member, { role: "admin" }),
    );
    expect(seen).toEqual([403, 200]);
  });

  test("rejects a disabled user until they are enabled again, and a token from before for good", async () => {
    const seen = await statuses(
      client,
      await credentialOf(acme.admin),
      () => patchUser(acme.admin, { status: "disabled" }),
      () => patchUser(acme.admin, { status: "active" }),
    );
    expect(seen).toEqual([200, 401, isToken ? 401 : 200]);
  });

  test("rejects a token, and not a key, of a user who was signed out", async () => {
    const signOut = () => app.ask(`POST ${path()}/users/${acme.admin.id}/sign-out`);
    const seen = await statuses(client, await credentialOf(acme.admin), signOut);
    expect(seen).toEqual([200, isToken ? 401 : 200]);
  });

  test("rejects a blocked user until they are unblocked, and a token from before for good", async () => {
    const seen = await statuses(
      client,
      await credentialOf(acme.admin),
      () => patchUser(acme.admin, { status: "blocked" }),
      () => patchUser(acme.admin, { status: "active" }),
    );
    expect(seen).toEqual([200, 401, isToken ? 401 : 200]);
  });

  test("rejects a removed user permanently", async () => {
    const remove = () => app.ask(`DELETE ${path()}/users/${acme.admin.id}`);
    expect(await statuses(client, await credentialOf(acme.admin), remove)).toEqual([200, 401]);
  });

  test("rejects the users of a suspended organization until it is reactivated", async () => {
    const seen = await statuses(
      client,
      await credentialOf(acme.admin),
      () => patchOrganization({ status: "suspended" }),
      () => patchOrganization({ status: "active" }),
    );
    expect(seen).toEqual([200, 403, 200]);
  });
});

test("a superadmin still acts in a suspended organization", async () => {
  await patchOrganization({ status: "suspended" });
  expect((await app.ask(`GET ${path()}/users`)).status).toBe(200);
  expect((await app.ask(`GET /api/organizations/${acme.id}/phone-numbers`)).status).toBe(200);
});

test("rejects a member's JWT that claims to be a superadmin", async () => {
  const credential = await signToken(acme.member.id, {
    role: "superadmin",
    isSuperadmin: true,
    organizationId: null,
    scope: "superadmin",
  });
  const answer = await app.ask(`GET /api/organizations/${acme.id}/phone-numbers`, { key: credential });
  expect(answer.status).toBe(403);
});
