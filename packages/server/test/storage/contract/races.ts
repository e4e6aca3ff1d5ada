import { expect, test } from "vitest";
import type { OrganizationId, UserId } from "../../../src/model.ts";
import {
  addNumber,
  addUser,
  at,
  changesOf,
  eventsAfter,
  granted,
  makeId,
  makeLine,
  makeOrganization,
  newAssignment,
  newEvent,
  newNumber,
  newUser,
  type UseStore,
} from "./fixture.ts";

const rivals = 16;
const together = <T>(attempt: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: rivals }, (_, index) => attempt(index)));

/** Many at once want what only one can have: one gets it, the others are told which rule stood in the way. */
export function races(use: UseStore): void {
  test("one of many organizations gets a line", async () => {
    const ids = await together(() => makeOrganization(use()));
    for (let round = 0; round < 20; round++) {
      const line = makeLine();
      const results = await together((index) =>
        use().write(ids[index] as OrganizationId, (tx) => tx.numbers.add(newNumber({ line }))),
      );
      expect(refusals(results)).toEqual(Array(rivals - 1).fill("otherOrganization"));
    }
  });

  test("one of many users gets a number with inbound", async () => {
    const id = await makeOrganization(use());
    const users = await together(() => use().write(id, (tx) => addUser(tx)));
    for (let round = 0; round < 20; round++) {
      const number = await use().write(id, (tx) => addNumber(tx));
      const results = await together((index) =>
        use().write(id, (tx) => tx.assignments.create(newAssignment(number, users[index] as { id: UserId }))),
      );
      expect(refusals(results)).toEqual(Array(rivals - 1).fill("inbound"));
      expect(await use().read(id).assignments.open({ numberId: number.id })).toHaveLength(1);
    }
  });

  test("one of many numbers becomes a user's default", async () => {
    const id = await makeOrganization(use());
    const numbers = await together(() => use().write(id, (tx) => addNumber(tx)));
    const user = await use().write(id, (tx) => addUser(tx));
    const results = await together((index) =>
      use().write(id, (tx) =>
        tx.assignments.create(
          newAssignment(numbers[index] as (typeof numbers)[0], user, { isDefault: true }),
        ),
      ),
    );
    expect(refusals(results)).toEqual(Array(rivals - 1).fill("default"));
  });

  test("one of many gets an e-mail address, a username, and an id over all organizations", async () => {
    const ids = await together(() => makeOrganization(use()));
    const id = ids[0] as OrganizationId;
    for (const [rule, same] of [
      ["email", { email: "one@acme.example" }],
      ["username", { username: "one" }],
    ] as const) {
      const results = await together(() => use().write(id, (tx) => tx.users.create(newUser(same))));
      expect(refusals(results)).toEqual(Array(rivals - 1).fill(rule));
    }
    const user = newUser();
    const results = await together((index) =>
      use().write(ids[index] as OrganizationId, (tx) => tx.users.create(user)),
    );
    expect(refusals(results)).toEqual(Array(rivals - 1).fill("id"));
  });

  test("one of many makes the organization, the group, and the setting", async () => {
    const id = makeId<OrganizationId>();
    const make = () => use().write(id, (tx) => tx.organization.create({ name: "x", createdAt: at }));
    expect(refusals(await together(make))).toEqual(Array(rivals - 1).fill("id"));
    const group = () =>
      use().write(id, (tx) => tx.groups.create({ id: makeId(), name: "Sales", createdAt: at }));
    expect(refusals(await together(group))).toEqual(Array(rivals - 1).fill("name"));
    const values = await together((index) => use().platform.setting(id, String(index)));
    expect(new Set(values).size).toBe(1);
  });

  test("serials and events are numbered without gap or repeat by many writers at once", async () => {
    const id = await makeOrganization(use());
    const users = await together(() =>
      use().write(id, async (tx) => {
        const user = await addUser(tx);
        await tx.events.append([newEvent(), newEvent()]);
        return user;
      }),
    );
    const upTo = (length: number) => Array.from({ length }, (_, index) => index + 1);
    expect(users.map(({ serial }) => serial).sort((left, right) => left - right)).toEqual(upTo(rivals));
    expect((await eventsAfter(use().read(id), 0, 1000)).map(({ seq }) => seq)).toEqual(upTo(rivals * 2));
  });

  test("organizations created concurrently get different serials", async () => {
    const ids = await together(() => makeOrganization(use()));
    const made = await Promise.all(ids.map((id) => use().read(id).organization.get()));
    expect(new Set(made.map((it) => it?.serial)).size).toBe(rivals);
  });

  test("no update is lost: each one saw the one before", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    const updated = await together((index) =>
      use().write(id, (tx) => tx.users.update(user.id, { ...changesOf(user), name: String(index) })),
    );
    const versions = updated.map((it) => granted(it).version);
    expect(new Set(versions)).toEqual(new Set(Array.from({ length: rivals }, (_, index) => index + 2)));
  });

  test("a page counts the same moment that it shows", async () => {
    const id = await makeOrganization(use());
    const agreements: Promise<boolean>[] = [];
    const read = async (turns: number) => {
      for (let turn = 0; turn < turns; turn++) await null;
      const { items, total } = await use().read(id).users.list({}, { size: 1000, number: 1 });
      return items.length === total;
    };
    for (let turns = 0; turns < 40; turns++)
      await use().write(id, async (tx) => {
        await addUser(tx);
        agreements.push(read(turns));
      });
    expect(new Set(await Promise.all(agreements))).toEqual(new Set([true]));
  });
}

const refusals = (results: readonly object[]): string[] =>
  results.flatMap((result) => ("taken" in result ? [String(result.taken)] : []));
