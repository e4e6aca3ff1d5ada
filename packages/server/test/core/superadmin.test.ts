import { afterEach, beforeEach, expect, test } from "vitest";
import { createRouterKey } from "../../src/core/api-keys/router-keys.ts";
import { generateKey } from "../../src/core/auth/key-format.ts";
import { createInstallation } from "../../src/core/installation.ts";
import type { UserId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import { platformId, type Store } from "../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
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
  const installation = await createInstallation(store);
  const { createdKey = "" } = await installation.ensureSuperadmin(undefined);
  expect(await installation.authenticateKey(createdKey)).toMatchObject({
    role: "superadmin",
    organizationId: null,
  });
  expect((await installation.ensureSuperadmin(undefined)).createdKey).toBeUndefined();
});

test("a configured key replaces all other keys, including the generated one", async () => {
  const installation = await createInstallation(store);
  const { createdKey = "" } = await installation.ensureSuperadmin(undefined);
  const [second, third] = [generateKey(), "an operator's-choice".replace(" ", "-")];
  for (const key of [second, third]) await installation.ensureSuperadmin(key);
  expect(await installation.authenticateKey(third)).toMatchObject({ role: "superadmin" });
  for (const key of [createdKey, second])
    await expect(installation.authenticateKey(key)).rejects.toMatchObject({ code: "credential_revoked" });
});

test("rejects a key with the public part of an existing key and another secret; the existing key still works", async () => {
  const installation = await createInstallation(store);
  const key = generateKey();
  await installation.ensureSuperadmin(key);
  const mistyped = `${key.slice(0, -8)}zzzzzzzz`;
  await expect(installation.ensureSuperadmin(mistyped)).rejects.toThrow(
    "Check that it was copied completely",
  );
  expect(await installation.authenticateKey(key)).toMatchObject({ role: "superadmin" });
});

test("does not take an older router user for the superadmin", async () => {
  const installation = await createInstallation(store);
  const router = {
    id: typedId<UserId>("a".repeat(24)),
    name: "Router",
    email: "router@platform.invalid",
    username: null,
  };
  await store.write(platformId, (tx) =>
    tx.users.create({ ...router, role: "router", isOwner: false, endpoints: [], createdAt: 0 }),
  );
  const { createdKey = "", userId } = await installation.ensureSuperadmin(undefined);
  expect(userId).not.toBe(router.id);
  expect(await installation.authenticateKey(createdKey)).toMatchObject({ userId, role: "superadmin" });
});

test("replacing the superadmin's key keeps the router keys", async () => {
  const installation = await createInstallation(store);
  const { createdKey = "" } = await installation.ensureSuperadmin(undefined);
  const context = installation.as(await installation.authenticateKey(createdKey), null, {
    dialect: "native",
    requestId: "r",
  });
  const { key = "" } = await createRouterKey(context, { name: "edge" });
  await installation.ensureSuperadmin(generateKey());
  expect(await installation.authenticateKey(key)).toMatchObject({ role: "router", organizationId: null });
  await expect(installation.authenticateKey(createdKey)).rejects.toMatchObject({
    code: "credential_revoked",
  });
});

test("a router key cannot become the superadmin's key", async () => {
  const installation = await createInstallation(store);
  const { createdKey = "" } = await installation.ensureSuperadmin(undefined);
  const context = installation.as(await installation.authenticateKey(createdKey), null, {
    dialect: "native",
    requestId: "r",
  });
  const { key = "" } = await createRouterKey(context, { name: "edge" });
  await expect(installation.ensureSuperadmin(key)).rejects.toThrow("Choose another key");
  expect(await installation.authenticateKey(createdKey)).toMatchObject({ role: "superadmin" });
});
