import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { assignNumber } from "../../../src/core/assignments/assign-number.ts";
import { unassignNumber } from "../../../src/core/assignments/unassign-number.ts";
import { createInstallation } from "../../../src/core/create-installation.ts";
import { csvStyles } from "../../../src/core/exports/csv-text.ts";
import { exportNumbers } from "../../../src/core/exports/export-numbers.ts";
import { exportUsers } from "../../../src/core/exports/export-users.ts";
import { addGroupMember } from "../../../src/core/groups/group-members.ts";
import { createGroup } from "../../../src/core/groups/groups.ts";
import { openImportFile } from "../../../src/core/imports/reading/open-import-file.ts";
import type { ImportKind, ReadRow } from "../../../src/core/imports/reading/rows.ts";
import { addNumber } from "../../../src/core/inventory/add-number.ts";
import type { Context } from "../../../src/core/kernel/context.ts";
import { updateNumber } from "../../../src/core/numbers/update-number.ts";
import { applyOffboarding } from "../../../src/core/offboarding/apply-offboarding.ts";
import { createOrganization, updateOrganization } from "../../../src/core/organizations/organizations.ts";
import { createUser } from "../../../src/core/users/create-user.ts";
import { updateUser } from "../../../src/core/users/update-user.ts";
import { numberTable, userTable } from "../../../src/dialects/native/export-tables.ts";
import type { UserId } from "../../../src/model.ts";
import { openStore } from "../../../src/storage/open.ts";
import type { Store } from "../../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../../helpers/engines.ts";
import { dryRunFates, fileOf } from "../../helpers/exported-files.ts";
import { testKeys } from "../../helpers/installation-keys.ts";
import { typedId } from "../../helpers/typed-id.ts";

let database: TestDatabase;
let store: Store;
let context: Context;
let now = Date.UTC(2026, 2, 3);

const day = 24 * 60 * 60 * 1000;

beforeAll(async () => {
  database = await makeDatabase(inject("engine"));
  store = await openStore(database.database);
  const installation = await createInstallation(store, testKeys, { now: () => now });
  const { userId } = await installation.ensureSuperadmin();
  const superadmin = await installation.principalOfUser(userId);
  const as = (id: Context["organizationId"]) =>
    installation.as(superadmin, id, { dialect: "native", requestId: "test" });
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await createOrganization(as(typedId("f".repeat(24))), { name: "acme", owner });
  context = as(organization.id);
  await addRecords();
  now += day;
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const add = async (line: string, more: object = {}) =>
  (await addNumber(context, { provider: "twilio", line, ...more })).number;

const person = async (name: string, more: object = {}) =>
  createUser(context, { name, email: `${name.toLowerCase()}@acme.example`, role: "member", ...more });

const assign = (number: { id: string }, userId: UserId, flags: object = {}) =>
  assignNumber(context, {
    ...{ userId, number: { id: number.id as never }, flags },
    ...{ requiresDirection: true, reason: "test" },
  });

/** Numbers and users in every state that an export shows. */
async function addRecords(): Promise<void> {
  await updateOrganization(context, { coolingDays: 45 } as never);
  const [ana, ben, cem, dan] = [
    await person("Ana"),
    await person("Ben"),
    await person("Cem"),
    await person("Dan"),
  ];
  await add("+14165550001");
  const shared = await add("+14165550002");
  await assign(shared, ben.id, { isInboundEnabled: false, label: "'=second" });
  await assign(shared, ana.id, { isDefault: true, label: " first " });
  const outbound = await add("+14165550003");
  for (const { id } of [ben, ana]) await assign(outbound, id, { isInboundEnabled: false });
  const cooling = await add("+14165550004");
  await assign(cooling, ana.id);
  await unassignNumber(context, { userId: ana.id, number: { id: cooling.id } });
  const ofDisabled = await add("+14165550005");
  await assign(ofDisabled, cem.id, { label: "desk" });
  await updateUser(context, cem.id, { status: "disabled" });
  await addReserved(ana.id, dan.id);
  await add("72345", { kind: "shortCode", country: "CA" });
  await add("72345", { kind: "shortCode", country: "US", alias: "1e5" });
  await assign(await add("ACME", { kind: "alphanumeric" }), ana.id, { isInboundEnabled: false });
  await addNumber(context, { provider: "ippanel", line: "+98BANK" });
  await add("+1416555");
  await createUser(context, { kind: "service", name: "Robot", role: "admin" });
  await createUser(context, { kind: "service", name: "Worker", username: "worker", role: "auditor" });
  await person("Eve", {
    username: "eve",
    externalId: "007",
    endpoints: ["client:eve", "sip:e@pbx.example;lr"],
  });
  const group = await createGroup(context, { name: ' a;"b" ' });
  await addGroupMember(context, { groupId: group.id, userId: ana.id });
}

async function addReserved(ana: UserId, dan: UserId): Promise<void> {
  const reserve = async (last: number, reservation: object) => {
    const { id } = await add(`+1416555001${last}`);
    await updateNumber(context, { id }, { reservation: reservation as never });
  };
  await reserve(0, { userId: ana, email: null, until: now + 9 * day });
  await reserve(1, { userId: null, email: "new@acme.example", until: now + 9 * day });
  await reserve(2, { userId: null, email: "late@acme.example", until: now + 1 });
  await reserve(3, { userId: dan, email: null, until: now + 9 * day });
  await applyOffboarding(context, { userId: dan, numbers: [] });
}

/** The fates of the rows that an import would find. */
async function fatesOf(kind: ImportKind, file: AsyncIterable<Uint8Array>) {
  const rows: ReadRow[] = [];
  for await (const row of (await openImportFile(file, { kind })).rows) rows.push(row);
  const fates = await dryRunFates(context, kind, rows);
  return fates.map(({ row, fate, refusals }) => ({ row, fate, ...(refusals && { refusals }) }));
}

test.each(csvStyles)("every number of an export in the style %s is the same", async (style) => {
  const fates = await fatesOf("numbers", fileOf(numberTable, await exportNumbers(context, {}), style));
  expect(fates.length).toBeGreaterThan(13);
  expect(fates.filter(({ fate }) => fate !== "same")).toEqual([]);
});

test.each(csvStyles)("every user of an export in the style %s is the same", async (style) => {
  const fates = await fatesOf("users", fileOf(userTable, await exportUsers(context, {}), style));
  expect(fates.length).toBeGreaterThan(6);
  expect(fates.filter(({ fate }) => fate !== "same")).toEqual([]);
});
