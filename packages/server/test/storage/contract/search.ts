import { beforeAll, expect, test } from "vitest";
import type { OrganizationId, PageKey, User } from "../../../src/model.ts";
import { addUser, makeOrganization, type UseStore } from "./fixture.ts";

/** More matches than an engine sorts for the first page. */
const many = 5100;

/** The plan of a search depends on how many rows match; the result must not. */
export function search(use: UseStore): void {
  let here: OrganizationId;
  let there: OrganizationId;
  beforeAll(async () => {
    [here, there] = [await makeOrganization(use()), await makeOrganization(use())];
    await use().write(here, async (tx) => {
      for (let index = 0; index < many; index++) await addUser(tx, { name: nameOf(index) });
    });
    await use().write(there, async (tx) => {
      for (let index = 0; index < 10; index++) await addUser(tx, { name: nameOf(index) });
    });
  });

  const nameOf = (index: number) => `Frequent ${index % 100 === 7 ? "Rarely" : "Mostly"} ${index % 2}`;
  const indexes = Array.from({ length: many }, (_, index) => index);

  const parts = ["frequent", "mostly", "RARELY", "mostly 1", "ly 0", "ra", "q", "nowhere"];

  test.each(parts)("keyed pages contain every user with %s, oldest first", async (part) => {
    const names = indexes.map(nameOf).filter((name) => name.toLowerCase().includes(part.toLowerCase()));
    expect((await walk(here, part, 700)).map(({ name }) => name)).toEqual(names);
  });

  test.each(parts)("does not find users with %s of another organization", async (part) => {
    const ours = new Set((await use().read(there).users.list({}, { size: 100 })).items.map(({ id }) => id));
    const found = await walk(there, part, 3);
    expect(found.filter(({ id }) => !ours.has(id))).toEqual([]);
    expect(found.length).toBeLessThanOrEqual(10);
  });

  test("a numbered page counts every match", async () => {
    const page = await use().read(here).users.list({ search: "frequent" }, { size: 5, number: 2 });
    expect([page.items.length, page.total]).toEqual([5, many]);
    const rare = await use().read(here).users.list({ search: "rarely" }, { size: 5, number: 2 });
    expect([rare.items.length, rare.total]).toEqual([5, 51]);
  });

  async function walk(organizationId: OrganizationId, part: string, size: number): Promise<User[]> {
    const items: User[] = [];
    let after: PageKey | undefined;
    do {
      const page = await use().read(organizationId).users.list({ search: part }, { size, after });
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  }
}
