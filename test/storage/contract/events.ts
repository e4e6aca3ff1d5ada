import { expect, test } from "vitest";
import { makeId, makeOrganization, newEvent, type UseStore } from "./scene.ts";

export function events(use: UseStore): void {
  test("events are numbered on from the head, in the order given", async () => {
    const id = await makeOrganization(use());
    const given = Array.from({ length: 5 }, () => newEvent());
    await use().write(id, (tx) => tx.events.append(given.slice(0, 2)));
    await use().write(id, (tx) => tx.events.append(given.slice(2)));
    expect(await use().read(id).events.after(0, 10)).toEqual(
      given.map((it, index) => ({ ...it, seq: index + 1 })),
    );
    expect(await use().read(id).events.head()).toBe(5);
  });

  test("the head is 0 before the first event, and no events move it nowhere", async () => {
    const id = await makeOrganization(use());
    await use().write(id, (tx) => tx.events.append([]));
    expect(await use().read(id).events.head()).toBe(0);
    expect(await use().read(makeId()).events.head()).toBe(0);
  });

  test("a reader gets those after where he was, at most as many as he asks for", async () => {
    const id = await makeOrganization(use());
    await use().write(id, (tx) => tx.events.append(Array.from({ length: 7 }, () => newEvent())));
    const seqs = async (seq: number, limit: number) =>
      (await use().read(id).events.after(seq, limit)).map((it) => it.seq);
    expect(await seqs(0, 3)).toEqual([1, 2, 3]);
    expect(await seqs(3, 100)).toEqual([4, 5, 6, 7]);
    expect(await seqs(7, 100)).toEqual([]);
  });

  test("an event comes back as it was told, with every letter", async () => {
    const id = await makeOrganization(use());
    const event = newEvent({
      kind: "number.assigned",
      userId: makeId(),
      numberId: makeId(),
      before: { label: 'a "quoted" \\ ☎ \u{1F600} line', list: [1, null, false] },
      after: { deep: { version: 2 ** 40 } },
    });
    await use().write(id, (tx) => tx.events.append([event]));
    expect(await use().read(id).events.after(0, 1)).toEqual([{ ...event, seq: 1 }]);
  });

  test("a write that fails uses up no number", async () => {
    const id = await makeOrganization(use());
    const tell = (fails: boolean) =>
      use().write(id, async (tx) => {
        await tx.events.append([newEvent()]);
        if (fails) throw new Error("undone");
      });
    await Promise.allSettled([tell(false), tell(true), tell(false), tell(true), tell(false)]);
    expect((await use().read(id).events.after(0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("an organization that does not exist has no book to write in", async () => {
    await expect(use().write(makeId(), (tx) => tx.events.append([newEvent()]))).rejects.toThrow();
  });
}
