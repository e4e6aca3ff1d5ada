import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { CredentialCache } from "../../src/core/auth/credential-cache.ts";
import { StorageUnavailable } from "../../src/storage/store.ts";

const recordIdsOf = () => ["record"];
const resolving = (value: object | undefined) => vi.fn(async () => value);

test("does not load an entry again within a second", async () => {
  const cache = new CredentialCache();
  const load = resolving({ role: "admin" });
  expect(await cache.get("key", load, recordIdsOf)).toEqual({ role: "admin" });
  expect(await cache.get("key", load, recordIdsOf)).toEqual({ role: "admin" });
  expect(load).toHaveBeenCalledTimes(1);
});

test("an entry is fresh for one second from the start of its load", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
  const cache = new CredentialCache();
  await cache.get(
    "key",
    async () => {
      clock.mockReturnValue(5_900);
      return { role: "admin" };
    },
    recordIdsOf,
  );
  clock.mockReturnValue(6_000);
  expect(await cache.get("key", resolving({ role: "member" }), recordIdsOf)).toEqual({ role: "member" });
  clock.mockRestore();
});

test("returns a fresh entry from the cache without a query", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
  const cache = new CredentialCache();
  expect(cache.getFromCache("key")).toBeUndefined();
  await cache.get("key", resolving({ role: "admin" }), recordIdsOf);
  clock.mockReturnValue(5_999);
  expect(cache.getFromCache("key")).toEqual({ role: "admin" });
  clock.mockReturnValue(6_000);
  expect(cache.getFromCache("key")).toBeUndefined();
  clock.mockRestore();
});

test("loads again after an invalidation", async () => {
  const cache = new CredentialCache();
  await cache.get("key", resolving({ role: "admin" }), recordIdsOf);
  cache.invalidate(new Set(["record"]));
  expect(await cache.get("key", resolving({ role: "member" }), recordIdsOf)).toEqual({ role: "member" });
});

test("an invalidation keeps the entries that do not depend on the changed records", async () => {
  const cache = new CredentialCache();
  await cache.get("one", resolving({ role: "admin" }), () => ["key 1", "user 1"]);
  await cache.get("two", resolving({ role: "router" }), () => ["key 2", "user 2"]);
  cache.invalidate(new Set(["user 1"]));
  expect(cache.getFromCache("one")).toBeUndefined();
  expect(cache.getFromCache("two")).toEqual({ role: "router" });
});

test("does not keep a value whose load was in flight during an invalidation", async () => {
  const cache = new CredentialCache();
  const { promise, resolve } = Promise.withResolvers<object>();
  const first = cache.get("key", () => promise, recordIdsOf);
  cache.invalidate(new Set(["record"]));
  resolve({ role: "admin" });
  expect(await first).toEqual({ role: "admin" });
  expect(await cache.get("key", resolving({ role: "member" }), recordIdsOf)).toEqual({ role: "member" });
});

test("loads a missing credential each time", async () => {
  const cache = new CredentialCache();
  const load = resolving(undefined);
  await cache.get("key", load, recordIdsOf);
  await cache.get("key", load, recordIdsOf);
  expect(load).toHaveBeenCalledTimes(2);
});

test("holds at most ten thousand entries", async () => {
  const cache = new CredentialCache();
  const load = resolving({ role: "admin" });
  for (let index = 0; index <= 10_000; index++) await cache.get(`key ${index}`, load, recordIdsOf);
  await cache.get("key 0", load, recordIdsOf);
  expect(load).toHaveBeenCalledTimes(10_002);
});

describe("while the database is unavailable", () => {
  const failing = () => vi.fn(() => Promise.reject(new StorageUnavailable("unavailable")));
  const hanging = () => vi.fn(() => new Promise<undefined>(() => {}));
  let cache: CredentialCache;
  let clock: { mockReturnValue(now: number): void };
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
    cache = new CredentialCache();
    await cache.get("key", resolving({ role: "router" }), recordIdsOf);
    clock.mockReturnValue(7_000);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("getOrServeStale serves the stale entry; get rejects", async () => {
    expect(await cache.getOrServeStale("key", failing(), recordIdsOf)).toEqual({ role: "router" });
    await expect(cache.get("key", failing(), recordIdsOf)).rejects.toThrow(StorageUnavailable);
    await expect(cache.getOrServeStale("another", failing(), recordIdsOf)).rejects.toThrow(
      StorageUnavailable,
    );
  });

  test("queries once per second and does not wait again", async () => {
    const load = failing();
    for (let count = 0; count < 3; count++) await cache.getOrServeStale("key", load, recordIdsOf);
    expect(load).toHaveBeenCalledTimes(1);
    clock.mockReturnValue(8_000);
    const result = cache.getOrServeStale("key", hanging(), recordIdsOf);
    await vi.advanceTimersByTimeAsync(0);
    expect(await result).toEqual({ role: "router" });
  });

  test("getFromCache serves the stale entry until the next query is due", async () => {
    const find = () => cache.getFromCache("key", { serveStale: true });
    expect(find()).toBeUndefined();
    await cache.getOrServeStale("key", failing(), recordIdsOf);
    expect(find()).toEqual({ role: "router" });
    clock.mockReturnValue(7_999);
    expect(find()).toEqual({ role: "router" });
    clock.mockReturnValue(8_000);
    expect(find()).toBeUndefined();
  });

  test("getFromCache serves no stale entry where get would query the database", async () => {
    await cache.getOrServeStale("key", failing(), recordIdsOf);
    expect(cache.getFromCache("key")).toBeUndefined();
  });

  test("the first caller waits one second", async () => {
    const load = hanging();
    const result = cache.getOrServeStale("key", load, recordIdsOf);
    await vi.advanceTimersByTimeAsync(999);
    expect(await Promise.race([result, "waiting"])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await result).toEqual({ role: "router" });
    expect(load).toHaveBeenCalledTimes(1);
  });

  test("a new result replaces the stale entry, also when the record is missing", async () => {
    await cache.getOrServeStale("key", failing(), recordIdsOf);
    clock.mockReturnValue(8_000);
    await cache.getOrServeStale("key", resolving({ role: "admin" }), recordIdsOf);
    expect(await cache.getOrServeStale("key", failing(), recordIdsOf)).toEqual({ role: "admin" });
    clock.mockReturnValue(9_000);
    expect(await cache.getOrServeStale("key", resolving(undefined), recordIdsOf)).toBeUndefined();
    await expect(cache.getOrServeStale("key", failing(), recordIdsOf)).rejects.toThrow(StorageUnavailable);
  });

  test("serves no entry after an hour or an invalidation", async () => {
    clock.mockReturnValue(5_000 + 60 * 60 * 1000 + 1);
    await expect(cache.getOrServeStale("key", failing(), recordIdsOf)).rejects.toThrow(StorageUnavailable);
    clock.mockReturnValue(7_000);
    cache.invalidate(new Set(["record"]));
    await expect(cache.getOrServeStale("key", failing(), recordIdsOf)).rejects.toThrow(StorageUnavailable);
  });

  test("rejects with every other error", async () => {
    const broken = () => Promise.reject(new TypeError("broken"));
    await expect(cache.getOrServeStale("key", broken, recordIdsOf)).rejects.toThrow(TypeError);
  });
});

describe("for how long an entry is usable", () => {
  let now: MockInstance<() => number>;
  beforeEach(() => {
    now = vi.spyOn(performance, "now").mockReturnValue(5000);
  });
  afterEach(() => now.mockRestore());

  test("is one second from its load", async () => {
    const cache = new CredentialCache();
    expect(cache.usableForMs("key")).toBe(0);
    await cache.get("key", resolving({ role: "admin" }), recordIdsOf);
    now.mockReturnValue(5400);
    expect(cache.usableForMs("key")).toBe(600);
    now.mockReturnValue(6500);
    expect(cache.usableForMs("key")).toBe(0);
  });

  test("is until the next query while the database is unavailable", async () => {
    const cache = new CredentialCache();
    const unavailable = () => Promise.reject(new StorageUnavailable("gone"));
    await cache.get("key", resolving({ role: "admin" }), recordIdsOf);
    now.mockReturnValue(7000);
    await cache.getOrServeStale("key", unavailable, recordIdsOf);
    expect(cache.usableForMs("key")).toBe(1000);
  });

  test("begins again when a maximum age has it loaded before it expires", async () => {
    const cache = new CredentialCache();
    const load = resolving({ role: "admin" });
    await cache.get("key", load, recordIdsOf);
    now.mockReturnValue(5600);
    await cache.getOrServeStale("key", load, recordIdsOf, 700);
    expect(cache.usableForMs("key")).toBeCloseTo(400);
    await cache.getOrServeStale("key", load, recordIdsOf, 500);
    expect(cache.usableForMs("key")).toBe(1000);
    expect(load).toHaveBeenCalledTimes(2);
  });
});
