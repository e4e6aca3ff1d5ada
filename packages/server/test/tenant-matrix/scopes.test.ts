import { beforeAll, describe, expect, test } from "vitest";
import { readPermissions } from "../../src/core/auth/permission-sets.ts";
import { type ApiKeyScope, type DialectName, dialectNames } from "../../src/model.ts";
import { type Answer, useApp } from "../helpers/app.ts";
import { collectRoutes, type Route } from "../helpers/routes.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { created, makeWorld, type World } from "../helpers/world.ts";

// Every route of the router with keys of every scope. The key belongs to a service admin, or, where a route is for
// superadmins, to the superadmin.

const prefixes: Readonly<Record<DialectName, string>> = {
  native: "/registry/v1/",
  tether: "/api/",
  telnyx: "/v2/",
  ippanel: "/v1/",
};
const routes = (await collectRoutes()).filter(
  ({ config, method }) =>
    config?.permission !== undefined && config.permission !== "public" && method !== "HEAD",
);
const dialectOf = ({ url }: Route): DialectName =>
  dialectNames.find((name) => url.startsWith(prefixes[name])) ?? "native";
const isRead = ({ config }: Route): boolean => readPermissions.has(config?.permission as never);
const mayUse = (route: Route, scopes: readonly ApiKeyScope[]): boolean =>
  (!scopes.includes("readOnly") || isRead(route)) &&
  scopes.every((scope) => scope === "readOnly" || scope === `dialect:${dialectOf(route)}`);

const keysWithScopes: readonly (readonly ApiKeyScope[])[] = [
  ["readOnly"],
  ...dialectNames.flatMap((name): ApiKeyScope[][] => [[`dialect:${name}`], [`dialect:${name}`, "readOnly"]]),
];

const app = useApp();
let world: World;
const adminKeys = new Map<string, string>();
const superadminKeys = new Map<string, string>();
beforeAll(async () => {
  world = await makeWorld(app.ask);
  const at = `/registry/v1/organizations/${world.acme.id}`;
  const service = await created(app.ask, `${at}/users`, { kind: "service", name: "Sync", role: "admin" });
  for (const scopes of keysWithScopes) {
    const body = { user: service.id, name: "scoped", scopes };
    adminKeys.set(String(scopes), (await created(app.ask, `${at}/api-keys`, body)).key);
    superadminKeys.set(String(scopes), (await created(app.ask, `${at}/api-keys`, body)).key);
  }
  // No operation limits a superadmin's key, but Tether's routes are for superadmins only.
  await giveToSuperadmin([...superadminKeys.values()]);
});

async function giveToSuperadmin(keys: readonly string[]): Promise<void> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(app.database);
  for (const key of keys)
    database
      .prepare(
        `update api_keys set organization_id = '000000000000000000000000', user_id = ?, serial = serial + 1000
         where public_id = ?`,
      )
      .run(app.superadmin.userId, key.slice(3, 15));
  database.close();
}

/** The path with records of the organization; the scopes are checked before they are looked up. */
const pathOf = ({ url }: Route): string =>
  url
    .replace(/:(organizationId|organization)/, world.acme.id)
    .replace(/:(user|targetUserId|id)\b/, world.acme.member.id)
    .replace(":number", world.acme.twilio.id)
    .replace(":provider", "twilio")
    .replace(":seq", "1")
    .replaceAll("::", "%3A")
    .replaceAll(/:\w+/g, "f".repeat(24))
    .replaceAll("%3A", ":");

const scopeSentence = /read-only|has the scope dialect:|محدوده دسترسی/;
const isRefusedForScope = ({ status, text }: Answer): boolean => status === 403 && scopeSentence.test(text);

describe.each(routes.map((route) => [route.name, route] as const))("%s", (_name, route) => {
  test.each(keysWithScopes.map((scopes) => [scopes.join(" and "), scopes]))(
    "with a key of scope %s",
    async (_scope, scopes) => {
      const isOfPlatform = dialectOf(route) === "tether";
      const key = (isOfPlatform ? superadminKeys : adminKeys).get(String(scopes)) ?? "";
      const answer = await app.ask(`${route.method} ${pathOf(route)}`, {
        key,
        ...(route.method !== "GET" && { body: {} }),
      });
      const isForSuperadmins = answer.status === 403 && /role (superadmin|invitee)/.test(answer.text);
      expect(isRefusedForScope(answer)).toBe(!isForSuperadmins && !mayUse(route, scopes));
    },
  );
});

/** A session permits nothing more than its key, so a key that only reads starts one. */
const sessionRoutes = ["POST /registry/v1/sessions", "DELETE /registry/v1/sessions/:session"];

test("GET routes, the lookup of several lines and a key's own sessions are reads, and no other route is", () => {
  const reads = routes.filter(
    ({ method, name }) =>
      method === "GET" || [...sessionRoutes, "POST /registry/v1/routes/inbound"].includes(name),
  );
  expect(routes.filter(isRead).map(({ name }) => name)).toEqual(reads.map(({ name }) => name));
});

test("a key that may not write changes nothing", async () => {
  const database = openTableReader(app.database);
  const before = await database.dump();
  for (const route of routes.filter((it) => !isRead(it))) {
    const body = route.method === "DELETE" ? undefined : {};
    const keys = dialectOf(route) === "tether" ? superadminKeys : adminKeys;
    await app.ask(`${route.method} ${pathOf(route)}`, { key: keys.get("readOnly") ?? "", body });
  }
  expect(await database.dump()).toBe(before);
  await database.close();
});
