import { expect, test } from "vitest";
import type {
  Assignment,
  AssignmentDetails,
  AssignmentId,
  EventKind,
  NumberId,
  OrganizationId,
  UserId,
} from "../../../src/model.ts";
import type { AssignmentFilter } from "../../../src/storage/store.ts";
import {
  addNumber,
  addUser,
  assign,
  at,
  makeId,
  makeLine,
  makeOrganization,
  type NewAssignment,
  newAssignment,
  newEvent,
  type UseStore,
} from "./fixture.ts";

export function assignments(use: UseStore): void {
  test("creates an open assignment at version 1", async () => {
    const { id, number, user } = await lineAndUser();
    const given = newAssignment(number, user, { isDefault: true, isOutboundEnabled: false, label: "desk" });
    const made = await use().write(id, (tx) => tx.assignments.create(given));
    expect(made).toEqual({ ...given, unassignedAt: null, version: 1 });
    const [{ line, userName, userEmail, ...stored } = {}] = await use()
      .read(id)
      .assignments.open({ userId: user.id });
    expect(JSON.stringify(made)).toBe(JSON.stringify(stored));
  });

  /** Rejects with the error of the constraint and changes nothing. */
  const expectRejected = async (id: OrganizationId, assignment: NewAssignment): Promise<void> => {
    const open = () => use().read(id).assignments.open({ numberId: assignment.numberId });
    const before = await open();
    const create = use().write(id, (tx) => tx.assignments.create(assignment));
    await expect(create).rejects.toThrow("a statement changed no row");
    expect(await open()).toEqual(before);
  };

  test("rejects a second inbound holder and accepts further outbound ones", async () => {
    const { id, number, user } = await lineAndUser();
    const [rival, third] = await use().write(id, async (tx) => {
      await assign(tx, number, user);
      return [await addUser(tx), await addUser(tx)] as const;
    });
    await expectRejected(id, newAssignment(number, rival));
    await use().write(id, async (tx) => {
      for (const holder of [rival, third]) await assign(tx, number, holder, { isInboundEnabled: false });
      expect(await tx.assignments.open({ numberId: number.id })).toHaveLength(3);
    });
  });

  test("rejects a second assignment of a number to the same user, whichever of them is inbound", async () => {
    const { id, number, user } = await lineAndUser();
    await use().write(id, (tx) => assign(tx, number, user, { isInboundEnabled: false }));
    for (const isInboundEnabled of [true, false])
      await expectRejected(id, newAssignment(number, user, { isInboundEnabled }));
  });

  test("rejects an update to a second default of a user at a provider", async () => {
    const { id, number, user } = await lineAndUser();
    const other = await use().write(id, async (tx) => {
      await assign(tx, number, user, { isDefault: true });
      return assign(tx, await addNumber(tx), user);
    });
    const update = use().write(id, (tx) => tx.assignments.update(other, { ...other, isDefault: true }));
    await expect(update).rejects.toThrow();
  });

  test("rejects a second default of a user at a provider", async () => {
    const { id, number, user } = await lineAndUser();
    const other = await use().write(id, async (tx) => {
      await assign(tx, number, user, { isDefault: true });
      await assign(tx, await addNumber(tx, { provider: "sinch" }), user, { isDefault: true });
      return addNumber(tx);
    });
    await expectRejected(id, newAssignment(other, user, { isDefault: true }));
  });

  test("ending an assignment satisfies each constraint again and keeps the row", async () => {
    const { id, number, user } = await lineAndUser();
    await use().write(id, async (tx) => {
      const first = await assign(tx, number, user, { isDefault: true });
      const ended = await tx.assignments.end(first, at + 9);
      expect(ended).toEqual({ ...first, unassignedAt: at + 9, version: 2 });
      await assign(tx, number, user, { isDefault: true });
    });
  });

  test("never ends an assignment before it began, also when the clock is set back", async () => {
    const { id, number, user } = await lineAndUser();
    const made = await use().write(id, (tx) => assign(tx, number, user));
    expect(await use().write(id, (tx) => tx.assignments.end(made, at - 5000))).toMatchObject({
      unassignedAt: at,
    });
  });

  test("rejects updating or ending an assignment that is not open", async () => {
    const { id, number, user } = await lineAndUser();
    const made = await use().write(id, (tx) => assign(tx, number, user));
    await use().write(id, (tx) => tx.assignments.end(made, at));
    for (const which of [made, { ...made, id: makeId<AssignmentId>() }]) {
      await expect(use().write(id, (tx) => tx.assignments.end(which, at))).rejects.toThrow();
      await expect(use().write(id, (tx) => tx.assignments.update(which, made))).rejects.toThrow();
    }
  });

  test("updates flags and label and increments the version", async () => {
    const { id, number, user } = await lineAndUser();
    const made = await use().write(id, (tx) => assign(tx, number, user));
    const flags = { isDefault: true, isInboundEnabled: false, isOutboundEnabled: false, label: "desk" };
    const after = await use().write(id, (tx) => tx.assignments.update(made, flags));
    expect(after).toEqual({ ...made, ...flags, version: 2 });
    expect(await use().read(id).assignments.open({ userId: user.id })).toMatchObject([after]);
  });

  test("rejects updating or ending an assignment that has changed since it was read", async () => {
    const { id, number, user } = await lineAndUser();
    const made = await use().write(id, (tx) => assign(tx, number, user));
    const after = await use().write(id, (tx) => tx.assignments.update(made, { ...made, label: "desk" }));
    await expect(use().write(id, (tx) => tx.assignments.update(made, made))).rejects.toThrow();
    await expect(use().write(id, (tx) => tx.assignments.end(made, at))).rejects.toThrow();
    expect(await use().read(id).assignments.open({ userId: user.id })).toMatchObject([after]);
  });

  test("rejects an update that violates a constraint", async () => {
    const { id, number, user } = await lineAndUser();
    const held = await use().write(id, async (tx) => {
      await assign(tx, number, user);
      return assign(tx, number, await addUser(tx), { isInboundEnabled: false });
    });
    const update = use().write(id, (tx) => tx.assignments.update(held, { ...held, isInboundEnabled: true }));
    await expect(update).rejects.toThrow();
    expect(
      (await use().read(id).assignments.open({ numberId: number.id })).map((it) => it.isInboundEnabled),
    ).toEqual([true, false]);
  });

  test("rejects an assignment whose provider is not that of the number", async () => {
    const { id, number, user } = await lineAndUser();
    const wrong = newAssignment(number, user, { provider: "sinch" });
    await expect(use().write(id, (tx) => tx.assignments.create(wrong))).rejects.toThrow();
  });

  test("returns open assignments of a user, a number and a provider, oldest first", async () => {
    const { id, number, user } = await lineAndUser();
    await use().write(id, async (tx) => {
      const sinch = await addNumber(tx, { provider: "sinch" });
      const younger = await assign(tx, number, user, { assignedAt: at + 2 });
      const older = await assign(tx, sinch, user, { assignedAt: at + 1 });
      const other = await assign(tx, sinch, await addUser(tx), { isInboundEnabled: false, assignedAt: at });
      const ended = await assign(tx, await addNumber(tx), user);
      await tx.assignments.end(ended, at);
      const open = async (of: object) => idsOf(await tx.assignments.open(of));
      expect(await open({ userId: user.id })).toEqual([older.id, younger.id]);
      expect(await open({ numberId: sinch.id })).toEqual([other.id, older.id]);
      expect(await open({ userId: user.id, numberId: sinch.id })).toEqual([older.id]);
      expect(await open({ userId: user.id, provider: "twilio" })).toEqual([younger.id]);
    });
  });

  test("finds the default of a user at a provider", async () => {
    const { id, number, user } = await lineAndUser();
    await use().write(id, async (tx) => {
      await assign(tx, await addNumber(tx), user);
      expect(await tx.assignments.defaultOf(user.id, "twilio")).toBeUndefined();
      const made = await assign(tx, number, user, { isDefault: true });
      await assign(tx, await addNumber(tx, { provider: "sinch" }), user, { isDefault: true });
      expect(await tx.assignments.defaultOf(user.id, "twilio")).toMatchObject(made);
      await tx.assignments.end(made, at);
      expect(await tx.assignments.defaultOf(user.id, "twilio")).toBeUndefined();
    });
  });

  test("lists with names and filters by user, number and providers", async () => {
    const { id, number, user } = await lineAndUser();
    await use().write(id, async (tx) => {
      const sinch = await addNumber(tx, { provider: "sinch", line: number.line });
      const other = await addUser(tx);
      const [first, second] = [await assign(tx, number, user), await assign(tx, sinch, other)];
      const list = async (filter: object) => (await tx.assignments.list(filter, "byAge", { size: 10 })).items;
      expect(await list({ userId: user.id })).toEqual([
        { ...first, line: number.line, userName: user.name, userEmail: user.email },
      ]);
      expect(idsOf(await list({}))).toEqual([first.id, second.id]);
      expect(idsOf(await list({ number: { id: sinch.id } }))).toEqual([second.id]);
      expect(idsOf(await list({ number: { line: number.line } }))).toEqual([first.id, second.id]);
      expect(idsOf(await list({ number: { line: makeLine() } }))).toEqual([]);
      expect(idsOf(await list({ providers: ["sinch", "other"] }))).toEqual([second.id]);
      expect(idsOf(await list({ providers: [] }))).toEqual([]);
      await tx.assignments.end(first, at);
      expect(idsOf(await list({}))).toEqual([second.id]);
    });
  });

  test("orders by user name in code points, provider, default first, line, user", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const twin = { name: "Zoë" };
      const people = [await addUser(tx, { name: "ann" }), await addUser(tx, twin), await addUser(tx, twin)];
      for (const name of ["\u{1F600}", "\uFF5E", "Ann", "Äpfel"]) people.push(await addUser(tx, { name }));
      const lines = [await addNumber(tx), await addNumber(tx), await addNumber(tx, { provider: "sinch" })];
      for (const [index, user] of people.entries())
        for (const [place, number] of lines.entries())
          await assign(tx, number, user, { isInboundEnabled: false, isDefault: place !== index % 2 });
      const { items } = await tx.assignments.list({}, "byUser", { size: 100 });
      expect(items.map(rank)).toEqual(items.map(rank).sort(compare));
      expect(items).toHaveLength(21);
      const { items: again } = await tx.assignments.list({}, "byAge", { size: 100 });
      expect(idsOf(again)).toEqual(idsOf(again).sort());
    });
  });

  test("lists as of an instant with the flags of that instant, start inclusive and end exclusive", async () => {
    const { id, number, user } = await lineAndUser();
    const tell = (kind: EventKind, moment: number, after: Assignment) =>
      newEvent({ kind, at: moment, subjectId: after.id, numberId: number.id, userId: user.id, after });
    const held = await use().write(id, async (tx) => {
      const made = await assign(tx, number, user, { label: "Desk" });
      await tx.events.append([tell("number.assigned", at, made)]);
      return made;
    });
    const changed = await use().write(id, async (tx) => {
      const after = await tx.assignments.update(held, { ...held, label: "Front", isDefault: true });
      await tx.events.append([tell("assignment.updated", at + 10, after)]);
      return after;
    });
    await use().write(id, async (tx) => {
      const after = await tx.assignments.end(changed, at + 20);
      await tx.events.append([tell("number.unassigned", at + 20, after)]);
    });
    const names = { line: number.line, userName: user.name, userEmail: user.email };
    const asOf = async (moment: number, filter: AssignmentFilter = {}) =>
      (await use().read(id).assignments.listAsOf(filter, moment, { size: 10 })).items;
    expect(await asOf(at - 1)).toEqual([]);
    for (const moment of [at, at + 9]) expect(await asOf(moment)).toEqual([{ ...held, ...names }]);
    for (const moment of [at + 10, at + 19]) expect(await asOf(moment)).toEqual([{ ...changed, ...names }]);
    expect(await asOf(at + 20)).toEqual([]);
    for (const filter of [
      { userId: user.id },
      { number: { id: number.id } },
      { number: { line: number.line } },
      { providers: [number.provider] },
    ])
      expect(idsOf(await asOf(at, filter))).toEqual([held.id]);
    for (const filter of [
      { userId: makeId<UserId>() },
      { number: { id: makeId<NumberId>() } },
      { providers: ["plivo"] as const },
    ])
      expect(await asOf(at, filter)).toEqual([]);
  });

  async function lineAndUser() {
    const id = await makeOrganization(use());
    return use().write(id, async (tx) => ({ id, number: await addNumber(tx), user: await addUser(tx) }));
  }
}

const idsOf = (items: readonly Assignment[]) => items.map(({ id }) => id);

/** UTF-8 bytes sort by code point; JavaScript strings sort by UTF-16 code unit. */
const rank = (it: AssignmentDetails) =>
  [it.userName, it.provider, it.isDefault ? "0" : "1", it.line, it.userId].map((part) => Buffer.from(part));

function compare(left: Buffer[], right: Buffer[]): number {
  for (const [index, part] of left.entries()) {
    const difference = Buffer.compare(part, right[index] ?? Buffer.alloc(0));
    if (difference !== 0) return difference;
  }
  return 0;
}
