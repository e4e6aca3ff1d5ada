import { expect, test } from "vitest";
import type { OrganizationId } from "../../../src/model.ts";
import { platformId } from "../../../src/storage/store.ts";
import { at, granted, makeId, makeOrganization, type UseStore } from "./fixture.ts";

export function organizations(use: UseStore): void {
  test("a new organization is active, at version 1, without events", async () => {
    const id = makeId<OrganizationId>();
    const made = await use().write(id, (tx) => tx.organization.create({ name: "Acme", createdAt: at }));
    expect(made).toEqual({
      id,
      serial: expect.any(Number),
      name: "Acme",
      status: "active",
      coolingDays: 0,
      createdAt: at,
      version: 1,
    });
    expect(await use().read(id).organization.get()).toEqual(made);
    expect(await use().read(id).events.head()).toEqual({ seq: 0, at: 0 });
  });

  test("an organization's serial is the highest of all plus one", async () => {
    const before = await serialOf(await makeOrganization(use()));
    expect(await serialOf(await makeOrganization(use()))).toBe(before + 1);
  });

  test("an id that an organization has is taken, and changes nothing", async () => {
    const id = await makeOrganization(use(), "first");
    const again = await use().write(id, (tx) => tx.organization.create({ name: "second", createdAt: at }));
    expect(again).toEqual({ taken: "id" });
    expect(await use().read(id).organization.get()).toMatchObject({ name: "first", version: 1 });
  });

  test("there is no organization under an unknown id, nor under the platform's", async () => {
    expect(await use().read(makeId()).organization.get()).toBeUndefined();
    expect(await use().read(platformId).organization.get()).toBeUndefined();
  });

  test("the platform's id is taken", async () => {
    const made = await use().write(platformId, (tx) => tx.organization.create({ name: "x", createdAt: at }));
    expect(made).toEqual({ taken: "id" });
  });

  test("an update raises the version by one", async () => {
    const id = await makeOrganization(use());
    const before = granted((await use().read(id).organization.get()) ?? { taken: "missing" });
    const after = await use().write(id, (tx) =>
      tx.organization.update({ name: "Ltd", status: "suspended", coolingDays: 45 }),
    );
    expect(after).toEqual({ ...before, name: "Ltd", status: "suspended", coolingDays: 45, version: 2 });
    expect(await use().read(id).organization.get()).toEqual(after);
  });

  test("an organization that does not exist cannot be updated", async () => {
    const update = use().write(makeId(), (tx) =>
      tx.organization.update({ name: "x", status: "active", coolingDays: 0 }),
    );
    await expect(update).rejects.toThrow();
  });

  const serialOf = async (id: OrganizationId) =>
    (await use().read(id).organization.get())?.serial ?? Number.NaN;
}
