import { expect, test } from "vitest";
import { addGroup, addUser, at, makeId, makeOrganization, type UseStore } from "./fixture.ts";

export function groups(use: UseStore): void {
  test("creates a group with the next serial and finds it by id", async () => {
    const id = await makeOrganization(use());
    const first = await use().write(id, (tx) => addGroup(tx, "Sales"));
    expect(first).toEqual({ id: first.id, serial: 1, name: "Sales", createdAt: at, version: 1 });
    expect(await use().read(id).groups.find(first.id)).toEqual(first);
    expect(await use().read(id).groups.find(makeId())).toBeUndefined();
    expect((await use().write(id, (tx) => addGroup(tx, "Support"))).serial).toBe(2);
  });

  test("rejects a used name until its group is deleted", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const group = await addGroup(tx, "Sales");
      const again = () => tx.groups.create({ id: makeId(), name: "Sales", createdAt: at });
      expect(await again()).toEqual({ taken: "name" });
      await tx.groups.delete(group.id, at);
      expect(await again()).toMatchObject({ name: "Sales", serial: 2 });
    });
  });

  test("adding and removing a member report whether anything changed", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const [group, user] = [await addGroup(tx, "Sales"), await addUser(tx)];
      expect(await tx.groups.addMember(group.id, user.id, at)).toBe(true);
      expect(await tx.groups.addMember(group.id, user.id, at)).toBe(false);
      expect(await tx.groups.members(group.id)).toEqual([user]);
      expect(await tx.groups.removeMember(group.id, user.id)).toBe(true);
      expect(await tx.groups.removeMember(group.id, user.id)).toBe(false);
      expect(await tx.groups.members(group.id)).toEqual([]);
    });
  });

  test("lists members by serial, without removed users", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const group = await addGroup(tx, "Sales");
      const people = [await addUser(tx), await addUser(tx), await addUser(tx)];
      for (const { id } of people.toReversed()) await tx.groups.addMember(group.id, id, at);
      expect(await tx.groups.members(group.id)).toEqual(people);
      const [gone, ...left] = people;
      if (gone) await tx.users.remove(gone.id, at);
      expect(await tx.groups.members(group.id)).toEqual(left);
    });
  });

  test("returns the groups of users by name, without users in no group", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const [b, a] = [await addGroup(tx, "b"), await addGroup(tx, "Z")];
      const [both, one, none] = [await addUser(tx), await addUser(tx), await addUser(tx)];
      for (const group of [b, a]) await tx.groups.addMember(group.id, both.id, at);
      await tx.groups.addMember(b.id, one.id, at);
      const found = await tx.groups.ofUsers([both.id, one.id, none.id, makeId()]);
      expect([...found].sort()).toEqual(
        [
          [both.id, [a, b]],
          [one.id, [b]],
        ].sort(),
      );
      expect(await tx.groups.ofUsers([])).toEqual(new Map());
    });
  });

  test("a deleted group is in no list and has no members", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const [group, other, user] = [
        await addGroup(tx, "Sales"),
        await addGroup(tx, "Other"),
        await addUser(tx),
      ];
      await tx.groups.addMember(group.id, user.id, at);
      await tx.groups.delete(group.id, at);
      expect(await tx.groups.find(group.id)).toBeUndefined();
      expect((await tx.groups.list({ size: 10 })).items).toEqual([other]);
      expect(await tx.groups.members(group.id)).toEqual([]);
      expect(await tx.groups.ofUsers([user.id])).toEqual(new Map());
    });
  });
}
