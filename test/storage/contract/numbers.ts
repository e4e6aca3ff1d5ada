import { expect, test } from "vitest";
import type { NumberFilter } from "../../../src/storage/store.ts";
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
} from "./scene.ts";

export function numbers(use: UseStore): void {
  test("a new number is available, at version 1, under the next serial", async () => {
    const id = await makeOrganization(use());
    const given = newNumber({ alias: "Front desk" });
    const [first, second] = await use().write(id, async (tx) => [
      await addNumber(tx, given),
      await addNumber(tx),
    ]);
    expect(first).toEqual({ ...given, serial: 1, state: "available", isInboundHeld: false, version: 1 });
    expect(second?.serial).toBe(2);
  });

  test("a (provider, line) belongs to one organization", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    const { provider, line } = await use().write(one, (tx) => addNumber(tx));
    const again = newNumber({ provider, line });
    expect(await use().write(one, (tx) => tx.numbers.add(again))).toEqual({ taken: "here" });
    expect(await use().write(two, (tx) => tx.numbers.add(again))).toEqual({ taken: "elsewhere" });
    expect((await use().read(two).numbers.list({}, { size: 10 })).items).toEqual([]);
  });

  test("a line can be at several providers and in several organizations", async () => {
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

  test("an opaque sender line is kept as it is", async () => {
    const id = await makeOrganization(use());
    const line = `+98BANK${makeLine().slice(-4)}`;
    const number = await use().write(id, (tx) => addNumber(tx, { provider: "ippanel", line }));
    expect(await use().read(id).numbers.find({ line })).toEqual([number]);
  });

  test("a number is found by id and by serial", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx));
    const { numbers } = use().read(id);
    expect(await numbers.find({ id: number.id })).toEqual([number]);
    expect(await numbers.find({ serial: number.serial })).toEqual([number]);
    expect(await numbers.find({ id: makeId() })).toEqual([]);
  });

  test("an update changes the alias, raises the version and is searched by", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, (tx) => addNumber(tx, { alias: "Old" }));
    const after = await use().write(id, (tx) => tx.numbers.update(number.id, { alias: "New" }));
    expect(after).toEqual({ ...number, alias: "New", version: 2 });
    expect(await found(id, { search: "nEW" })).toEqual([after]);
    expect(await found(id, { search: "old" })).toEqual([]);
    expect(await use().write(id, (tx) => tx.numbers.update(number.id, { alias: null }))).toMatchObject({
      alias: null,
    });
  });

  test("a number that does not exist cannot be updated", async () => {
    const id = await makeOrganization(use());
    await expect(use().write(id, (tx) => tx.numbers.update(makeId(), { alias: "x" }))).rejects.toThrow();
  });

  test("a number's state follows its open assignments", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const [number, user] = [await addNumber(tx), await addUser(tx)];
      const state = async () => {
        const [{ state, isInboundHeld } = { state: "missing" }] = await tx.numbers.find({ id: number.id });
        return [state, isInboundHeld];
      };
      const held = await assign(tx, number, user, { isInboundEnabled: false });
      expect(await state()).toEqual(["assigned", false]);
      await tx.assignments.update(held.id, { ...held, isInboundEnabled: true });
      expect(await state()).toEqual(["assigned", true]);
      await tx.assignments.end(held.id, at);
      expect(await state()).toEqual(["available", false]);
    });
  });

  test("a list is narrowed by part of a line or alias, provider, state and holder", async () => {
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

  const found = async (id: string, filter: NumberFilter) =>
    (await use().read(id).numbers.list(filter, { size: 10 })).items;
}
