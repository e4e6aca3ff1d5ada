import { expect, test } from "vitest";
import { type PackedRows, packedFlags } from "../../../src/routing/route-input.ts";
import {
  addNumber,
  addUser,
  assign,
  at,
  changesOf,
  makeId,
  makeLine,
  makeOrganization,
  type UseStore,
} from "./fixture.ts";

/** The input of routing decisions. */
export function routes(use: UseStore): void {
  test("returns a line with its organization, cooling, reservation and holders", async () => {
    const id = await makeOrganization(use());
    const line = makeLine();
    const { number, mona, otto, held, shared } = await use().write(id, async (tx) => {
      const mona = await addUser(tx, { endpoints: ["client:mona", "tel:+14165550199"] });
      const otto = await addUser(tx);
      const number = await addNumber(tx, { line });
      const held = await assign(tx, number, mona);
      const shared = await assign(tx, number, otto, { isInboundEnabled: false, assignedAt: at + 1 });
      await tx.users.update(otto, { ...changesOf(otto), status: "disabled" });
      await tx.numbers.update({
        ...number,
        coolingUntil: at + 5,
        formerHolderId: mona.id,
        reservation: { userId: mona.id, email: null, until: at + 7 },
      });
      return { number, mona, otto, held, shared };
    });
    const facts = await use().platform.routes.line("twilio", line);
    expect(facts).toEqual({
      organizationId: id,
      organizationStatus: "active",
      numberId: number.id,
      coolingUntil: at + 5,
      reservedUntil: at + 7,
      holders: expect.any(Array),
    });
    const byId = (left: { assignmentId: string }, right: { assignmentId: string }) =>
      left.assignmentId < right.assignmentId ? -1 : 1;
    expect(facts?.holders.toSorted(byId)).toEqual([
      {
        assignmentId: held.id,
        assignedAt: at,
        isInboundEnabled: true,
        userId: mona.id,
        userStatus: "active",
        endpoints: ["client:mona", "tel:+14165550199"],
      },
      {
        assignmentId: shared.id,
        assignedAt: at + 1,
        isInboundEnabled: false,
        userId: otto.id,
        userStatus: "disabled",
        endpoints: [],
      },
    ]);
    expect(await use().platform.routes.line("sinch", line)).toBeUndefined();
    expect(await use().platform.routes.line("twilio", makeLine())).toBeUndefined();
  });

  test("omits ended assignments and released numbers", async () => {
    const id = await makeOrganization(use());
    const line = makeLine();
    const number = await use().write(id, async (tx) => {
      const made = await addNumber(tx, { line });
      await tx.assignments.end(await assign(tx, made, await addUser(tx)), at);
      return made;
    });
    expect(await use().platform.routes.line("twilio", line)).toMatchObject({
      numberId: number.id,
      coolingUntil: null,
      reservedUntil: null,
      holders: [],
    });
    await use().write(id, (tx) => tx.numbers.release(number, at));
    expect(await use().platform.routes.line("twilio", line)).toBeUndefined();
  });

  test("returns a user's open assignments at the provider", async () => {
    const id = await makeOrganization(use());
    const { user, held, number } = await use().write(id, async (tx) => {
      const user = await addUser(tx);
      const number = await addNumber(tx);
      const held = await assign(tx, number, user, { isDefault: true, isOutboundEnabled: false });
      await assign(tx, await addNumber(tx, { provider: "sinch" }), user);
      const ended = await assign(tx, await addNumber(tx), user);
      await tx.assignments.end(ended, at);
      await tx.organization.update({ name: "acme", status: "suspended", coolingDays: 0 });
      return { user, held, number };
    });
    expect(await use().platform.routes.user(user.id, "twilio")).toEqual({
      organizationId: id,
      organizationStatus: "suspended",
      userStatus: "active",
      held: [
        {
          assignmentId: held.id,
          assignedAt: at,
          numberId: number.id,
          provider: "twilio",
          line: number.line,
          isDefault: true,
          isOutboundEnabled: false,
        },
      ],
    });
    const all = await use().platform.routes.user(user.id);
    expect(all?.held.map(({ provider }) => provider).toSorted()).toEqual(["sinch", "twilio"]);
    expect(await use().platform.routes.user(user.id, "vonage")).toMatchObject({ held: [] });
    expect(await use().platform.routes.user(makeId(), "twilio")).toBeUndefined();
    await use().write(id, async (tx) => {
      await tx.assignments.end(held, at);
      for (const open of await tx.assignments.open({ userId: user.id })) await tx.assignments.end(open, at);
      await tx.users.remove(user.id, at);
    });
    expect(await use().platform.routes.user(user.id, "twilio")).toBeUndefined();
    expect(await use().platform.routes.user(user.id)).toBeUndefined();
  });

  test("reads every routed record in batches", async () => {
    const id = await makeOrganization(use());
    const count = 2001;
    const { number, user, held } = await use().write(id, async (tx) => {
      for (let index = 1; index < count; index++) await addNumber(tx);
      const number = await addNumber(tx);
      const user = await addUser(tx, { endpoints: ["client:mona"] });
      const removed = await addUser(tx);
      await tx.users.remove(removed.id, at);
      const released = await addNumber(tx);
      await tx.numbers.release(released, at);
      const ended = await assign(tx, number, user);
      await tx.assignments.end(ended, at);
      return { number, user, held: await assign(tx, number, user, { isOutboundEnabled: false }) };
    });
    const { routes } = use().platform;
    const organizations: { id: string }[] = [];
    for await (const batch of routes.organizations()) organizations.push(...batch);
    expect(organizations.filter((it) => it.id === id)).toMatchObject([{ id, status: "active" }]);
    expect(await packed(routes.users(), id)).toEqual([`${id}${user.id}active\t["client:mona"]`]);
    const numbers = await packed(routes.numbers(), id);
    expect(numbers).toHaveLength(count);
    expect(numbers).toContain(`${id}${number.id}twilio\t${number.line}\t\t`);
    const flags = packedFlags.isInboundEnabled;
    expect(await packed(routes.assignments(), user.id)).toEqual([
      `${held.id}${number.id}${user.id}${flags}${at}`,
    ]);
  });

  test("packs the holds of a number", async () => {
    const id = await makeOrganization(use());
    const number = await use().write(id, async (tx) => {
      const number = await addNumber(tx);
      await tx.numbers.update({ ...number, coolingUntil: at + 1 });
      return number;
    });
    expect(await packed(use().platform.routes.numbers(), id)).toEqual([
      `${id}${number.id}twilio\t${number.line}\t${at + 1}\t`,
    ]);
  });
}

/** The rows that contain the id. */
async function packed(batches: AsyncIterable<PackedRows>, id: string): Promise<string[]> {
  const rows: string[] = [];
  for await (const { text, count } of batches) {
    const batch = text.split("\n").slice(0, -1);
    expect(batch).toHaveLength(count);
    rows.push(...batch.filter((row) => row.includes(id)));
  }
  return rows;
}
