import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createInstallation } from "../../../src/core/create-installation.ts";
import { exportAssignments } from "../../../src/core/exports/export-assignments.ts";
import { exportNumbers } from "../../../src/core/exports/export-numbers.ts";
import { exportUsers } from "../../../src/core/exports/export-users.ts";
import { addGroupMember } from "../../../src/core/groups/group-members.ts";
import { createGroup } from "../../../src/core/groups/groups.ts";
import { openImportFile } from "../../../src/core/imports/reading/open-import-file.ts";
import type { ImportKind, ReadRow } from "../../../src/core/imports/reading/rows.ts";
import { addNumbers } from "../../../src/core/inventory/add-numbers.ts";
import type { Context } from "../../../src/core/kernel/context.ts";
import type { NumberWithHolders } from "../../../src/core/numbers/with-holders.ts";
import { createOrganization } from "../../../src/core/organizations/organizations.ts";
import { createUser } from "../../../src/core/users/create-user.ts";
import { assignmentTable, numberTable, userTable } from "../../../src/dialects/native/export-tables.ts";
import { openStore } from "../../../src/storage/open.ts";
import type { Store } from "../../../src/storage/store.ts";
import { nameProblem } from "../../../src/text/names.ts";
import { times } from "../../helpers/depth.ts";
import { makeDatabase, type TestDatabase } from "../../helpers/engines.ts";
import { dryRunFates, exportedFormats, fileOf } from "../../helpers/exported-files.ts";
import { testKeys } from "../../helpers/installation-keys.ts";
import { typedId } from "../../helpers/typed-id.ts";

let database: TestDatabase;
let store: Store;
let context: Context;

const numberCount = times(2000, 1_000_000);
const userCount = 40;
const batchSize = 200;

const part = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'",
    "''",
    '"',
    '""',
    ",",
    ";",
    "|",
    " ",
    "1e5",
    "007",
    "＝1",
  ),
  fc.constantFrom("true", "null", "\u00a0x", "کتاب", "كتاب", "e\u0301", "👩‍👩‍👧", "\u200cx", "1.41656E+10"),
);
const label = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("").slice(0, 200).toWellFormed())
  .filter((text) => nameProblem(text) === undefined);

beforeAll(
  async () => {
    database = await makeDatabase(inject("engine"));
    store = await openStore(database.database);
    const installation = await createInstallation(store, testKeys, { quotas: { numbers: numberCount } });
    const { userId } = await installation.ensureSuperadmin();
    const superadmin = await installation.principalOfUser(userId);
    const as = (id: Context["organizationId"]) =>
      installation.as(superadmin, id, { dialect: "native", requestId: "test" });
    const owner = { name: "Olga", email: "olga@acme.example" };
    const { organization } = await createOrganization(as(typedId("f".repeat(24))), { name: "acme", owner });
    context = as(organization.id);
    await addUsers();
    await addInventory();
  },
  times(60_000, 3_600_000),
);
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function addUsers(): Promise<void> {
  const names = fc.sample(label, { seed: 1, numRuns: userCount });
  for (const [index, name] of names.entries()) {
    const email = `user${index}@acme.example`;
    const user = {
      name,
      email,
      role: "member",
      externalId: name,
      endpoints: [`sip:u${index}@pbx.example;lr`],
    } as const;
    const { id } = await createUser(context, { ...user, externalId: `${index}${name}`.slice(0, 255) });
    const group = await createGroup(context, { name: `${index}${name}`.slice(0, 200) });
    await addGroupMember(context, { groupId: group.id, userId: id });
  }
}

async function addInventory(): Promise<void> {
  const texts = fc.sample(label, { seed: 2, numRuns: numberCount });
  for (let from = 0; from < numberCount; from += batchSize) {
    const batch = texts.slice(from, from + batchSize).map((text, index) => ({
      input: {
        provider: "twilio" as const,
        line: `+1416${String(from + index).padStart(7, "0")}`,
        alias: index % 3 === 0 ? null : text,
        ...(index % 4 > 0 && {
          holder: {
            userId: { email: `user${index % userCount}@acme.example` },
            flags: { label: text, isOutboundEnabled: index % 2 === 0 },
          },
        }),
      },
    }));
    const fates = await addNumbers(context, batch, false);
    expect(fates.filter(({ fate }) => fate !== "create")).toEqual([]);
  }
}

/** What a row of an export states. */
const statedOf = ({ provider, line, alias, holders: [holder] }: NumberWithHolders): object => ({
  ...{ provider, line, alias, reservation: null, holder: holder?.userEmail ?? null },
  ...(holder && {
    ...{ isDefault: holder.isDefault, isInboundEnabled: holder.isInboundEnabled },
    ...{ isOutboundEnabled: holder.isOutboundEnabled, label: holder.label },
  }),
});

const rowsOf = async (kind: ImportKind, source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<ReadRow>> =>
  (await openImportFile(source, { kind })).rows;

async function read(source: AsyncIterable<Uint8Array>, kind: ImportKind): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  for await (const row of await rowsOf(kind, source)) values.push("values" in row ? row.values : row);
  return values;
}

/** How many rows have each fate in a dry run. */
async function fatesOf(kind: ImportKind, source: AsyncIterable<Uint8Array>) {
  const counts: Record<string, number> = {};
  let rows: ReadRow[] = [];
  const flush = async () => {
    const fates = await dryRunFates(context, kind, rows);
    for (const { fate } of fates) counts[fate] = (counts[fate] ?? 0) + 1;
    rows = [];
  };
  for await (const row of await rowsOf(kind, source)) {
    rows.push(row);
    if (rows.length === 500) await flush();
  }
  await flush();
  return counts;
}

async function collect<Item>(pages: Promise<AsyncIterable<readonly Item[]>>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of await pages) items.push(...page);
  return items;
}

describe.each(exportedFormats)("an import reads an export as %s with every value as it was:", (format) => {
  test("numbers", async () => {
    const present = (await exportNumbers(context, {}))[Symbol.asyncIterator]();
    const expected: object[] = [];
    let count = 0;
    for await (const row of await rowsOf(
      "numbers",
      fileOf(numberTable, await exportNumbers(context, {}), format),
    )) {
      if (expected.length === 0) expected.push(...((await present.next()).value ?? []).map(statedOf));
      expect(row).toEqual({ row: expect.any(Number), values: expected.shift() });
      count += 1;
    }
    expect(count).toBe(numberCount);
  });

  test("assignments, as numbers", async () => {
    const filter = { userId: { email: "user1@acme.example" } };
    const expected = (await collect(exportAssignments(context, filter))).map((it) => ({
      ...{ provider: it.provider, line: it.line, holder: it.userEmail, isDefault: it.isDefault },
      ...{ isInboundEnabled: it.isInboundEnabled, isOutboundEnabled: it.isOutboundEnabled, label: it.label },
    }));
    const file = fileOf(assignmentTable, await exportAssignments(context, filter), format);
    expect(await read(file, "numbers")).toEqual(expected);
  });

  test("users", async () => {
    const expected = (await collect(exportUsers(context, {}))).map(({ user, groups }) => ({
      ...{
        id: user.id,
        kind: user.kind,
        email: user.email,
        name: user.name,
        username: user.username,
        role: user.role,
      },
      ...{ externalId: user.externalId, endpoints: user.endpoints, groups: groups.map(({ name }) => name) },
    }));
    expect(expected).toHaveLength(userCount + 1);
    const file = fileOf(userTable, await exportUsers(context, {}), format);
    expect(await read(file, "users")).toEqual(expected);
  });
});

test.each(exportedFormats)("an import changes nothing that an export as %s has", async (format) => {
  const numbers = fileOf(numberTable, await exportNumbers(context, {}), format);
  expect(await fatesOf("numbers", numbers)).toEqual({ same: numberCount });
  const users = fileOf(userTable, await exportUsers(context, {}), format);
  expect(await fatesOf("users", users)).toEqual({ same: userCount + 1 });
});
