import { expect, test } from "vitest";
import type { UserId } from "../../../src/model.ts";
import { addUser, at, changesOf, makeId, makeOrganization, newUser, type UseStore } from "./fixture.ts";

export function users(use: UseStore): void {
  test("creates an active user at version 1 with the next serial", async () => {
    const id = await makeOrganization(use());
    const given = newUser({ username: "mona", role: "admin", isOwner: true, endpoints: ["client:mona"] });
    const [first, second] = await use().write(id, async (tx) => [
      await addUser(tx, given),
      await addUser(tx),
    ]);
    expect(first).toEqual({
      ...given,
      serial: 1,
      status: "active",
      signedOutAt: null,
      removedAt: null,
      version: 1,
    });
    expect(second?.serial).toBe(2);
  });

  test("finds a user by id, serial and username, whose case and width do not count", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx, { username: "mona" }));
    const { users } = use().read(id);
    for (const reference of [{ id: user.id }, { serial: user.serial }, { username: "mona" }])
      expect(await users.find(reference)).toEqual(user);
    for (const username of ["Mona", "ＭＯＮＡ"]) expect(await users.find({ username })).toEqual(user);
    expect(await users.find({ username: "mon" })).toBeUndefined();
    expect(await users.find({ serial: 99 })).toBeUndefined();
  });

  test("rejects a used id in every organization, also of removed users", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    const user = await use().write(one, (tx) => addUser(tx));
    const again = () =>
      use().write(two, (tx) => tx.users.create(newUser({ id: user.id, email: "a@b.example" })));
    expect(await again()).toEqual({ taken: "id" });
    await use().write(one, (tx) => tx.users.remove(user.id, at));
    expect(await again()).toEqual({ taken: "id" });
    expect((await use().read(two).users.list({}, { size: 10 })).items).toEqual([]);
  });

  test("rejects a used e-mail address case-insensitively, within the organization", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    await use().write(one, (tx) => addUser(tx, { email: "Ärin@acme.example" }));
    const rival = newUser({ email: "äRIN@ACME.example" });
    expect(await use().write(one, (tx) => tx.users.create(rival))).toEqual({ taken: "email" });
    expect(await use().write(two, (tx) => tx.users.create(rival))).toMatchObject({ email: rival.email });
  });

  test("rejects a used username within the organization and accepts several users without one", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      await addUser(tx, { username: "mona" });
      await addUser(tx, { username: null });
      await addUser(tx, { username: null });
      expect(await tx.users.create(newUser({ username: "mona" }))).toEqual({ taken: "username" });
    });
  });

  test("rejects a used external id within the organization, and compares it exactly", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    await use().write(one, async (tx) => {
      await addUser(tx, { externalId: "okta|mona" });
      expect(await tx.users.create(newUser({ externalId: "okta|mona" }))).toEqual({ taken: "externalId" });
      const other = await addUser(tx, { externalId: "OKTA|mona" });
      const changes = { ...changesOf(other), externalId: "okta|mona" };
      expect(await tx.users.update(other, changes)).toEqual({ taken: "externalId" });
      await addUser(tx);
      await addUser(tx);
    });
    await use().write(two, (tx) => addUser(tx, { externalId: "okta|mona" }));
  });

  test("signs a user out at an instant", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    const after = await use().write(id, (tx) => tx.users.signOut(user.id, at + 7));
    expect(after).toEqual({ ...user, signedOutAt: at + 7, version: 2 });
    expect(await use().platform.findCredentialUser(user.id)).toMatchObject({ signedOutAt: at + 7 });
    await expect(use().write(id, (tx) => tx.users.signOut(makeId(), at))).rejects.toThrow();
  });

  test("updates the given fields and increments the version", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx, { username: "mona" }));
    const changes = {
      name: "Mona Lisa",
      email: "lisa@acme.example",
      username: null,
      role: "admin",
      status: "disabled",
      externalId: "okta|mona",
      endpoints: ["tel:+14165550102", "client:mona"],
      signedOutAt: at,
    } as const;
    const after = await use().write(id, (tx) => tx.users.update(user, changes));
    expect(after).toEqual({ ...user, ...changes, version: 2 });
    expect(await use().read(id).users.find({ id: user.id })).toEqual(after);
  });

  test("rejects an update to another user's e-mail address or username", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const ann = await addUser(tx, { email: "ann@acme.example", username: "ann" });
      const bob = await addUser(tx, { email: "bob@acme.example", username: "bob" });
      const update = (changes: object) => tx.users.update(bob, { ...changesOf(bob), ...changes });
      expect(await update({ email: "ANN@acme.example" })).toEqual({ taken: "email" });
      expect(await update({ username: "ann" })).toEqual({ taken: "username" });
      expect(await tx.users.find({ id: bob.id })).toEqual(bob);
      expect(await update({ email: "BOB@acme.example" })).toMatchObject({ version: 2 });
      expect(await tx.users.find({ id: ann.id })).toEqual(ann);
    });
  });

  test("rejects updating a user who does not exist or was removed", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    await use().write(id, (tx) => tx.users.remove(user.id, at));
    for (const which of [user, { ...user, id: makeId<UserId>() }])
      await expect(use().write(id, (tx) => tx.users.update(which, changesOf(user)))).rejects.toThrow();
  });

  test("returns the removed user and does not find them afterwards", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx, { username: "mona" }));
    const removed = await use().write(id, (tx) => tx.users.remove(user.id, at + 5));
    expect(removed).toEqual({
      ...user,
      status: "removed",
      signedOutAt: at + 5,
      removedAt: at + 5,
      version: 2,
    });
    for (const reference of [{ id: user.id }, { serial: user.serial }, { username: "mona" }])
      expect(await use().read(id).users.find(reference)).toBeUndefined();
  });

  test("restores a removed user's endpoints in their order", async () => {
    const id = await makeOrganization(use());
    const endpoints = ["sip:mona@acme.example;transport=tls", "client:mona", "tel:+14165550102"];
    await use().write(id, async (tx) => {
      const user = await addUser(tx, { endpoints });
      expect((await tx.users.remove(user.id, at)).endpoints).toEqual(endpoints);
      expect(await tx.users.restore(user.id, { status: "active", signedOutAt: at })).toMatchObject({
        endpoints,
      });
    });
  });

  test("removal frees the e-mail address and username but not the serial", async () => {
    const id = await makeOrganization(use());
    const names = { email: "mona@acme.example", username: "mona" };
    await use().write(id, async (tx) => {
      const user = await addUser(tx, names);
      await tx.users.remove(user.id, at);
      expect(await addUser(tx, names)).toMatchObject({ ...names, serial: 2 });
    });
  });

  test("lists every user except removed ones, and filters by status", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      await addUser(tx, { name: "active" });
      const disabled = await addUser(tx, { name: "disabled" });
      await tx.users.update(disabled, { ...changesOf(disabled), status: "disabled" });
      await tx.users.remove((await addUser(tx, { name: "removed" })).id, at);
    });
    const names = async (status?: "active" | "disabled" | "blocked" | "removed") =>
      (await use().read(id).users.list({ status }, { size: 10 })).items.map(({ name }) => name);
    expect(await names()).toEqual(["active", "disabled"]);
    for (const status of ["active", "disabled", "removed"] as const)
      expect(await names(status)).toEqual([status]);
    expect(await names("blocked")).toEqual([]);
  });

  test("filters by role", async () => {
    const id = await makeOrganization(use());
    const admin = await use().write(id, async (tx) => {
      await addUser(tx);
      return addUser(tx, { role: "admin" });
    });
    expect((await use().read(id).users.list({ role: "admin" }, { size: 10 })).items).toEqual([admin]);
  });

  test("searches name, e-mail address and username by substring, case-insensitively", async () => {
    const id = await makeOrganization(use());
    await use().write(id, (tx) =>
      addUser(tx, { name: "Ängström ΟΔΟΣΑ 100%_\\", email: "XY@acme.example", username: "Uno" }),
    );
    await use().write(id, (tx) => addUser(tx, { name: "Somebody else", email: "q@q.example" }));
    const count = async (search: string) =>
      (await use().read(id).users.list({ search }, { size: 10 })).items.length;
    for (const part of ["äNG", "STRÖM", "xy@ACME", "uNO", "100%", "%_", "_\\", "ΟΔΟΣ", "οδοσ"])
      expect([part, await count(part)]).toEqual([part, 1]);
    for (const none of ["1%0", "S_m", "zzz"]) expect([none, await count(none)]).toEqual([none, 0]);
    expect(await count("")).toBe(2);
  });

  test("the e-mail filter matches only the e-mail address", async () => {
    const id = await makeOrganization(use());
    await use().write(id, (tx) => addUser(tx, { name: "ann", email: "Zed@acme.example", username: "ann" }));
    const count = async (email: string) =>
      (await use().read(id).users.list({ email }, { size: 10 })).items.length;
    expect([await count("zED@"), await count("ann")]).toEqual([1, 0]);
  });

  test("restores a removed user with the given status", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx, { username: "mona" }));
    await use().write(id, (tx) => tx.users.remove(user.id, at));
    const restored = await use().write(id, (tx) =>
      tx.users.restore(user.id, { status: "disabled", signedOutAt: at + 9 }),
    );
    expect(restored).toEqual({ ...user, status: "disabled", signedOutAt: at + 9, version: 3 });
    expect(await use().read(id).users.find({ username: "mona" })).toEqual(restored);
  });

  test("rejects restoring a user whose e-mail address, username or external id is used by another", async () => {
    const id = await makeOrganization(use());
    const names = { email: "mona@acme.example", username: "mona", externalId: "okta|mona" };
    const user = await use().write(id, (tx) => addUser(tx, names));
    await use().write(id, (tx) => tx.users.remove(user.id, at));
    for (const [rule, taken] of [
      ["email", { email: "MONA@acme.example" }],
      ["username", { username: "mona" }],
      ["externalId", { externalId: "okta|mona" }],
    ] as const) {
      const other = await use().write(id, (tx) => addUser(tx, taken));
      const refused = await use().write(id, (tx) =>
        tx.users.restore(user.id, { status: "active", signedOutAt: at }),
      );
      expect(refused).toEqual({ taken: rule });
      expect(await use().read(id).users.find({ id: user.id })).toBeUndefined();
      await use().write(id, (tx) => tx.users.remove(other.id, at));
    }
    await expect(
      use().write(id, (tx) => tx.users.restore(makeId(), { status: "active", signedOutAt: at })),
    ).rejects.toThrow();
  });
}
