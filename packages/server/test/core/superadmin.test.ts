import { afterEach, beforeEach, expect, test } from "vitest";
import { createRouterKey } from "../../src/core/api-keys/router-keys.ts";
import { generateKey } from "../../src/core/auth/key-format.ts";
import { createInstallation } from "../../src/core/installation.ts";
import { openStore } from "../../src/storage/open.ts";
import { platformId, type Store } from "../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";

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

test("the first start makes a key and no later one does", async () => {
  const core = await createInstallation(store);
  const { createdKey = "" } = await core.ensureSuperadmin(undefined);
  expect(await core.authenticateKey(createdKey)).toMatchObject({ role: "superadmin", organizationId: null });
  expect((await core.ensureSuperadmin(undefined)).createdKey).toBeUndefined();
});

test("a key that is given replaces every other, the first one too", async () => {
  const core = await createInstallation(store);
  const { createdKey = "" } = await core.ensureSuperadmin(undefined);
  const [second, third] = [generateKey(), "an operator's-choice".replace(" ", "-")];
  for (const key of [second, third]) await core.ensureSuperadmin(key);
  expect(await core.authenticateKey(third)).toMatchObject({ role: "superadmin" });
  for (const key of [createdKey, second])
    await expect(core.authenticateKey(key)).rejects.toMatchObject({ code: "credential_revoked" });
});

test("a key with another's public part and a wrong secret is refused, and the other one still works", async () => {
  const core = await createInstallation(store);
  const key = generateKey();
  await core.ensureSuperadmin(key);
  const mistyped = `${key.slice(0, -8)}zzzzzzzz`;
  await expect(core.ensureSuperadmin(mistyped)).rejects.toThrow("Check that it was copied completely");
  expect(await core.authenticateKey(key)).toMatchObject({ role: "superadmin" });
});

test("a router who was there first is never taken for the superadmin", async () => {
  const core = await createInstallation(store);
  const router = { id: "a".repeat(24), name: "Router", email: "router@platform.invalid", username: null };
  await store.write(platformId, (tx) =>
    tx.users.create({ ...router, role: "router", isOwner: false, endpoints: [], createdAt: 0 }),
  );
  const { createdKey = "", userId } = await core.ensureSuperadmin(undefined);
  expect(userId).not.toBe(router.id);
  expect(await core.authenticateKey(createdKey)).toMatchObject({ userId, role: "superadmin" });
});

test("a key that replaces the superadmin's leaves the routers' as they are", async () => {
  const core = await createInstallation(store);
  const { createdKey = "" } = await core.ensureSuperadmin(undefined);
  const bound = core.as(await core.authenticateKey(createdKey), null, { dialect: "native", requestId: "r" });
  const { key = "" } = await createRouterKey(bound, { name: "edge" });
  await core.ensureSuperadmin(generateKey());
  expect(await core.authenticateKey(key)).toMatchObject({ role: "router", organizationId: null });
  await expect(core.authenticateKey(createdKey)).rejects.toMatchObject({ code: "credential_revoked" });
});

test("a router's key cannot become the superadmin's", async () => {
  const core = await createInstallation(store);
  const { createdKey = "" } = await core.ensureSuperadmin(undefined);
  const bound = core.as(await core.authenticateKey(createdKey), null, { dialect: "native", requestId: "r" });
  const { key = "" } = await createRouterKey(bound, { name: "edge" });
  await expect(core.ensureSuperadmin(key)).rejects.toThrow("Choose another key");
  expect(await core.authenticateKey(createdKey)).toMatchObject({ role: "superadmin" });
});
