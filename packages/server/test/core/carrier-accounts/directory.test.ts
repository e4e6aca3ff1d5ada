import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { Encryption } from "../../../src/core/auth/encryption.ts";
import {
  accountsOfOrganization,
  accountsOfPlatform,
} from "../../../src/core/carrier-accounts/account-owner.ts";
import {
  createCarrierAccount,
  deleteCarrierAccount,
  updateCarrierAccount,
} from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import { rotateCarrierSecrets } from "../../../src/core/carrier-accounts/rotate-secrets.ts";
import { createInstallation } from "../../../src/core/create-installation.ts";
import type { Installation } from "../../../src/core/installation.ts";
import type { Context } from "../../../src/core/kernel/context.ts";
import { deleteOrganization } from "../../../src/core/organizations/delete-organization.ts";
import { createOrganization } from "../../../src/core/organizations/organizations.ts";
import { replaceEncryptedValues } from "../../../src/storage/encrypted-values.ts";
import { openEngine, openStore } from "../../../src/storage/open.ts";
import type { Store } from "../../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../../helpers/engines.ts";
import { testKeys } from "../../helpers/installation-keys.ts";
import { encryptionKey, pepper } from "../../helpers/secrets.ts";

let now = Date.UTC(2026, 2, 3, 14);
let database: TestDatabase;
let store: Store;
let installation: Installation;
let acme: Context;
beforeEach(async () => {
  database = await makeDatabase(inject("engine"));
  store = await openStore(database.database);
  installation = await open();
  const { userId } = await installation.ensureSuperadmin();
  const superadmin = await installation.principalOfUser(userId);
  const call = { dialect: "native", requestId: "test" } as const;
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await createOrganization(installation.as(superadmin, null, call), {
    name: "acme",
    owner,
  });
  acme = installation.as(superadmin, organization.id, call);
});
afterEach(async () => {
  await installation.close();
  await store.close();
  await database.drop();
});

const open = () => createInstallation(store, testKeys, { now: () => now });
const input = {
  provider: "twilio",
  name: "Main",
  publicUrl: "https://edge.acme.example",
  identifiers: { accountSid: "AC1" },
  secrets: { authToken: "first" },
} as const;

test("a created account is known with its credentials, and another process reads it at its start", async () => {
  const account = await createCarrierAccount(accountsOfOrganization(acme), input);
  const known = { account, credentials: [{ accountSid: "AC1", authToken: "first" }] };
  expect(installation.carrierAccounts.find(account.id)).toEqual(known);
  expect(installation.carrierAccounts.byProvider("twilio")).toEqual([known]);
  expect(installation.carrierAccounts.byProvider("plivo")).toEqual([]);
  const other = await open();
  expect(other.carrierAccounts.find(account.id)).toBeUndefined();
  await other.start();
  expect(other.carrierAccounts.find(account.id)).toEqual(known);
  await other.close();
});

test("an account of the platform has no organization", async () => {
  const { id } = await createCarrierAccount(accountsOfPlatform(acme), input);
  expect(installation.carrierAccounts.find(id)?.account.organizationId).toBeNull();
});

test("the former secrets are known until they expire", async () => {
  const owner = accountsOfOrganization(acme);
  const { id } = await createCarrierAccount(owner, input);
  await rotateCarrierSecrets(owner, id, { secrets: { authToken: "second" }, overlapMs: 1000 });
  const tokens = () => installation.carrierAccounts.find(id)?.credentials.map(({ authToken }) => authToken);
  expect(tokens()).toEqual(["second", "first"]);
  now += 1000;
  expect(tokens()).toEqual(["second"]);
  await rotateCarrierSecrets(owner, id, { secrets: { authToken: "third" }, overlapMs: 0 });
  expect(tokens()).toEqual(["third"]);
});

test("a change is known when it is acknowledged, and a deleted account is not known any more", async () => {
  const owner = accountsOfOrganization(acme);
  const { id } = await createCarrierAccount(owner, input);
  await updateCarrierAccount(owner, id, { ringSeconds: 30, identifiers: { sharedKeyId: "key" } });
  const known = installation.carrierAccounts.find(id);
  expect(known?.account).toMatchObject({ ringSeconds: 30, version: 2 });
  expect(known?.credentials).toEqual([{ accountSid: "AC1", authToken: "first", sharedKeyId: "key" }]);
  await deleteCarrierAccount(owner, id);
  expect(installation.carrierAccounts.find(id)).toBeUndefined();
  expect(installation.carrierAccounts.byProvider("twilio")).toEqual([]);
});

test("the deletion of an organization deletes its accounts with their secrets", async () => {
  const { id } = await createCarrierAccount(accountsOfOrganization(acme), input);
  await deleteOrganization(acme);
  expect(installation.carrierAccounts.find(id)).toBeUndefined();
  expect(await store.platform.carrierAccounts.find(id)).toBeUndefined();
});

test("the rotation of the encryption key covers the present and the former secrets", async () => {
  const owner = accountsOfOrganization(acme);
  const { id } = await createCarrierAccount(owner, input);
  await rotateCarrierSecrets(owner, id, { secrets: { authToken: "second" }, overlapMs: 1000 });
  await store.close();
  const newKey = "c".repeat(64);
  const rotation = new Encryption(newKey, encryptionKey);
  const engine = await openEngine(database.database);
  await replaceEncryptedValues(engine, (place, stored) =>
    rotation.encrypt(place, rotation.decrypt(place, stored)),
  );
  await engine.close();
  store = await openStore(database.database);
  installation = await createInstallation(
    store,
    { pepper, encryption: new Encryption(newKey) },
    { now: () => now },
  );
  await installation.start();
  const known = installation.carrierAccounts.find(id);
  expect(known?.credentials.map(({ authToken }) => authToken)).toEqual(["second", "first"]);
});

test("an account whose secrets cannot be decrypted is known without credentials, and does not keep others out", async () => {
  const owner = accountsOfOrganization(acme);
  const { id: damaged } = await createCarrierAccount(owner, input);
  const { id } = await createCarrierAccount(owner, { ...input, name: "Second" });
  await store.write(acme.organizationId, (tx) =>
    tx.carrierAccounts.setSecrets(damaged, {
      ...{ secretNames: [], secrets: "v1.0.damaged", previousSecrets: null, previousSecretsExpireAt: null },
    }),
  );
  await installation.carrierAccounts.readAll();
  expect(installation.carrierAccounts.find(damaged)?.credentials).toEqual([]);
  expect(installation.carrierAccounts.find(id)?.credentials).toHaveLength(1);
});
