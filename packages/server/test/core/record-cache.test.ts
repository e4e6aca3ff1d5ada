import { expect, test } from "vitest";
import { RecordCache, validAlways } from "../../src/core/kernel/record-cache.ts";
import { stateValidity } from "../../src/core/numbers/number-state.ts";
import type { OrganizationId } from "../../src/model.ts";
import type { CommitListener } from "../../src/storage/store.ts";

const [acme, rival] = ["a".repeat(24), "b".repeat(24)] as [OrganizationId, OrganizationId];
const user = { name: "Mona" };
const at = 1000;

function makeCache(limits?: ConstructorParameters<typeof RecordCache>[1]) {
  const listeners: CommitListener[] = [];
  const cache = new RecordCache((listener) => listeners.push(listener), limits);
  return {
    cache,
    commit: (id: OrganizationId | undefined) => listeners[0]?.(id),
    keep: (id: OrganizationId, reference: string, value: object = user) =>
      cache.startRead(id)("user", reference, value),
    find: (id: OrganizationId, reference: string) => cache.find(id, "user", reference, at)?.value,
  };
}

test("returns a record by its organization, kind and reference", () => {
  const { cache, keep, find } = makeCache();
  keep(acme, "1");
  expect(find(acme, "1")).toBe(user);
  expect(find(rival, "1")).toBeUndefined();
  expect(find(acme, "2")).toBeUndefined();
  expect(cache.find(acme, "number", "1", at)).toBeUndefined();
  expect(cache.stats).toMatchObject({ entries: 1, hits: { user: 1 }, misses: { user: 2, number: 1 } });
});

test("a commit removes every record of its organization, and their memory", () => {
  const { cache, keep, find, commit } = makeCache();
  for (const reference of ["1", "2"]) keep(acme, reference);
  keep(rival, "1");
  const { bytes } = cache.stats;
  commit(acme);
  expect([find(acme, "1"), find(acme, "2"), find(rival, "1")]).toEqual([undefined, undefined, user]);
  expect(cache.stats).toMatchObject({ entries: 1, bytes: bytes / 3 });
});

test("a commit of no single organization removes every record", () => {
  const { cache, keep, commit } = makeCache();
  keep(acme, "1");
  keep(rival, "1");
  commit(undefined);
  expect(cache.stats).toMatchObject({ entries: 0, bytes: 0 });
});

test("does not keep a record whose read began before a commit", () => {
  const { cache, keep, find, commit } = makeCache();
  const keepLate = cache.startRead(acme);
  const keepRivals = cache.startRead(rival);
  commit(acme);
  keepLate("user", "1", user);
  keepRivals("user", "1", user);
  expect([find(acme, "1"), find(rival, "1")]).toEqual([undefined, user]);
  keep(acme, "1");
  expect(find(acme, "1")).toBe(user);
});

test("caches nothing when other processes may write", () => {
  const cache = new RecordCache(undefined);
  cache.startRead(acme)("user", "1", user);
  expect(cache.find(acme, "user", "1", at)).toBeUndefined();
  expect(cache.stats.misses.user).toBe(0);
});

test("has at most the configured entries, and drops those that were read longest ago", () => {
  const { cache, keep, find } = makeCache({ entriesMax: 2, bytesMax: 1_000_000 });
  for (const reference of ["1", "2"]) keep(acme, reference);
  find(acme, "1");
  keep(acme, "3");
  expect(["1", "2", "3"].map((reference) => find(acme, reference))).toEqual([user, undefined, user]);
  expect(cache.stats.entries).toBe(2);
});

test("has at most the configured bytes", () => {
  const { cache, keep, find } = makeCache({ entriesMax: 1000, bytesMax: 10_000 });
  for (let count = 0; count < 100; count++) keep(acme, String(count));
  expect(cache.stats.bytes).toBeLessThanOrEqual(10_000);
  expect(find(acme, "99")).toBe(user);
  keep(acme, "large", { name: "x".repeat(10_000) });
  expect(find(acme, "large")).toBeUndefined();
});

test("returns a record only at times at which it looks the same", () => {
  const { cache } = makeCache();
  cache.startRead(acme)("number", "1", user, { from: 1000, until: 2000 });
  const times = [999, 1000, 1999, 2000];
  expect(times.map((time) => cache.find(acme, "number", "1", time) !== undefined)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test.each([
  ["cooling", "cooling", 5000, { ...validAlways, until: 5000 }],
  ["available after cooling", "available", 5000, { ...validAlways, from: 5000 }],
  ["available", "available", null, validAlways],
  ["assigned", "assigned", 5000, validAlways],
] as const)(
  "the state of a number is valid as long as time does not change it: %s",
  (_, state, coolingUntil, validity) => {
    expect(stateValidity({ state, coolingUntil })).toEqual(validity);
  },
);
