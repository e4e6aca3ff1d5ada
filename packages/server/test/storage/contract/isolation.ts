import { expect, test } from "vitest";
import type { GroupId } from "../../../src/model.ts";
import type { StoreReader, StoreTransaction } from "../../../src/storage/store.ts";
import {
  addGroup,
  addNumber,
  addUser,
  assign,
  at,
  changesOf,
  eventsAfter,
  makeId,
  makeOrganization,
  newAssignment,
  newEvent,
  newKey,
  requireNotTaken,
  type UseStore,
} from "./fixture.ts";
import { noRestoration, planFor } from "./offboardings.ts";
import { newItem, newPlan } from "./plans.ts";

/** Two equal organizations; each looks for the records of the other one. */
export function isolation(use: UseStore): void {
  test("does not find records of another organization", async () => {
    for (const [mine, theirs] of await bothWays()) {
      const reads = use().read(mine.id);
      expect(await reads.users.find({ id: theirs.user.id })).toBeUndefined();
      expect(await reads.groups.find(theirs.group.id)).toBeUndefined();
      expect(await reads.groups.members(theirs.group.id)).toEqual([]);
      expect(await reads.groups.ofUsers([theirs.user.id])).toEqual(new Map());
      expect(await reads.numbers.find({ id: theirs.number.id })).toEqual([]);
      expect(await reads.numbers.find({ line: theirs.number.line })).toEqual([]);
      expect(await reads.assignments.open({ userId: theirs.user.id })).toEqual([]);
      expect(await reads.assignments.open({ numberId: theirs.number.id })).toEqual([]);
      expect(await reads.apiKeys.find(theirs.key.id)).toBeUndefined();
      expect(await reads.offboardings.find(theirs.left.id)).toBeUndefined();
      expect(await reads.plans.find(theirs.planned.id)).toBeUndefined();
      expect((await reads.plans.items(theirs.planned.id, {}, { size: 10 })).items).toEqual([]);
    }
  });

  test("equal names in two organizations are separate records", async () => {
    for (const [mine] of await bothWays()) {
      const reads = use().read(mine.id);
      expect(await reads.users.find({ username: "mona" })).toEqual(mine.user);
      expect(await reads.users.find({ serial: 1 })).toEqual(mine.user);
      expect(await reads.numbers.find({ serial: 1 })).toMatchObject([{ id: mine.number.id }]);
    }
  });

  test("no list contains records of another organization", async () => {
    for (const [mine] of await bothWays()) {
      const dump = await everything(use().read(mine.id));
      expect(dump.users.map(({ id }) => id)).toEqual([mine.user.id]);
      expect(dump.groups.map(({ id }) => id)).toEqual([mine.group.id]);
      expect(dump.numbers.map(({ id }) => id)).toEqual([mine.number.id]);
      expect(dump.assignments.map(({ id }) => id)).toEqual([mine.held.id]);
      expect(dump.apiKeys.map(({ id }) => id)).toEqual([mine.key.id]);
      expect(dump.offboardings.map(({ id }) => id)).toEqual([mine.left.id]);
      expect(dump.heldThen.map(({ id }) => id)).toEqual([mine.held.id]);
      expect(dump.events).toMatchObject([{ ...mine.event, seq: 1 }]);
    }
  });

  test("no filter matches records of another organization", async () => {
    for (const [mine, theirs] of await bothWays()) {
      const { numbers, assignments, users } = use().read(mine.id);
      const size = { size: 10 };
      expect((await numbers.list({ userId: theirs.user.id }, at, size)).items).toEqual([]);
      expect((await numbers.list({ search: theirs.number.line }, at, size)).items).toEqual([]);
      expect((await users.list({ email: theirs.user.email ?? "" }, { ...size, number: 1 })).total).toBe(0);
      for (const filter of [{ userId: theirs.user.id }, { number: { id: theirs.number.id } }])
        expect((await assignments.list(filter, "byUser", size)).items).toEqual([]);
    }
  });

  const trespasses: Record<string, (tx: StoreTransaction, mine: Side, theirs: Side) => Promise<unknown>> = {
    "update a user": (tx, _, { user }) => tx.users.update(user, { ...changesOf(user), username: "x" }),
    "sign a user out": (tx, _, { user }) => tx.users.signOut(user.id, at),
    "remove a user": (tx, _, { user }) => tx.users.remove(user.id, at),
    "update a number": (tx, _, { number }) => tx.numbers.update({ ...number, alias: "x" }),
    "release a number": (tx, _, { number }) => tx.numbers.release(number, at),
    "restore a user": (tx, _, { user }) => tx.users.restore(user.id, { status: "active", signedOutAt: at }),
    "mark a plan as applied": (tx, _, { left }) => tx.offboardings.markApplied(left.id, [], at),
    "mark an offboarding as undone": (tx, _, { left }) =>
      tx.offboardings.markUndone(left.id, noRestoration, at),
    "update a plan": (tx, _, { planned }) => tx.plans.update({ ...planned, status: "applied" }),
    "offboard its user": (tx, _, { user }) =>
      tx.offboardings.create({
        id: makeId(),
        plan: planFor(user),
        plannedAt: at,
        appliedAt: at,
        transfers: [],
      }),
    "update an assignment": (tx, _, { held }) => tx.assignments.update(held, { ...held, label: "x" }),
    "end an assignment": (tx, _, { held }) => tx.assignments.end(held, at),
    "revoke a key": (tx, _, { key }) => tx.apiKeys.revoke(key, at),
    "assign its number": (tx, mine, { number }) => tx.assignments.create(newAssignment(number, mine.user)),
    "assign to its user": (tx, mine, { user }) =>
      tx.assignments.create(newAssignment(mine.number, user, { isInboundEnabled: false })),
    "make a key for its user": (tx, _, { user }) => tx.apiKeys.create(newKey(user)),
    "join its group": (tx, mine, { group }) => tx.groups.addMember(group.id, mine.user.id, at),
    "recruit its user": (tx, mine, { user }) => tx.groups.addMember(mine.group.id, user.id, at),
  };
  for (const [trespass, attempt] of Object.entries(trespasses))
    test(`a write cannot ${trespass} of another organization`, async () => {
      for (const [mine, theirs] of await bothWays()) {
        const before = await everything(use().read(theirs.id));
        await expect(use().write(mine.id, (tx) => attempt(tx, mine, theirs))).rejects.toThrow();
        expect(await everything(use().read(theirs.id))).toEqual(before);
      }
    });

  test("a write does not find API keys of another organization's user", async () => {
    for (const [mine, theirs] of await bothWays())
      expect(await use().write(mine.id, (tx) => tx.apiKeys.ofUser(theirs.user.id))).toEqual([]);
  });

  test("reindexing another organization's number changes nothing", async () => {
    for (const [mine, theirs] of await bothWays()) {
      await use().write(mine.id, (tx) => tx.numbers.reindex(theirs.number.id));
      const { numbers } = use().read(theirs.id);
      const search = theirs.number.line.slice(4);
      expect((await numbers.list({ search }, at, { size: 10 })).items).toHaveLength(1);
    }
  });

  test("deleting or leaving another organization's group changes nothing", async () => {
    for (const [mine, theirs] of await bothWays()) {
      const before = await everything(use().read(theirs.id));
      await use().write(mine.id, async (tx) => {
        await tx.groups.delete(theirs.group.id, at);
        expect(await tx.groups.removeMember(theirs.group.id, theirs.user.id)).toBe(false);
      });
      expect(await everything(use().read(theirs.id))).toEqual(before);
    }
  });

  async function bothWays() {
    const [left, right] = [await side(), await side()];
    return [
      [left, right],
      [right, left],
    ] as const;
  }

  type Side = Awaited<ReturnType<typeof side>>;
  async function side() {
    const id = await makeOrganization(use());
    return use().write(id, async (tx) => {
      const [user, number] = [await addUser(tx, { username: "mona" }), await addNumber(tx)];
      const group = await addGroup(tx, "Sales");
      await tx.groups.addMember(group.id, user.id, at);
      const held = await assign(tx, number, user);
      const event = newEvent({ subjectId: held.id, numberId: number.id, after: held });
      const plan = planFor(user);
      const applied = { plannedAt: at, appliedAt: at, transfers: [] };
      const left = await tx.offboardings.create({ id: makeId(), plan, ...applied });
      const planned = await tx.plans.create(newPlan(user.id));
      await tx.plans.addItems(planned.id, [newItem(0, number)]);
      const key = requireNotTaken(await tx.apiKeys.create(newKey(user)));
      await tx.events.append([event]);
      return { id, user, number, group, held, left, planned, key, event };
    });
  }
}

async function everything(reads: StoreReader) {
  const all = { size: 100 };
  const groups = (await reads.groups.list(all)).items;
  return {
    organization: await reads.organization.get(),
    users: (await reads.users.list({}, all)).items,
    groups,
    members: await Promise.all(groups.map((group: { id: GroupId }) => reads.groups.members(group.id))),
    numbers: (await reads.numbers.list({}, at, all)).items,
    assignments: (await reads.assignments.list({}, "byAge", all)).items,
    apiKeys: (await reads.apiKeys.list({}, all)).items,
    heldThen: (await reads.assignments.listAsOf({}, at, all)).items,
    offboardings: (await reads.offboardings.list(all)).items,
    events: await eventsAfter(reads, 0, 100),
  };
}
