import { expect, test } from "vitest";
import type { NumberId, NumberState, OrganizationId, UserId } from "../../../src/model.ts";
import type { NumberFilter, NumberRecord } from "../../../src/storage/store.ts";
import {
  addNumber,
  addUser,
  assign,
  at,
  makeId,
  makeLine,
  makeOrganization,
  newNumber,
  type UseStore,
} from "./fixture.ts";

export function numbers(use: UseStore): void {
  test("creates an available number at version 1 with the next serial", async () => {
    const id = await makeOrganization(use());
    const given = newNumber({ alias: "Front desk" });
    const [first, second] = await use().write(id, async (tx) => [
      await addNumber(tx, given),
      await addNumber(tx),
    ]);
    expect(first).toEqual({
      ...given,
      serial: 1,
      releasedAt: null,
      coolingUntil: null,
      formerHolderId: null,
      reservation: null,
      carrierMissingAt: null,
      isHeld: false,
      isInboundHeld: false,
      version: 1,
    });
    expect(second?.serial).toBe(2);
  });

  test("rejects a (provider, line) that an organization has", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    const { provider, line } = await use().write(one, (tx) => addNumber(tx));
    const again = newNumber({ provider, line });
    expect(await use().write(one, (tx) => tx.numbers.add(again))).toEqual({ taken: "sameOrganization" });
    expect(await use().write(two, (tx) => tx.numbers.add(again))).toEqual({ taken: "otherOrganization" });
    expect((await use().read(two).numbers.list({}, at, { size: 10 })).items).toEqual([]);
  });

  test("accepts a line at several providers and in several organizations", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    const line = makeLine();
    const mine = await use().write(one, async (tx) => [
      await addNumber(tx, { line, provider: "sinch" }),
      await addNumber(tx, { line, provider: "other" }),
    ]);
    const [theirs] = await use().write(two, async (tx) => [
      await addNumber(tx, { line, provider: "telnyx" }),
    ]);
    expect(await use().read(one).numbers.find({ line })).toEqual(mine);
    expect(await use().read(one).numbers.find({ line, provider: "other" })).toEqual([mine[1]]);
    expect(await use().read(one).numbers.find({ line, provider: "telnyx" })).toEqual([]);
    expect(await use().read(two).numbers.find({ line })).toEqual([theirs]);
  });

  test("preserves an opaque sender line", async () => {
    const id = await makeOrganization(use());
    const line = `+98BANK${makeLine().slice(-4)}`;
    const number = await use().write(id, (tx) => addNumber(tx, { provider: "ippanel", line }));
    expect(await use().read(id).numbers.find({ line })).toEqual([number]);
  });

  test("finds a number by id and by serial", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx));
    const { numbers } = use().read(id);
    expect(await numbers.find({ id: number.id })).toEqual([number]);
    expect(await numbers.find({ serial: number.serial })).toEqual([number]);
    expect(await numbers.find({ id: makeId() })).toEqual([]);
  });

  test("updates the alias, increments the version and makes the alias searchable", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx, { alias: "Old" }));
    const setAlias = async (before: NumberRecord, alias: string | null) =>
      use().write(id, async (tx) => {
        const changed = await tx.numbers.update({ ...before, alias });
        await tx.numbers.reindex(number.id);
        return changed;
      });
    const after = await setAlias(number, "New");
    expect(after).toEqual({ ...number, alias: "New", version: 2 });
    expect(await found(id, { search: "nEW" })).toEqual([after]);
    expect(await found(id, { search: "old" })).toEqual([]);
    expect(await setAlias(after, null)).toMatchObject({ alias: null, version: 3 });
  });

  test("rejects updating or releasing a number that has changed since it was read", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx));
    const after = await use().write(id, (tx) => tx.numbers.update({ ...number, alias: "New" }));
    await expect(use().write(id, (tx) => tx.numbers.update(number))).rejects.toThrow();
    await expect(use().write(id, (tx) => tx.numbers.release(number, at))).rejects.toThrow();
    expect(await found(id, {})).toEqual([after]);
  });

  test("rejects updating a number that does not exist", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx));
    const missing = { ...number, id: makeId<NumberId>() };
    await expect(use().write(id, (tx) => tx.numbers.update(missing))).rejects.toThrow();
  });

  test("derives whether a number is held from its open assignments", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const [number, user] = [await addNumber(tx), await addUser(tx)];
      const state = async () => {
        const [now] = await tx.numbers.find({ id: number.id });
        return [now?.isHeld, now?.isInboundHeld];
      };
      const held = await assign(tx, number, user, { isInboundEnabled: false });
      expect(await state()).toEqual([true, false]);
      const receiving = await tx.assignments.update(held, { ...held, isInboundEnabled: true });
      expect(await state()).toEqual([true, true]);
      await tx.assignments.end(receiving, at);
      expect(await state()).toEqual([false, false]);
    });
  });

  test("filters by part of a line or alias, provider, state and holder", async () => {
    const id = await makeOrganization(use());
    const [held, free] = await use().write(id, async (tx) => [
      await addNumber(tx, { alias: "50%_off" }),
      await addNumber(tx, { provider: "ippanel" }),
    ]);
    const user = await use().write(id, (tx) => addUser(tx));
    if (held) await use().write(id, (tx) => assign(tx, held, user));
    const ids = async (filter: NumberFilter) => (await found(id, filter)).map((number) => number.id);
    expect(await ids({})).toEqual([held?.id, free?.id]);
    for (const filter of [
      { search: held?.line.slice(4) },
      { search: "%_OFF" },
      { provider: "twilio" },
      { state: "assigned" },
      { userId: user.id },
    ] as const)
      expect([filter, await ids(filter)]).toEqual([filter, [held?.id]]);
    for (const filter of [{ provider: "ippanel" }, { state: "available" }] as const)
      expect([filter, await ids(filter)]).toEqual([filter, [free?.id]]);
    expect(await ids({ provider: "ippanel", state: "assigned" })).toEqual([]);
    expect(await ids({ userId: makeId() })).toEqual([]);
  });

  test("stores and clears cooling and reservation", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx));
    const wanted = {
      coolingUntil: at + 1,
      formerHolderId: makeId<UserId>(),
      reservation: { userId: makeId<UserId>(), email: "starter@acme.example", until: at + 2 },
    };
    const cooling = await use().write(id, (tx) => tx.numbers.update({ ...number, ...wanted }));
    expect(cooling).toEqual({ ...number, ...wanted, version: 2 });
    const warm = await use().write(id, (tx) => tx.numbers.update({ ...number, version: 2 }));
    expect(warm).toEqual({ ...number, version: 3 });
  });

  test("computes states for the given instant", async () => {
    const id = await makeOrganization(use());
    const [cooling, held, released] = await use().write(id, async (tx) => {
      const user = await addUser(tx);
      const numbers = [await addNumber(tx), await addNumber(tx), await addNumber(tx)] as const;
      const cold = [];
      for (const number of numbers) cold.push(await tx.numbers.update({ ...number, coolingUntil: at + 10 }));
      await assign(tx, numbers[1], user, { isInboundEnabled: false });
      await tx.numbers.release(cold[2] as NumberRecord, at);
      return numbers.map((number) => number.id);
    });
    const ids = async (state: NumberState | undefined, moment: number) =>
      (await use().read(id).numbers.list({ state }, moment, { size: 10 })).items.map((number) => number.id);
    expect(await ids("cooling", at + 9)).toEqual([cooling]);
    expect(await ids("available", at + 9)).toEqual([]);
    expect(await ids("cooling", at + 10)).toEqual([]);
    expect(await ids("available", at + 10)).toEqual([cooling]);
    expect(await ids("assigned", at)).toEqual([held]);
    expect(await ids("released", at)).toEqual([released]);
    expect(await ids(undefined, at)).toEqual([cooling, held]);
  });

  test("finds a released number only by id and frees its line", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    const number = await use().write(one, (tx) => addNumber(tx));
    const reserved = { ...number, reservation: { userId: makeId<UserId>(), email: null, until: at + 9 } };
    const released = await use().write(one, async (tx) =>
      tx.numbers.release(await tx.numbers.update(reserved), at),
    );
    expect(released).toEqual({ ...number, releasedAt: at, version: 3 });
    const { numbers } = use().read(one);
    expect(await numbers.find({ id: number.id })).toEqual([released]);
    expect(await numbers.find({ line: number.line })).toEqual([]);
    expect(await numbers.find({ serial: number.serial })).toEqual([]);
    const { line, provider } = number;
    await use().write(two, (tx) => addNumber(tx, { line, provider }));
    expect(await use().write(one, (tx) => tx.numbers.add(newNumber({ line, provider })))).toEqual({
      taken: "otherOrganization",
    });
    const [theirs] = await use().read(two).numbers.find({ line });
    await use().write(two, (tx) => tx.numbers.release(theirs as NumberRecord, at));
    const again = await use().write(one, (tx) => addNumber(tx, { line, provider }));
    expect(await numbers.find({ line })).toEqual([again]);
  });

  test("rejects releasing a number twice", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx));
    await use().write(id, (tx) => tx.numbers.release(number, at));
    await expect(use().write(id, (tx) => tx.numbers.release(number, at))).rejects.toThrow();
    const missing = { ...number, id: makeId<NumberId>() };
    await expect(use().write(id, (tx) => tx.numbers.release(missing, at))).rejects.toThrow();
  });

  test("finds a number by the labels of its assignments after reindexing", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx, { alias: "Reception" }));
    const held = await use().write(id, async (tx) => {
      const assignment = await assign(tx, number, await addUser(tx), { label: "Hotline" });
      await tx.numbers.reindex(number.id);
      return assignment;
    });
    const ids = async (filter: NumberFilter) => (await found(id, filter)).map((it) => it.id);
    expect(await ids({ search: "hOtl" })).toEqual([number.id]);
    expect(await ids({ search: "recep" })).toEqual([number.id]);
    expect(await ids({ label: "Hotline" })).toEqual([number.id]);
    expect(await ids({ label: "Hotl" })).toEqual([]);
    await use().write(id, async (tx) => {
      await tx.assignments.end(held, at);
      await tx.numbers.reindex(number.id);
    });
    expect(await ids({ search: "hotl" })).toEqual([]);
    expect(await ids({ label: "Hotline" })).toEqual([]);
    expect(await ids({ search: "recep" })).toEqual([number.id]);
  });

  const found = async (id: OrganizationId, filter: NumberFilter) =>
    (await use().read(id).numbers.list(filter, at, { size: 10 })).items;
}
