import { beforeAll, expect, test } from "vitest";
import type { Id, OrganizationId, Page, PageKey, PageRequest, UserId } from "../../../src/model.ts";
import type { StoreReader, StoreTransaction } from "../../../src/storage/store.ts";
import { typedId } from "../../helpers/typed-id.ts";
import {
  addGroup,
  addNumber,
  addUser,
  assign,
  at,
  makeOrganization,
  newKey,
  requireNotTaken,
  type UseStore,
} from "./fixture.ts";

type Thing = { readonly id: Id };
const count = 13;
const lists: Record<string, (reads: StoreReader, page: PageRequest) => Promise<Page<Thing>>> = {
  users: (reads, page) => reads.users.list({}, page),
  groups: (reads, page) => reads.groups.list(page),
  numbers: (reads, page) => reads.numbers.list({}, at, page),
  "assignments by user id": (reads, page) => reads.assignments.list({}, "byUserId", page),
  "assignments by user": (reads, page) => reads.assignments.list({}, "byUser", page),
  "assignments by age": (reads, page) => reads.assignments.list({}, "byAge", page),
  "api keys": (reads, page) => reads.apiKeys.list({}, page),
};

/** Every list has keyed pages, which neither skip nor repeat stable items, and numbered pages. */
export function paging(use: UseStore): void {
  let reads: StoreReader;
  let id: OrganizationId;
  beforeAll(async () => {
    id = await makeOrganization(use());
    await use().write(id, (tx) => fill(tx, count));
    reads = use().read(id);
  });

  for (const [name, list] of Object.entries(lists)) {
    test(`${name}: pages by key of any size add up to the complete list`, async () => {
      const complete = await list(reads, { size: 100 });
      expect([complete.items.length, complete.next, complete.total]).toEqual([count, undefined, undefined]);
      for (const size of [1, 2, 5, count]) expect(await byKey(list, size)).toEqual(complete.items);
    });

    test(`${name}: numbered pages add up to the complete list and report its length`, async () => {
      const complete = await list(reads, { size: 100, number: 1 });
      expect([complete.items.length, complete.total]).toEqual([count, count]);
      const pages = await Promise.all([1, 2, 3, 4].map((number) => list(reads, { size: 5, number })));
      expect(pages.flatMap(({ items }) => items)).toEqual(complete.items);
      expect(pages.map(({ items, total }) => [items.length, total])).toEqual(
        [5, 5, 3, 0].map((it) => [it, count]),
      );
    });
  }

  test("orders users by serial on keyed pages and by age on numbered pages", async () => {
    const keyed = (await reads.users.list({}, { size: 100 })).items;
    const numbered = (await reads.users.list({}, { size: 100, number: 1 })).items;
    expect(keyed.map(({ serial }) => serial)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    const age = (user: { createdAt: number; id: Id }) => `${user.createdAt} ${user.id}`;
    expect(numbered.map(age)).toEqual(numbered.map(age).sort());
    expect(numbered).not.toEqual(keyed);
  });

  test("pages organizations by serial", async () => {
    const complete = await use().platform.listOrganizations({}, { size: 10_000 });
    const list = (_: StoreReader, page: PageRequest) => use().platform.listOrganizations({}, page);
    expect(await byKey(list, 3)).toEqual(complete.items);
    expect((await use().platform.listOrganizations({}, { size: 1, number: 1 })).total).toBe(
      complete.items.length,
    );
  });

  test("an insert between two keyed pages neither hides nor repeats items", async () => {
    const here = await makeOrganization(use());
    await use().write(here, (tx) => fill(tx, 4));
    const first = await use().read(here).numbers.list({}, at, { size: 2 });
    await use().write(here, (tx) => addNumber(tx));
    const rest = await use().read(here).numbers.list({}, at, { size: 10, after: first.next });
    expect([...first.items, ...rest.items].map(({ serial }) => serial)).toEqual([1, 2, 3, 4, 5]);
  });

  test("returns the groups of 70,000 users in one call", async () => {
    const here = await makeOrganization(use());
    await use().write(here, async (tx) => {
      const group = await addGroup(tx, "Sales");
      const users = [];
      for (let index = 0; index < 100; index++) users.push((await addUser(tx)).id);
      for (const user of users) await tx.groups.addMember(group.id, user, at);
      const strangers = Array.from({ length: 70_000 }, (_, index) =>
        typedId<UserId>(index.toString(16).padStart(24, "0")),
      );
      expect([...(await tx.groups.ofUsers([...users, ...strangers, ...users])).keys()].sort()).toEqual(
        users.sort(),
      );
    });
  });

  async function byKey(list: (reads: StoreReader, page: PageRequest) => Promise<Page<Thing>>, size: number) {
    const items: Thing[] = [];
    let after: PageKey | undefined;
    do {
      const page: Page<Thing> = await list(reads, { size, after });
      expect(page.items.length).toBeLessThanOrEqual(size);
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  }
}

/** Creates `size` records of each noun, with repeated names, and with ages in another order than serials. */
async function fill(tx: StoreTransaction, size: number): Promise<void> {
  for (let index = 0; index < size; index++) {
    const user = await addUser(tx, { name: `Twin ${index % 3}`, createdAt: at - (index % 4) });
    await addGroup(tx, `group ${index}`);
    await assign(tx, await addNumber(tx, { provider: index % 2 ? "sinch" : "twilio" }), user, {
      isDefault: index % 3 > 0,
    });
    requireNotTaken(await tx.apiKeys.create(newKey(user)));
  }
}
