import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { createInstallation } from "../../src/core/create-installation.ts";
import { createGroup } from "../../src/core/groups/groups.ts";
import type { Installation } from "../../src/core/installation.ts";
import { addNumber } from "../../src/core/inventory/add-number.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { userNotFound } from "../../src/core/kernel/errors.ts";
import { mutate } from "../../src/core/kernel/mutate.ts";
import { createOrganization } from "../../src/core/organizations/organizations.ts";
import { createUser } from "../../src/core/users/create-user.ts";
import type { OrganizationId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { testKeys } from "../helpers/installation-keys.ts";
import { typedId } from "../helpers/typed-id.ts";

const missingId: OrganizationId = typedId("f".repeat(24));
const options = { permission: "groups:write" } as const;

let database: TestDatabase;
let store: Store;
let installation: Installation;
let contextOf: (organizationId: OrganizationId) => Context;

beforeEach(async () => {
  database = await makeDatabase(inject("engine"));
  store = await openStore(database.database);
  installation = await createInstallation(store, testKeys);
  const { userId } = await installation.ensureSuperadmin();
  const superadmin = await installation.principalOfUser(userId);
  contextOf = (organizationId) =>
    installation.as(superadmin, organizationId, { dialect: "native", requestId: "test" });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const createAcme = async () => {
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await createOrganization(contextOf(missingId), { name: "acme", owner });
  return contextOf(organization.id);
};

test.each<[string, (context: Context) => Promise<unknown>]>([
  ["group", (context) => createGroup(context, { name: "sales" })],
  ["number", (context) => addNumber(context, { provider: "twilio", line: "+14165550102" })],
  ["user", (context) => createUser(context, { name: "Ana", email: "ana@acme.example", role: "member" })],
])("a missing organization is reported and no %s is created in it", async (_noun, create) => {
  await expect(create(contextOf(missingId))).rejects.toMatchObject({ code: "organization_not_found" });
  await expect(create(await createAcme())).resolves.toBeDefined();
  expect((await store.read(missingId).events.head()).seq).toBe(0);
});

test("the missing organization takes precedence over an error of the work", async () => {
  const fail = async () => {
    throw userNotFound();
  };
  const failAtOnce = () => {
    throw userNotFound();
  };
  for (const work of [fail, failAtOnce]) {
    const missing = mutate(contextOf(missingId), options, work);
    await expect(missing).rejects.toMatchObject({ code: "organization_not_found" });
    await expect(mutate(await createAcme(), options, work)).rejects.toMatchObject({
      code: "user_not_found",
    });
  }
});

test("checks the permission, then the input, before the transaction", async () => {
  const member = { ...(await createAcme()).principal, role: "member" as const };
  const context = installation.as({ ...member, organizationId: missingId }, missingId, {
    dialect: "native",
    requestId: "test",
  });
  const steps: string[] = [];
  const validate = () => {
    steps.push("validate");
    throw userNotFound();
  };
  const work = async () => {
    steps.push("work");
    return {};
  };
  await expect(mutate(context, { ...options, validate }, work)).rejects.toMatchObject({
    code: "insufficient_role",
  });
  expect(steps).toEqual([]);
  await expect(mutate(contextOf(missingId), { ...options, validate }, work)).rejects.toMatchObject({
    code: "user_not_found",
  });
  expect(steps).toEqual(["validate"]);
});
