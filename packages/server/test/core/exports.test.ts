import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { assignNumber } from "../../src/core/assignments/assign-number.ts";
import { transferNumber } from "../../src/core/assignments/transfer-number.ts";
import { unassignNumber } from "../../src/core/assignments/unassign-number.ts";
import { createInstallation } from "../../src/core/create-installation.ts";
import { exportAssignments } from "../../src/core/exports/export-assignments.ts";
import { exportEvents } from "../../src/core/exports/export-events.ts";
import { exportNumbers } from "../../src/core/exports/export-numbers.ts";
import { exportUsers } from "../../src/core/exports/export-users.ts";
import { addGroupMember, removeGroupMember } from "../../src/core/groups/group-members.ts";
import { createGroup, deleteGroup, listGroups } from "../../src/core/groups/groups.ts";
import type { Installation } from "../../src/core/installation.ts";
import { addNumber } from "../../src/core/inventory/add-number.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { CoreError } from "../../src/core/kernel/errors.ts";
import { listNumbers } from "../../src/core/numbers/read-numbers.ts";
import { releaseNumber } from "../../src/core/numbers/release-number.ts";
import { updateNumber } from "../../src/core/numbers/update-number.ts";
import { applyOffboarding } from "../../src/core/offboarding/apply-offboarding.ts";
import { createOrganization } from "../../src/core/organizations/organizations.ts";
import { createUser } from "../../src/core/users/create-user.ts";
import { eraseUser } from "../../src/core/users/erase-user.ts";
import { listUsers } from "../../src/core/users/read-users.ts";
import { updateUser } from "../../src/core/users/update-user.ts";
import type { OrganizationId, UserId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { times } from "../helpers/depth.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { testKeys } from "../helpers/installation-keys.ts";
import { typedId } from "../helpers/typed-id.ts";

let database: TestDatabase;
let store: Store;
let installation: Installation;
let superadmin: Awaited<ReturnType<Installation["principalOfUser"]>>;
let organizations = 0;

beforeAll(async () => {
  database = await makeDatabase(inject("engine"));
  store = await openStore(database.database);
  installation = await createInstallation(store, testKeys);
  const { userId } = await installation.ensureSuperadmin();
  superadmin = await installation.principalOfUser(userId);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const as = (organizationId: OrganizationId): Context =>
  installation.as(superadmin, organizationId, { dialect: "native", requestId: "test" });

/** An organization with six users, of whom the owner is one, two groups and six numbers. */
async function makeOrganization(): Promise<Context> {
  organizations += 1;
  const owner = { name: "Olga", email: "olga@acme.example" };
  const name = `acme${organizations}`;
  const { organization } = await createOrganization(as(typedId("f".repeat(24))), { name, owner });
  const context = as(organization.id);
  for (let index = 0; index < 5; index += 1)
    await createUser(context, { name: `User ${index}`, email: `user${index}@acme.example`, role: "member" });
  for (const group of ["sales", "support"]) await createGroup(context, { name: group });
  for (let index = 0; index < 6; index += 1) await addLine(context, index);
  for (const [a, b] of [
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 2],
  ] as const)
    await apply(context, { kind: "assign", a, b });
  for (const a of [1, 3]) await apply(context, { kind: "disable", a, b: 1 });
  for (const b of [1, 2]) await apply(context, { kind: "join", a: 0, b });
  return context;
}

const addLine = (context: Context, index: number) =>
  addNumber(context, {
    provider: "twilio",
    line: `+1416${String(organizations).padStart(4, "0")}${String(index).padStart(3, "0")}`,
  });

/** One change; `a` and `b` select its records among those that there are. */
interface Change {
  readonly kind: keyof typeof changes;
  readonly a: number;
  readonly b: number;
}

interface World {
  readonly context: Context;
  readonly userIds: readonly UserId[];
  readonly a: number;
  readonly b: number;
}

const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

const numberOf = async ({ context, a }: World) => {
  const { items } = await listNumbers(context, {}, { limit: 200 });
  return { id: pick(items, a).id };
};
const groupOf = async ({ context, a }: World) =>
  pick((await listGroups(context, { limit: 200 })).items, a).id;

const changes = {
  assign: async (world: World) =>
    assignNumber(world.context, {
      userId: pick(world.userIds, world.b),
      number: await numberOf(world),
      flags: { isInboundEnabled: world.b % 3 > 0, label: pick(["desk", "night", null], world.a + world.b) },
      requiresDirection: true,
      reason: "test",
    }),
  unassign: async (world: World) =>
    unassignNumber(world.context, { userId: pick(world.userIds, world.b), number: await numberOf(world) }),
  transfer: async (world: World) =>
    transferNumber(world.context, {
      number: await numberOf(world),
      from: pick(world.userIds, world.b),
      to: pick(world.userIds, world.a),
      flags: {},
      reason: "test",
    }),
  alias: async (world: World) =>
    updateNumber(world.context, await numberOf(world), { alias: pick(["one", "two", null], world.b) }),
  release: async (world: World) => releaseNumber(world.context, await numberOf(world)),
  add: async ({ context, a, b }: World) => addLine(context, 10 + ((a * 31 + b * 7) % 900)),
  rename: async ({ context, userIds, a, b }: World) =>
    updateUser(context, pick(userIds, a), { name: `Name ${b}`, externalId: `x${a % 50}-${b % 50}` }),
  disable: async ({ context, userIds, a, b }: World) =>
    updateUser(context, pick(userIds, a), { status: pick(["active", "disabled"], b) }),
  create: async ({ context, a, b }: World) =>
    createUser(context, { name: "New", email: `new${a}-${b}@acme.example`, role: "member" }),
  remove: async ({ context, userIds, a }: World) =>
    applyOffboarding(context, { userId: pick(userIds, a), numbers: [] }),
  join: async (world: World) =>
    addGroupMember(world.context, { groupId: await groupOf(world), userId: pick(world.userIds, world.b) }),
  leave: async (world: World) =>
    removeGroupMember(world.context, { groupId: await groupOf(world), userId: pick(world.userIds, world.b) }),
  deleteGroup: async (world: World) => deleteGroup(world.context, await groupOf(world)),
};

/** Refused changes change nothing. */
async function apply(context: Context, { kind, a, b }: Change): Promise<void> {
  const { items } = await listUsers(context, {}, { limit: 200 });
  try {
    await changes[kind]({ context, userIds: items.map(({ id }) => id), a, b });
  } catch (error) {
    // A group or number of nothing is a TypeError of `pick`.
    if (!(error instanceof CoreError || error instanceof TypeError)) throw error;
  }
}

const kinds = Object.keys(changes) as (keyof typeof changes)[];
const change = fc.record({
  kind: fc.constantFrom(...kinds, "assign", "unassign", "assign", "unassign", "disable"),
  a: fc.nat(1000),
  b: fc.nat(1000),
});

type Pages = Promise<AsyncIterable<readonly unknown[]>>;

/** Each export, in pages of the size. */
const exports: Readonly<Record<string, (context: Context, pageSize: number) => Pages>> = {
  numbers: (context, size) => exportNumbers(context, {}, size),
  "assigned numbers": (context, size) => exportNumbers(context, { state: "assigned" }, size),
  "available numbers": (context, size) => exportNumbers(context, { state: "available" }, size),
  "released numbers": (context, size) => exportNumbers(context, { state: "released" }, size),
  "numbers with a label": (context, size) => exportNumbers(context, { label: "desk" }, size),
  "found numbers": (context, size) => exportNumbers(context, { search: "NIGHT" }, size),
  "numbers of a user": (context, size) =>
    exportNumbers(context, { userId: { email: "user1@acme.example" } }, size),
  users: (context, size) => exportUsers(context, {}, size),
  "disabled users": (context, size) => exportUsers(context, { status: "disabled" }, size),
  "removed users": (context, size) => exportUsers(context, { status: "removed" }, size),
  "found users": (context, size) => exportUsers(context, { search: "name" }, size),
  assignments: (context, pageSize) => exportAssignments(context, {}, { pageSize }),
  "assignments of a user": (context, pageSize) =>
    exportAssignments(context, { userId: { email: "user1@acme.example" } }, { pageSize }),
};

async function collect(pages: Pages, between: () => Promise<void> = async () => {}): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const page of await pages) {
    rows.push(...page);
    await between();
  }
  return rows;
}

describe("exports", () => {
  const shown = (rows: readonly unknown[]) => JSON.parse(JSON.stringify(rows));

  test.each(Object.keys(exports))("of %s are of the instant of their start", async (name) => {
    const property = fc.asyncProperty(
      fc.array(change, { maxLength: 6 }),
      fc.array(fc.array(change, { minLength: 2, maxLength: 6 }), { minLength: 4, maxLength: 4 }),
      async (before, during) => {
        const context = await makeOrganization();
        for (const it of before) await apply(context, it);
        const read = exports[name] as (typeof exports)[string];
        const slow = await read(context, 2);
        const expected = await collect(read(context, 1000));
        const parts = during.values();
        const between = async () => {
          for (const it of parts.next().value ?? []) await apply(context, it);
        };
        // Some changes are committed before the first page.
        await between();
        expect(shown(await collect(Promise.resolve(slow), between))).toEqual(shown(expected));
      },
    );
    await fc.assert(property, { numRuns: times(5, 300) });
  });

  test("have the rows of the lists", async () => {
    const context = await makeOrganization();
    for (let a = 0; a < 12; a += 1) await apply(context, { kind: "assign", a, b: a * 5 });
    const { items: numbers } = await listNumbers(context, {}, { limit: 200 });
    expect(shown(await collect(exportNumbers(context, {}, 4)))).toEqual(shown(numbers));
    const { items: users } = await listUsers(context, {}, { limit: 200 });
    const exported = (await collect(exportUsers(context, {}, 4))) as { user: unknown }[];
    expect(exported.map(({ user }) => user)).toEqual(users);
  });

  test("of past assignments have the flags of then", async () => {
    const context = await makeOrganization();
    const before = (await collect(exportAssignments(context, {}))) as { assignedAt: number }[];
    const asOf = Math.max(...before.map(({ assignedAt }) => assignedAt));
    await expect.poll(() => Date.now()).toBeGreaterThan(asOf + 1);
    await apply(context, { kind: "unassign", a: 0, b: 1 });
    expect(await collect(exportAssignments(context, {}))).toHaveLength(before.length - 1);
    expect(await collect(exportAssignments(context, {}, { asOf, pageSize: 2 }))).toMatchObject(
      before.map((it) => ({ ...it, version: expect.any(Number) })),
    );
  });

  test("of events end with the last event at their start", async () => {
    const context = await makeOrganization();
    const { seq } = await store.read(context.organizationId).events.head();
    const pages = await exportEvents(context, {}, { after: { seq: 0 } });
    await apply(context, { kind: "add", a: 1, b: 1 });
    const rows = (await collect(Promise.resolve(pages))) as { seq: number }[];
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
  });

  test("do not show what was erased since", async () => {
    const context = await makeOrganization();
    const { items } = await listUsers(context, {}, { limit: 200 });
    const { id } = items.at(-1) ?? pick(items, 0);
    await apply(context, { kind: "assign", a: 0, b: items.length - 1 });
    const users = await exportUsers(context, {}, 2);
    const numbers = await exportNumbers(context, {}, 2);
    await applyOffboarding(context, { userId: id, numbers: [] });
    await eraseUser(context, { userId: id });
    const text = JSON.stringify([
      await collect(Promise.resolve(users)),
      await collect(Promise.resolve(numbers)),
    ]);
    expect(text).not.toContain("user4@acme.example");
  });
});
