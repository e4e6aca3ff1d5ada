import { beforeAll, expect, test } from "vitest";
import { superadminKey, useApp } from "../../helpers/app.ts";
import { base } from "../../helpers/native.ts";
import { signToken } from "../../helpers/tokens.ts";
import { created, makeWorld, type World } from "../../helpers/world.ts";

const app = useApp();
let world: World;
beforeAll(async () => {
  world = await makeWorld(app.ask);
});

const me = async (key: string) => (await app.ask("GET /registry/v1/me", { key })).json;
const organization = () => ({ id: world.acme.id, status: "active" });

test("a superadmin is of no organization", async () => {
  expect(await me(superadminKey)).toMatchObject({
    user: { id: app.superadmin.userId, role: "superadmin", email: null },
    organization: null,
    apiKey: { scopes: [], expiresAt: null },
    token: null,
    limits: { rates: [], quotas: null },
  });
});

test("a superadmin key for one organization names it, also with the scope inventory", async () => {
  const scopes = ["inventory", `organization:${world.acme.id}`];
  const { key, id } = await created(app.ask, "/registry/v1/superadmin-keys", { name: "import", scopes });
  expect(await me(key)).toMatchObject({
    organization: organization(),
    apiKey: { id, name: "import", scopes },
  });
});

test("a router is of no organization", async () => {
  const { key, publicId } = await created(app.ask, "/registry/v1/router-keys", { name: "edge" });
  expect(await me(key)).toMatchObject({
    user: { role: "router", kind: null, email: null },
    organization: null,
    apiKey: { name: "edge", publicId },
  });
});

test("an admin and a member see their organization and its quotas", async () => {
  for (const [role, { id, key }] of [
    ["admin", world.acme.admin],
    ["member", world.acme.member],
  ] as const)
    expect(await me(key)).toMatchObject({
      user: { id, role, kind: "person" },
      organization: organization(),
      apiKey: { userId: id },
      limits: { quotas: { numbers: 1_000_000 } },
    });
});

test("an auditor that is a program sees itself with a read-only key", async () => {
  const at = `${base}/${world.acme.id}`;
  const user = await created(app.ask, `${at}/users`, { kind: "service", name: "Audit", role: "auditor" });
  const body = { user: user.id, name: "audit", scopes: ["readOnly"] };
  const { key } = await created(app.ask, `${at}/api-keys`, body);
  expect(await me(key)).toMatchObject({
    user: { id: user.id, kind: "service", role: "auditor", email: null },
    apiKey: { scopes: ["readOnly"], createdBy: app.superadmin.userId },
  });
});

test("a JWT shows its issuer and expiry, and no key", async () => {
  const answer = await me(await signToken(world.acme.member.id));
  expect(answer).toMatchObject({ user: { id: world.acme.member.id }, apiKey: null });
  expect(Object.keys(answer.token)).toEqual(["issuer", "expiresAt"]);
});
