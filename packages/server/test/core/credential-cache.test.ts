import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CredentialCache } from "../../src/core/auth/credential-cache.ts";
import { StorageUnavailable } from "../../src/storage/store.ts";

const resolving = (value: object | undefined) => vi.fn(async () => value);

test("does not load an entry again within a second", async () => {
  const cache = new CredentialCache();
  const load = resolving({ role: "admin" });
  expect(await cache.get("key", load)).toEqual({ role: "admin" });
  expect(await cache.get("key", load)).toEqual({ role: "admin" });
  expect(load).toHaveBeenCalledTimes(1);
});

test("an entry is fresh for one second from the start of its load", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
  const cache = new CredentialCache();
  await cache.get("key", async () => {
    clock.mockReturnValue(5_900);
    return { role: "admin" };
  });
  clock.mockReturnValue(6_000);
  expect(await cache.get("key", resolving({ role: "member" }))).toEqual({ role: "member" });
  clock.mockRestore();
});

test("returns a fresh entry from the cache without a query", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
  const cache = new CredentialCache();
  expect(cache.getFromCache("key")).toBeUndefined();
  await cache.get("key", resolving({ role: "admin" }));
  clock.mockReturnValue(5_999);
  expect(cache.getFromCache("key")).toEqual({ role: "admin" });
  clock.mockReturnValue(6_000);
  expect(cache.getFromCache("key")).toBeUndefined();
  clock.mockRestore();
});

test("loads again after an invalidation", async () => {
  const cache = new CredentialCache();
  await cache.get("key", resolving({ role: "admin" }));
  cache.invalidate();
  expect(await cache.get("key", resolving({ role: "member" }))).toEqual({ role: "member" });
});

test("does not keep a value whose load was in flight during an invalidation", async () => {
  const cache = new CredentialCache();
  const { promise, resolve } = Promise.withResolvers<object>();
  const first = cache.get("key", () => promise);
  cache.invalidate();
  resolve({ role: "admin" });
  expect(await first).toEqual({ role: "admin" });
  expect(await cache.get("key", resolving({ role: "member" }))).toEqual({ role: "member" });
});

test("loads a missing credential each time", async () => {
  const cache = new CredentialCache();
  const load = resolving(undefined);
  await cache.get("key", load);
  await cache.get("key", load);
  expect(load).toHaveBeenCalledTimes(2);
});

test("holds at most ten thousand entries", async () => {
  const cache = new CredentialCache();
  const load = resolving({ role: "admin" });
  for (let index = 0; index <= 10_000; index++) await cache.get(`key ${index}`, load);
  await cache.get("key 0", load);
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
    await cache.get("key", resolving({ role: "router" }));
    clock.mockReturnValue(7_000);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("getOrServeStale serves the stale entry; get rejects", async () => {
    expect(await cache.getOrServeStale("key", failing())).toEqual({ role: "router" });
    await expect(cache.get("key", failing())).rejects.toThrow(StorageUnavailable);
    await expect(cache.getOrServeStale("another", failing())).rejects.toThrow(StorageUnavailable);
  });

  test("queries once per second and does not wait again", async () => {
    const load = failing();
    for (let count = 0; count < 3; count++) await cache.getOrServeStale("key", load);
    expect(load).toHaveBeenCalledTimes(1);
    clock.mockReturnValue(8_000);
    const result = cache.getOrServeStale("key", hanging());
    await vi.advanceTimersByTimeAsync(0);
    expect(await result).toEqual({ role: "router" });
  });

  test("getFromCache serves the stale entry until the next query is due", async () => {
    expect(cache.getFromCache("key")).toBeUndefined();
    await cache.getOrServeStale("key", failing());
    expect(cache.getFromCache("key")).toEqual({ role: "router" });
    clock.mockReturnValue(7_999);
    expect(cache.getFromCache("key")).toEqual({ role: "router" });
    clock.mockReturnValue(8_000);
    expect(cache.getFromCache("key")).toBeUndefined();
  });

  test("the first caller waits one second", async () => {
    const load = hanging();
    const result = cache.getOrServeStale("key", load);
    await vi.advanceTimersByTimeAsync(999);
    expect(await Promise.race([result, "waiting"])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await result).toEqual({ role: "router" });
    expect(load).toHaveBeenCalledTimes(1);
  });

  test("a new result replaces the stale entry, also when the record is missing", async () => {
    await cache.getOrServeStale("key", failing());
    clock.mockReturnValue(8_000);
    await cache.getOrServeStale("key", resolving({ role: "admin" }));
    expect(await cache.getOrServeStale("key", failing())).toEqual({ role: "admin" });
    clock.mockReturnValue(9_000);
    expect(await cache.getOrServeStale("key", resolving(undefined))).toBeUndefined();
    await expect(cache.getOrServeStale("key", failing())).rejects.toThrow(StorageUnavailable);
  });

  test("serves no entry after an hour or an invalidation", async () => {
    clock.mockReturnValue(5_000 + 60 * 60 * 1000 + 1);
    await expect(cache.getOrServeStale("key", failing())).rejects.toThrow(StorageUnavailable);
    clock.mockReturnValue(7_000);
    cache.invalidate();
    await expect(cache.getOrServeStale("key", failing())).rejects.toThrow(StorageUnavailable);
  });

  test("rejects with every other error", async () => {
    const broken = () => Promise.reject(new TypeError("broken"));
    await expect(cache.getOrServeStale("key", broken)).rejects.toThrow(TypeError);
  });
});
