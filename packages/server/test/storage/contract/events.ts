import { expect, test } from "vitest";
import type { NumberId, OrganizationId, UserId } from "../../../src/model.ts";
import type { EventFilter } from "../../../src/storage/store.ts";
import {
  addNumber,
  addUser,
  at,
  eventsAfter,
  makeId,
  makeOrganization,
  newEvent,
  type UseStore,
} from "./fixture.ts";

export function events(use: UseStore): void {
  test("returns the present names of numbers and users of the organization, in any state", async () => {
    const store = use();
    const [acme, rival] = [await makeOrganization(store), await makeOrganization(store)];
    const add = (organization: OrganizationId) =>
      store.write(organization, async (tx) => ({ user: await addUser(tx), number: await addNumber(tx) }));
    const [ours, theirs] = [await add(acme), await add(rival)];
    const recordsOf = ({ user, number }: typeof ours) => ({ userIds: [user.id], numberIds: [number.id] });
    const named = {
      lines: new Map([[ours.number.id, ours.number.line]]),
      userNames: new Map([[ours.user.id, ours.user.name]]),
    };
    const { events } = store.read(acme);
    expect(await events.names(recordsOf(ours))).toEqual(named);
    expect(await events.names(recordsOf(theirs))).toEqual({ lines: new Map(), userNames: new Map() });
    expect(await events.names({ userIds: [], numberIds: [] })).toEqual({
      lines: new Map(),
      userNames: new Map(),
    });
    await store.write(acme, async (tx) => {
      await tx.users.remove(ours.user.id, at);
      await tx.numbers.release(ours.number, at);
    });
    expect(await events.names(recordsOf(ours))).toEqual(named);
  });

  test("numbers events from the head on, in the given order", async () => {
    const id = await makeOrganization(use());
    const given = Array.from({ length: 5 }, () => newEvent());
    await use().write(id, (tx) => tx.events.append(given.slice(0, 2)));
    await use().write(id, (tx) => tx.events.append(given.slice(2)));
    expect(await eventsAfter(use().read(id), 0, 10)).toMatchObject(
      given.map((it, index) => ({ ...it, seq: index + 1 })),
    );
    expect(await use().read(id).events.head()).toMatchObject({ seq: 5, at });
  });

  test("the head is 0 without events and unchanged by an empty append", async () => {
    const id = await makeOrganization(use());
    await use().write(id, (tx) => tx.events.append([]));
    expect(await use().read(id).events.head()).toEqual({
      seq: 0,
      at: 0,
      hash: "0".repeat(64),
      deletedAt: null,
      coolingDays: 0,
    });
    expect(await use().read(makeId()).events.head()).toMatchObject({ seq: 0, deletedAt: null });
  });

  test("returns at most the requested number of events after a position", async () => {
    const id = await makeOrganization(use());
    await use().write(id, (tx) => tx.events.append(Array.from({ length: 7 }, () => newEvent())));
    const seqs = async (seq: number, limit: number) =>
      (await eventsAfter(use().read(id), seq, limit)).map((it) => it.seq);
    expect(await seqs(0, 3)).toEqual([1, 2, 3]);
    expect(await seqs(3, 100)).toEqual([4, 5, 6, 7]);
    expect(await seqs(7, 100)).toEqual([]);
  });

  test("preserves every field and character of an event", async () => {
    const id = await makeOrganization(use());
    const event = newEvent({
      kind: "number.assigned",
      userId: makeId(),
      numberId: makeId(),
      reason: "He asked: “please” ☎",
      undoes: 7,
      before: { label: 'a "quoted" \\ ☎ \u{1F600} line', list: [1, null, false] },
      after: { deep: { version: 2 ** 40 } },
    });
    await use().write(id, (tx) => tx.events.append([event]));
    expect(await eventsAfter(use().read(id), 0, 1)).toMatchObject([{ ...event, seq: 1 }]);
  });

  test("a failed write uses no event number", async () => {
    const id = await makeOrganization(use());
    const tell = (fails: boolean) =>
      use().write(id, async (tx) => {
        await tx.events.append([newEvent()]);
        if (fails) throw new Error("undone");
      });
    await Promise.allSettled([tell(false), tell(true), tell(false), tell(true), tell(false)]);
    expect((await eventsAfter(use().read(id), 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("rejects events of an organization that does not exist", async () => {
    await expect(use().write(makeId(), (tx) => tx.events.append([newEvent()]))).rejects.toThrow();
  });

  test("filters by kind, number and user, and continues a page after the last item", async () => {
    const id = await makeOrganization(use());
    const [numberId, userId] = [makeId<NumberId>(), makeId<UserId>()];
    const given = [
      newEvent({ kind: "number.assigned", numberId, userId }),
      newEvent({ kind: "number.assigned", numberId, userId: makeId() }),
      newEvent({ kind: "number.unassigned", numberId, userId }),
      newEvent({ kind: "number.updated", numberId }),
    ];
    await use().write(id, (tx) => tx.events.append(given));
    const { events } = use().read(id);
    const seqs = async (filter: EventFilter) =>
      (await events.list(filter, { size: 10 })).items.map(({ seq }) => seq);
    expect(await seqs({ numberId })).toEqual([1, 2, 3, 4]);
    expect(await seqs({ numberId, userId })).toEqual([1, 3]);
    expect(await seqs({ kinds: ["number.assigned", "number.updated"] })).toEqual([1, 2, 4]);
    expect(await seqs({ kinds: ["number.assigned"], userId })).toEqual([1]);
    expect(await seqs({ userId: makeId() })).toEqual([]);
    const first = await events.list({ userId }, { size: 1 });
    const rest = await events.list({ userId }, { size: 1, after: first.next });
    expect([first.items[0]?.seq, rest.items[0]?.seq, rest.next]).toEqual([1, 3, undefined]);
  });

  test("finds an event by its number", async () => {
    const id = await makeOrganization(use());
    const given = [newEvent(), newEvent()];
    await use().write(id, (tx) => tx.events.append(given));
    expect(await use().read(id).events.find(2)).toMatchObject({ ...given[1], seq: 2 });
    expect(await use().read(id).events.find(3)).toBeUndefined();
    expect(await use().read(makeId()).events.find(2)).toBeUndefined();
  });

  test("an event is undone by a later one, at most once", async () => {
    const [id, another] = [await makeOrganization(use()), await makeOrganization(use())];
    await use().write(id, (tx) => tx.events.append([newEvent(), newEvent()]));
    await use().write(id, (tx) => tx.events.append([newEvent({ undoes: 1 })]));
    await use().write(another, (tx) => tx.events.append([newEvent(), newEvent()]));
    const { events } = use().read(id);
    expect([await events.isUndone(1), await events.isUndone(2)]).toEqual([true, false]);
    expect(await use().read(another).events.isUndone(1)).toBe(false);
    const again = use().write(id, (tx) => tx.events.append([newEvent({ undoes: 1 })]));
    await expect(again).rejects.toThrow();
    expect(await events.head()).toMatchObject({ seq: 3, at });
  });

  test("the head has the timestamp of the last event", async () => {
    const id = await makeOrganization(use());
    await use().write(id, (tx) => tx.events.append([newEvent()]));
    await use().write(id, (tx) => tx.events.append([newEvent({ at: at + 5 }), newEvent({ at: at + 5 })]));
    expect(await use().read(id).events.head()).toMatchObject({ seq: 3, at: at + 5 });
    await use().write(id, (tx) => tx.events.append([]));
    expect(await use().read(id).events.head()).toMatchObject({ seq: 3, at: at + 5 });
  });
}
