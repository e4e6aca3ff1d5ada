import { expect, test } from "vitest";
import type { OrganizationId } from "../../../src/model.ts";
import { platformId } from "../../../src/storage/store.ts";
import {
  addUser,
  at,
  changesOf,
  makeId,
  makeOrganization,
  newEvent,
  newKey,
  requireNotTaken,
  type UseStore,
} from "./fixture.ts";

export function platform(use: UseStore): void {
  test("finds a key with its user by public id in any organization", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx, { role: "admin" }));
    const key = newKey(user, { hash: "secret hash", expiresAt: at });
    await use().write(id, (tx) => tx.apiKeys.create(key));
    expect(await use().platform.findApiKey(key.publicId)).toMatchObject({
      id: key.id,
      hash: "secret hash",
      expiresAt: at,
      revokedAt: null,
      user: {
        userId: user.id,
        organizationId: id,
        organizationStatus: "active",
        role: "admin",
        status: "active",
      },
    });
    expect(await use().platform.findApiKey(makeId())).toBeUndefined();
  });

  test("finds a key in any state of key, user and organization", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    const key = newKey(user);
    await use().write(id, async (tx) => {
      await tx.apiKeys.revoke(requireNotTaken(await tx.apiKeys.create(key)), at + 1);
      await tx.users.remove(user.id, at + 1);
      await tx.organization.update({ name: "x", status: "suspended", coolingDays: 0 });
    });
    expect(await use().platform.findApiKey(key.publicId)).toMatchObject({
      revokedAt: at + 1,
      user: { status: "removed", organizationStatus: "suspended" },
    });
  });

  test("returns the current state of a credential's user, and nothing for a removed user", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    await use().write(id, (tx) => tx.users.update(user, { ...changesOf(user), status: "blocked" }));
    expect(await use().platform.findCredentialUser(user.id)).toEqual({
      userId: user.id,
      organizationId: id,
      organizationStatus: "active",
      role: "member",
      status: "blocked",
      signedOutAt: null,
    });
    await use().write(id, (tx) => tx.users.remove(user.id, at));
    expect(await use().platform.findCredentialUser(user.id)).toBeUndefined();
    expect(await use().platform.findCredentialUser(makeId())).toBeUndefined();
  });

  test("finds a superadmin as a user of the platform", async () => {
    const user = await use().write(platformId, (tx) => addUser(tx, { role: "superadmin" }));
    expect(await use().platform.findCredentialUser(user.id)).toMatchObject({
      organizationId: platformId,
      role: "superadmin",
    });
  });

  test("rejects a superadmin outside of the platform", async () => {
    const id = await makeOrganization(use());
    await expect(use().write(id, (tx) => addUser(tx, { role: "superadmin" }))).rejects.toThrow();
    await expect(use().write(platformId, (tx) => addUser(tx, { role: "admin" }))).rejects.toThrow();
  });

  test("lists organizations by serial, without the platform", async () => {
    const made = [await makeOrganization(use()), await makeOrganization(use())];
    const { items } = await use().platform.listOrganizations({}, { size: 1000 });
    expect(items.slice(-2).map(({ id }) => id)).toEqual(made);
    const deleted = await use().platform.listOrganizations({ status: "deleted" }, { size: 1000 });
    const serials = [...items, ...deleted.items].map(({ serial }) => serial).sort((a, b) => a - b);
    expect(serials).toEqual(serials.map((_, index) => index + 1));
    expect(items.some(({ id }) => id === platformId)).toBe(false);
  });

  test("keeps the first value of a setting", async () => {
    const name = makeId();
    expect(await use().platform.setting(name, "first")).toBe("first");
    expect(await use().platform.setting(name, "second")).toBe("first");
  });

  test("returns the heads of organizations with events, by serial", async () => {
    const ids = [await makeOrganization(use()), await makeOrganization(use()), await makeOrganization(use())];
    const write = (id: OrganizationId | undefined, count: number) =>
      use().write(id as OrganizationId, (tx) =>
        tx.events.append(Array.from({ length: count }, () => newEvent())),
      );
    await write(ids[2], 1);
    await write(ids[0], 2);
    const serialOf = async (id: OrganizationId | undefined) =>
      (
        await use()
          .read(id as OrganizationId)
          .organization.get()
      )?.serial;
    const heads = (await use().platform.heads()).filter(({ organizationId }) => ids.includes(organizationId));
    expect(heads).toMatchObject([
      { organizationId: ids[0], serial: await serialOf(ids[0]), seq: 2, at },
      { organizationId: ids[2], serial: await serialOf(ids[2]), seq: 1, at },
    ]);
    const serials = (await use().platform.heads()).map(({ serial }) => serial);
    expect(serials).toEqual(serials.toSorted((left, right) => left - right));
  });
  test("returns events of several organizations, each from its position, up to the limit", async () => {
    const ids: OrganizationId[] = [];
    for (let count = 0; count < 60; count++) ids.push(await makeOrganization(use()));
    for (const id of ids)
      await use().write(id, (tx) => tx.events.append([newEvent(), newEvent(), newEvent({ reason: "last" })]));
    const places = ids.map((organizationId, index) => ({ organizationId, seq: (index % 3) + 2 }));
    const found = await use().platform.eventsFrom(places, 1000);
    const expected = places.flatMap(({ organizationId, seq }) =>
      [1, 2, 3].filter((it) => it >= seq).map((it) => `${organizationId} ${it}`),
    );
    expect(found.map(({ organizationId, seq }) => `${organizationId} ${seq}`).toSorted()).toEqual(
      expected.toSorted(),
    );
    const [event] = await use().platform.eventsFrom(
      [{ organizationId: ids[0] as OrganizationId, seq: 3 }],
      5,
    );
    expect(event).toEqual({
      ...(await use()
        .read(ids[0] as OrganizationId)
        .events.find(3)),
      organizationId: ids[0],
    });
    const few = await use().platform.eventsFrom(places.slice(0, 3), 2);
    expect(few).toEqual(found.slice(0, 2));
    expect(await use().platform.eventsFrom([{ organizationId: makeId(), seq: 1 }], 5)).toEqual([]);
  });
}
