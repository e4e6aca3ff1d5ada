import { expect, test } from "vitest";
import { StorageUnavailable, type Store } from "../../../src/storage/store.ts";
import { typedId } from "../../helpers/typed-id.ts";
import { addUser, at, changesOf, makeOrganization, newEvent, type UseStore } from "./fixture.ts";

export function transactions(use: UseStore, open: () => Promise<Store>): void {
  test("a read that starts after a write sees its changes", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    expect(await use().read(id).users.find({ id: user.id })).toEqual(user);
  });

  test("only the transaction itself sees its uncommitted changes", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const user = await addUser(tx);
      expect(await tx.users.find({ id: user.id })).toEqual(user);
      expect(await use().read(id).users.find({ id: user.id })).toBeUndefined();
    });
  });

  test("a write that throws rejects with the same error and changes nothing", async () => {
    const id = await makeOrganization(use());
    const failure = new Error("the work's own");
    const write = use().write(id, async (tx) => {
      await addUser(tx);
      await tx.events.append([newEvent()]);
      throw failure;
    });
    await expect(write).rejects.toBe(failure);
    expect((await use().read(id).users.list({}, { size: 10 })).items).toEqual([]);
    expect(await use().read(id).events.head()).toMatchObject({ seq: 0, at: 0 });
  });

  test("failed writes do not roll back concurrent ones", async () => {
    const id = await makeOrganization(use());
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        use().write(id, async (tx) => {
          const user = await addUser(tx, { name: String(index) });
          if (index % 2) throw new Error("odd");
          return user;
        }),
      ),
    );
    const page = await use().read(id).users.list({}, { size: 100 });
    expect(page.items.map(({ name }) => Number(name) % 2)).toEqual(Array(20).fill(0));
    expect(results.map(({ status }) => status === "rejected")).toEqual(
      results.map((_, index) => index % 2 === 1),
    );
  });

  test("a rejected statement that the work handles keeps the other changes", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const first = await addUser(tx, { email: "ann@acme.example" });
      expect(await tx.users.create({ ...first, id: typedId("f".repeat(24)), createdAt: at })).toEqual({
        taken: "email",
      });
      await addUser(tx, { email: "bob@acme.example" });
    });
    expect((await use().read(id).users.list({}, { size: 10 })).items).toHaveLength(2);
  });

  test("a part of a transaction that throws rolls back only its own changes", async () => {
    const id = await makeOrganization(use());
    const failure = new Error("the part's own");
    await use().write(id, async (tx) => {
      await addUser(tx, { name: "before" });
      for (const name of ["first", "second"]) {
        const part = tx.isolate(async () => {
          await addUser(tx, { name });
          if (name === "first") throw failure;
          return name;
        });
        if (name === "first") await expect(part).rejects.toBe(failure);
        else expect(await part).toBe(name);
      }
      await addUser(tx, { name: "after" });
    });
    const { items } = await use().read(id).users.list({}, { size: 10 });
    expect(items.map(({ name }) => name)).toEqual(["before", "second", "after"]);
  });

  test("serializes the writes of one organization", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx, { name: "0" }));
    const count = () =>
      use().write(id, async (tx) => {
        const now = await tx.users.find({ id: user.id });
        await new Promise(setImmediate);
        if (now) await tx.users.update(now, { ...changesOf(now), name: String(Number(now.name) + 1) });
      });
    await Promise.all(Array.from({ length: 50 }, count));
    expect(await use().read(id).users.find({ id: user.id })).toMatchObject({ name: "50", version: 51 });
  });

  test("close waits for in-flight writes and rejects later calls", async () => {
    const store = await open();
    const id = await makeOrganization(store);
    await store.ping();
    const writes = Array.from({ length: 20 }, () => store.write(id, (tx) => addUser(tx)));
    const order: string[] = [];
    const written = Promise.all(writes).then(() => order.push("written"));
    await store.close().then(() => order.push("closed"));
    await written;
    expect(order).toEqual(["written", "closed"]);
    await expect(store.ping()).rejects.toThrow(StorageUnavailable);
    await expect(store.write(id, (tx) => addUser(tx))).rejects.toThrow(StorageUnavailable);
  });
}
