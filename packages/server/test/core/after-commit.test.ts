import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createInstallation } from "../../src/core/create-installation.ts";
import { applyOne } from "../../src/core/kernel/batch.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { userNotFound } from "../../src/core/kernel/errors.ts";
import { mutate } from "../../src/core/kernel/mutate.ts";
import type { UnitOfWork } from "../../src/core/kernel/unit-of-work.ts";
import { createOrganization } from "../../src/core/organizations/organizations.ts";
import { preview } from "../../src/core/plans/preview.ts";
import type { OrganizationId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { testKeys } from "../helpers/installation-keys.ts";
import { typedId } from "../helpers/typed-id.ts";

let database: TestDatabase;
let store: Store;
let acme: Context;
beforeAll(async () => {
  database = await makeDatabase(inject("engine"));
  store = await openStore(database.database);
  const installation = await createInstallation(store, testKeys);
  const { userId } = await installation.ensureSuperadmin();
  const superadmin = await installation.principalOfUser(userId);
  const contextOf = (organizationId: OrganizationId) =>
    installation.as(superadmin, organizationId, { dialect: "native", requestId: "test" });
  const owner = { name: "Olga", email: "olga@acme.example" };
  const created = await createOrganization(contextOf(typedId("f".repeat(24))), { name: "acme", owner });
  acme = contextOf(created.organization.id);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

type Work = (unitOfWork: UnitOfWork) => unknown;
const change = (work: Work, isDryRun = false) =>
  mutate(acme, { permission: "groups:write", isDryRun }, async (unitOfWork) => {
    await work(unitOfWork);
    return {};
  });

test("afterCommit calls the effects of committed changes, in the order of the commits", async () => {
  const effects: string[] = [];
  const note = (name: string) => (unitOfWork: UnitOfWork) => unitOfWork.afterCommit(() => effects.push(name));
  const fail: Work = async (unitOfWork) => {
    await unitOfWork.tx.organization.setSlug("acme-2");
    note("rejected")(unitOfWork);
    throw userNotFound();
  };
  const group = [change(note("first")), change(fail), change(note("second")), change(note("dry run"), true)];
  const results = await Promise.allSettled(group);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(effects).toEqual(["first", "second"]);
});

test("afterCommit calls none of a refused item of a batch, nor of a preview", async () => {
  const effects: string[] = [];
  await change(async (unitOfWork) => {
    const item = (name: string, isRefused: boolean) =>
      applyOne(unitOfWork, async (part) => {
        part.afterCommit(() => effects.push(name));
        if (isRefused) throw userNotFound();
      });
    await item("accepted", false);
    await item("refused", true);
    await preview(unitOfWork, async (part) => part.afterCommit(() => effects.push("preview")));
    expect(effects).toEqual([]);
  });
  expect(effects).toEqual(["accepted"]);
});
