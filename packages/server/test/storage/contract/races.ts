import { expect, test } from "vitest";
import type { OrganizationId, UserId } from "../../../src/model.ts";
import {
  addNumber,
  addUser,
  at,
  changesOf,
  eventsAfter,
  makeId,
  makeLine,
  makeOrganization,
  type NewAssignment,
  newAssignment,
  newEvent,
  newNumber,
  newUser,
  requireNotTaken,
  type UseStore,
} from "./fixture.ts";

const writers = 16;
const concurrently = <T>(attempt: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: writers }, (_, index) => attempt(index)));

/** Concurrent writes that together violate a constraint: one succeeds, the others are rejected with the constraint. */
export function races(use: UseStore): void {
  test("one of 16 concurrent organizations gets a line", async () => {
    const ids = await concurrently(() => makeOrganization(use()));
    for (let round = 0; round < 20; round++) {
      const line = makeLine();
      const results = await concurrently((index) =>
        use().write(ids[index] as OrganizationId, (tx) => tx.numbers.add(newNumber({ line }))),
      );
      expect(refusals(results)).toEqual(Array(writers - 1).fill("otherOrganization"));
    }
  });

  /** Whether the assignment was created; false when a constraint rejected it. */
  const assigned = (id: OrganizationId, assignment: NewAssignment): Promise<boolean> =>
    use()
      .write(id, (tx) => tx.assignments.create(assignment))
      .then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe("a statement changed no row");
          return false;
        },
      );

  test("one of 16 concurrent users gets a number with inbound", async () => {
    const id = await makeOrganization(use());
    const users = await concurrently(() => use().write(id, (tx) => addUser(tx)));
    for (let round = 0; round < 20; round++) {
      const number = await use().write(id, (tx) => addNumber(tx));
      const results = await concurrently((index) =>
        assigned(id, newAssignment(number, users[index] as { id: UserId })),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expect(await use().read(id).assignments.open({ numberId: number.id })).toHaveLength(1);
    }
  });

  test("one of 16 concurrent numbers becomes the user's default", async () => {
    const id = await makeOrganization(use());
    const numbers = await concurrently(() => use().write(id, (tx) => addNumber(tx)));
    const user = await use().write(id, (tx) => addUser(tx));
    const results = await concurrently((index) =>
      assigned(id, newAssignment(numbers[index] as (typeof numbers)[0], user, { isDefault: true })),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  test("one of 16 concurrent users gets an e-mail address, a username, and an id across organizations", async () => {
    const ids = await concurrently(() => makeOrganization(use()));
    const id = ids[0] as OrganizationId;
    for (const [rule, same] of [
      ["email", { email: "one@acme.example" }],
      ["username", { username: "one" }],
    ] as const) {
      const results = await concurrently(() => use().write(id, (tx) => tx.users.create(newUser(same))));
      expect(refusals(results)).toEqual(Array(writers - 1).fill(rule));
    }
    const user = newUser();
    const results = await concurrently((index) =>
      use().write(ids[index] as OrganizationId, (tx) => tx.users.create(user)),
    );
    expect(refusals(results)).toEqual(Array(writers - 1).fill("id"));
  });

  test("one of 16 concurrent writers gets a slug", async () => {
    const slug = `raced-${makeId()}`;
    const make = async () => {
      const id = await makeOrganization(use());
      return use().write(id, async (tx) => ((await tx.organization.setSlug(slug)) ? {} : { taken: "slug" }));
    };
    expect(refusals(await concurrently(make))).toEqual(Array(writers - 1).fill("slug"));
  });

  test("one of 16 concurrent writers creates the organization, the group, and the setting", async () => {
    const id = makeId<OrganizationId>();
    const make = () =>
      use().write(id, (tx) => tx.organization.create({ slug: id, name: "x", createdAt: at }));
    expect(refusals(await concurrently(make))).toEqual(Array(writers - 1).fill("id"));
    const group = () =>
      use().write(id, (tx) => tx.groups.create({ id: makeId(), name: "Sales", createdAt: at }));
    expect(refusals(await concurrently(group))).toEqual(Array(writers - 1).fill("name"));
    const values = await concurrently((index) => use().platform.setting(id, String(index)));
    expect(new Set(values).size).toBe(1);
  });

  test("concurrent writers number serials and events without gaps or duplicates", async () => {
    const id = await makeOrganization(use());
    const users = await concurrently(() =>
      use().write(id, async (tx) => {
        const user = await addUser(tx);
        await tx.events.append([newEvent(), newEvent()]);
        return user;
      }),
    );
    const upTo = (length: number) => Array.from({ length }, (_, index) => index + 1);
    expect(users.map(({ serial }) => serial).sort((left, right) => left - right)).toEqual(upTo(writers));
    expect((await eventsAfter(use().read(id), 0, 1000)).map(({ seq }) => seq)).toEqual(upTo(writers * 2));
  });

  test("concurrently created organizations get distinct serials", async () => {
    const ids = await concurrently(() => makeOrganization(use()));
    const made = await Promise.all(ids.map((id) => use().read(id).organization.get()));
    expect(new Set(made.map((it) => it?.serial)).size).toBe(writers);
  });

  test("no concurrent update is lost", async () => {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    const updated = await concurrently((index) =>
      use().write(id, async (tx) => {
        const now = await tx.users.find({ id: user.id });
        return tx.users.update(now ?? user, { ...changesOf(user), name: String(index) });
      }),
    );
    const versions = updated.map((it) => requireNotTaken(it).version);
    expect(new Set(versions)).toEqual(new Set(Array.from({ length: writers }, (_, index) => index + 2)));
  });

  test("the total and the items of a page are from one snapshot", async () => {
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
