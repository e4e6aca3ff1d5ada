import { expect, test } from "vitest";
import type { OrganizationId } from "../../../src/model.ts";
import { type OrganizationFilter, platformId } from "../../../src/storage/store.ts";
import { at, makeId, makeOrganization, requireNotTaken, type UseStore } from "./fixture.ts";

export function organizations(use: UseStore): void {
  test("creates an active organization at version 1 without events", async () => {
    const id = makeId<OrganizationId>();
    const made = await use().write(id, (tx) =>
      tx.organization.create({ slug: `slug-${id}`, name: "Acme", createdAt: at }),
    );
    expect(made).toEqual({
      id,
      serial: expect.any(Number),
      slug: `slug-${id}`,
      name: "Acme",
      status: "active",
      coolingDays: 0,
      createdAt: at,
      version: 1,
    });
    expect(await use().read(id).organization.get()).toEqual(made);
    expect(await use().read(id).events.head()).toMatchObject({ seq: 0, at: 0 });
  });

  test("assigns the highest serial of all organizations plus one", async () => {
    const before = await serialOf(await makeOrganization(use()));
    expect(await serialOf(await makeOrganization(use()))).toBe(before + 1);
  });

  test("rejects a used id and changes nothing", async () => {
    const id = await makeOrganization(use(), "first");
    const again = await use().write(id, (tx) =>
      tx.organization.create({ slug: "second", name: "second", createdAt: at }),
    );
    expect(again).toEqual({ taken: "id" });
    expect(await use().read(id).organization.get()).toMatchObject({ name: "first", version: 1 });
  });

  test("rejects the slug of another organization, and finds an organization by its slug", async () => {
    const [first, second] = [makeId<OrganizationId>(), makeId<OrganizationId>()];
    const slug = `slug-${first}`;
    const make = (id: OrganizationId) =>
      use().write(id, (tx) => tx.organization.create({ slug, name: "Acme", createdAt: at }));
    expect(await make(first)).toMatchObject({ slug });
    const refused = use().write(second, async (tx) => {
      expect(await tx.organization.create({ slug, name: "Acme", createdAt: at })).toEqual({ taken: "slug" });
      throw new Error("rolled back");
    });
    await expect(refused).rejects.toThrow("rolled back");
    expect(await use().platform.findOrganizationBySlug(slug)).toEqual({ id: first });
    expect(await use().platform.findOrganizationBySlug("slug-of-nobody")).toBeUndefined();
    expect(await use().write(first, (tx) => tx.organization.setSlug(`${slug}-new`))).toBe(true);
    expect(await use().platform.findOrganizationBySlug(slug)).toBeUndefined();
    expect(await use().read(first).organization.get()).toMatchObject({ slug: `${slug}-new` });
  });

  test("finds no organization by an unknown id or the platform's id", async () => {
    expect(await use().read(makeId()).organization.get()).toBeUndefined();
    expect(await use().read(platformId).organization.get()).toBeUndefined();
  });

  test("rejects the platform's id", async () => {
    const made = await use().write(platformId, (tx) =>
      tx.organization.create({ slug: "x", name: "x", createdAt: at }),
    );
    expect(made).toEqual({ taken: "id" });
  });

  test("an update increments the version", async () => {
    const id = await makeOrganization(use());
    const before = requireNotTaken((await use().read(id).organization.get()) ?? { taken: "missing" });
    const after = await use().write(id, (tx) =>
      tx.organization.update({ name: "Ltd", status: "suspended", coolingDays: 45 }),
    );
    expect(after).toEqual({ ...before, name: "Ltd", status: "suspended", coolingDays: 45, version: 2 });
    expect(await use().read(id).organization.get()).toEqual(after);
  });

  test("a deletion frees the slug, which the organization still shows, and leaves it out of lists", async () => {
    const id = await makeOrganization(use());
    const before = requireNotTaken((await use().read(id).organization.get()) ?? { taken: "missing" });
    const after = await use().write(id, (tx) => tx.organization.delete(at + 5));
    expect(after).toEqual({ ...before, status: "deleted", deletedAt: at + 5, version: 2 });
    expect(await use().read(id).organization.get()).toEqual(after);
    expect(await use().read(id).events.head()).toMatchObject({ deletedAt: at + 5 });
    expect(await use().platform.findOrganizationBySlug(before.slug)).toBeUndefined();
    const listed = async (filter: OrganizationFilter) =>
      (await use().platform.listOrganizations(filter, { size: 10_000 })).items.map((it) => it.id);
    expect(await listed({})).not.toContain(id);
    expect(await listed({ status: "active" })).not.toContain(id);
    expect(await listed({ status: "deleted" })).toContain(id);
    const other = makeId<OrganizationId>();
    const again = await use().write(other, (tx) =>
      tx.organization.create({ slug: before.slug, name: "Acme", createdAt: at }),
    );
    expect(again).toMatchObject({ slug: before.slug });
  });

  test("rejects updating an organization that does not exist", async () => {
    const update = use().write(makeId(), (tx) =>
      tx.organization.update({ name: "x", status: "active", coolingDays: 0 }),
    );
    await expect(update).rejects.toThrow();
  });

  const serialOf = async (id: OrganizationId) =>
    (await use().read(id).organization.get())?.serial ?? Number.NaN;
}
