import { hash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NewKey } from "../../src/core/api-keys/key-changes.ts";
import { createRouterKey } from "../../src/core/api-keys/router-keys.ts";
import { createSuperadminKey } from "../../src/core/api-keys/superadmin-keys.ts";
import { generateKey } from "../../src/core/auth/key-format.ts";
import { isWeakKey } from "../../src/core/auth/key-strength.ts";
import { createInstallation } from "../../src/core/create-installation.ts";
import type { UserId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import { platformId, type Store } from "../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { testKeys } from "../helpers/installation-keys.ts";
import { typedId } from "../helpers/typed-id.ts";

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await makeDatabase("sqlite");
  store = await openStore(database.database);
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

test("only the first start generates a key", async () => {
  const installation = await createInstallation(store, testKeys);
  const { createdKey = "" } = await installation.ensureSuperadmin();
  expect(await installation.authenticateKey(createdKey)).toMatchObject({
    role: "superadmin",
    organizationId: null,
  });
  expect((await installation.ensureSuperadmin()).createdKey).toBeUndefined();
});

test("a configured key replaces all other keys, including the generated one", async () => {
  const installation = await createInstallation(store, testKeys);
  const { createdKey = "" } = await installation.ensureSuperadmin();
  const [second, third] = [generateKey(), "an operator's-choice".replace(" ", "-")];
  for (const key of [second, third]) await installation.ensureSuperadmin({ key });
  expect(await installation.authenticateKey(third)).toMatchObject({ role: "superadmin" });
  for (const key of [createdKey, second])
    await expect(installation.authenticateKey(key)).rejects.toMatchObject({ code: "credential_revoked" });
});

test("rejects a key with the public part of an existing key and another secret; the existing key still works", async () => {
  const installation = await createInstallation(store, testKeys);
  const key = generateKey();
  await installation.ensureSuperadmin({ key });
  const mistyped = `${key.slice(0, -8)}zzzzzzzz`;
  await expect(installation.ensureSuperadmin({ key: mistyped })).rejects.toThrow(
    "Check that it was copied completely",
  );
  expect(await installation.authenticateKey(key)).toMatchObject({ role: "superadmin" });
});

test("does not take an older router user for the superadmin", async () => {
  const installation = await createInstallation(store, testKeys);
  const router = {
    id: typedId<UserId>("a".repeat(24)),
    kind: "person" as const,
    name: "Router",
    email: "router@platform.invalid",
    username: null,
  };
  await store.write(platformId, (tx) =>
    tx.users.create({
      ...router,
      role: "router",
      isOwner: false,
      externalId: null,
      endpoints: [],
      createdAt: 0,
    }),
  );
  const { createdKey = "", userId } = await installation.ensureSuperadmin();
  expect(userId).not.toBe(router.id);
  expect(await installation.authenticateKey(createdKey)).toMatchObject({ userId, role: "superadmin" });
});

test("replacing the superadmin's key keeps the router keys", async () => {
  const installation = await createInstallation(store, testKeys);
  const { createdKey = "" } = await installation.ensureSuperadmin();
  const context = installation.as(await installation.authenticateKey(createdKey), null, {
    dialect: "native",
    requestId: "r",
  });
  const { key = "" } = await createRouterKey(context, { name: "edge" });
  await installation.ensureSuperadmin({ key: generateKey() });
  expect(await installation.authenticateKey(key)).toMatchObject({ role: "router", organizationId: null });
  await expect(installation.authenticateKey(createdKey)).rejects.toMatchObject({
    code: "credential_revoked",
  });
});

describe("a superadmin key that a superadmin made", () => {
  const make = async (body: Partial<NewKey> = {}) => {
    const installation = await createInstallation(store, testKeys);
    const { createdKey = "" } = await installation.ensureSuperadmin();
    const principal = await installation.authenticateKey(createdKey);
    const context = installation.as(principal, null, { dialect: "native", requestId: "r" });
    const { key = "" } = await createSuperadminKey(context, { name: "script", ...body });
    return { installation, key, createdKey };
  };

  test("stays valid when another key is configured, which replaces the first one", async () => {
    const { installation, key, createdKey } = await make();
    const [second, third] = [generateKey(), generateKey()];
    for (const configured of [second, second, third])
      await installation.ensureSuperadmin({ key: configured });
    for (const valid of [key, third])
      expect(await installation.authenticateKey(valid)).toMatchObject({ role: "superadmin" });
    for (const replaced of [createdKey, second])
      await expect(installation.authenticateKey(replaced)).rejects.toMatchObject({
        code: "credential_revoked",
      });
  });

  test.each([
    ["with scopes", { scopes: ["readOnly"] as const }],
    ["with an expiry", { expiresAt: Date.parse("2100-01-01T00:00:00Z") }],
  ])("%s cannot be configured, because it would lock everybody out", async (_, body) => {
    const { installation, key, createdKey } = await make(body);
    await expect(installation.ensureSuperadmin({ key })).rejects.toThrow("Configure another key");
    expect(await installation.authenticateKey(createdKey)).toMatchObject({ role: "superadmin" });
  });
});

test("a router key cannot become the superadmin's key", async () => {
  const installation = await createInstallation(store, testKeys);
  const { createdKey = "" } = await installation.ensureSuperadmin();
  const context = installation.as(await installation.authenticateKey(createdKey), null, {
    dialect: "native",
    requestId: "r",
  });
  const { key = "" } = await createRouterKey(context, { name: "edge" });
  await expect(installation.ensureSuperadmin({ key })).rejects.toThrow("Choose another key");
  expect(await installation.authenticateKey(createdKey)).toMatchObject({ role: "superadmin" });
});

describe("a key in a format of the operator's choice", () => {
  const key = "an-operators-own-choice-0123";
  const unkeyed = hash("sha256", key, "base64url").slice(0, 12);
  const publicIdOfKey = async (): Promise<string | undefined> => {
    const [user] = (await store.read(platformId).users.list({ role: "superadmin" }, { size: 1 })).items;
    const keys = await store.read(platformId).apiKeys.list({ userId: user?.id }, { size: 1 });
    return keys.items[0]?.publicId;
  };
  /** As earlier versions stored it. */
  const storeUnkeyed = async () => {
    const [stored] = (await store.read(platformId).apiKeys.list({}, { size: 1 })).items;
    if (stored === undefined) throw new Error("There is no key.");
    await store.write(platformId, (tx) => tx.apiKeys.setPublicId(stored.id, unkeyed));
  };

  test("is stored under an id that cannot be derived without the installation's secret", async () => {
    const installation = await createInstallation(store, testKeys);
    await installation.ensureSuperadmin({ key });
    expect(await publicIdOfKey()).toMatch(/^[\w-]{12}$/);
    expect(await publicIdOfKey()).not.toBe(unkeyed);
  });

  test("stored by an earlier version is found, and its id is replaced on first use", async () => {
    await (await createInstallation(store, testKeys)).ensureSuperadmin({ key });
    await storeUnkeyed();
    const installation = await createInstallation(store, testKeys);
    await installation.ensureSuperadmin();
    expect(await installation.authenticateKey(key)).toMatchObject({ role: "superadmin" });
    expect(await publicIdOfKey()).not.toBe(unkeyed);
    expect(await (await createInstallation(store, testKeys)).authenticateKey(key)).toMatchObject({
      role: "superadmin",
    });
  });

  test("stored by an earlier version gets its new id at the start, and stays the same key", async () => {
    await (await createInstallation(store, testKeys)).ensureSuperadmin({ key });
    await storeUnkeyed();
    const installation = await createInstallation(store, testKeys);
    expect(await installation.ensureSuperadmin({ key })).toMatchObject({ created: [], revoked: [] });
    expect(await publicIdOfKey()).not.toBe(unkeyed);
    expect(await installation.authenticateKey(key)).toMatchObject({ role: "superadmin" });
  });
});

test("superadmin keys that are created and revoked are events of the platform", async () => {
  const installation = await createInstallation(store, testKeys);
  const { created: first, userId } = await installation.ensureSuperadmin();
  const { created, revoked } = await installation.ensureSuperadmin({ key: generateKey() });
  const { items } = await store.read(platformId).events.list({}, { size: 10 });
  expect(items.map(({ kind, subjectId, actorId }) => [kind, subjectId, actorId])).toEqual([
    ["user.created", userId, userId],
    ["apiKey.created", first[0]?.id, userId],
    ["apiKey.revoked", revoked[0]?.id, userId],
    ["apiKey.created", created[0]?.id, userId],
  ]);
  await installation.ensureSuperadmin();
  expect((await store.read(platformId).events.head()).seq).toBe(4);
});

test.each([
  ["too short", "aB3-aB3-aB3-cD4-eF5-g", true],
  ["of few different characters", "abcABC123abcABC123abcABC123", true],
  ["of one class of characters", "thequickbrownfoxjumpsoverthelazydog", true],
  ["as openssl generates it", "vJb5o6Q0mM0S4eYB3zK2tWqS9lXy7UuA", false],
  ["generated", generateKey(), false],
])("a key %s is judged", (_, key, isWeak) => expect(isWeakKey(key)).toBe(isWeak));
