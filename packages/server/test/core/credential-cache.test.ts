import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CredentialCache } from "../../src/core/auth/credential-cache.ts";
import { StorageUnavailable } from "../../src/storage/store.ts";

const answering = (value: object | undefined) => vi.fn(async () => value);

test("what was looked up less than a second ago is not looked up again", async () => {
  const cache = new CredentialCache();
  const load = answering({ role: "admin" });
  expect(await cache.get("key", load)).toEqual({ role: "admin" });
  expect(await cache.get("key", load)).toEqual({ role: "admin" });
  expect(load).toHaveBeenCalledTimes(1);
});

test("an answer is used for one second from the moment it was asked for", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
  const cache = new CredentialCache();
  await cache.get("key", async () => {
    clock.mockReturnValue(5_900);
    return { role: "admin" };
  });
  clock.mockReturnValue(6_000);
  expect(await cache.get("key", answering({ role: "member" }))).toEqual({ role: "member" });
  clock.mockRestore();
});

test("what was looked up less than a second ago is recalled without waiting", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
  const cache = new CredentialCache();
  expect(cache.getFromCache("key")).toBeUndefined();
  await cache.get("key", answering({ role: "admin" }));
  clock.mockReturnValue(5_999);
  expect(cache.getFromCache("key")).toEqual({ role: "admin" });
  clock.mockReturnValue(6_000);
  expect(cache.getFromCache("key")).toBeUndefined();
  clock.mockRestore();
});

test("what was forgotten is looked up again", async () => {
  const cache = new CredentialCache();
  await cache.get("key", answering({ role: "admin" }));
  cache.invalidate();
  expect(await cache.get("key", answering({ role: "member" }))).toEqual({ role: "member" });
});

test("an answer that was under way when a change was told is not kept", async () => {
  const cache = new CredentialCache();
  const { promise, resolve } = Promise.withResolvers<object>();
  const first = cache.get("key", () => promise);
  cache.invalidate();
  resolve({ role: "admin" });
  expect(await first).toEqual({ role: "admin" });
  expect(await cache.get("key", answering({ role: "member" }))).toEqual({ role: "member" });
});

test("a missing credential is looked up each time", async () => {
  const cache = new CredentialCache();
  const load = answering(undefined);
  await cache.get("key", load);
  await cache.get("key", load);
  expect(load).toHaveBeenCalledTimes(2);
});

test("it holds ten thousand answers at most", async () => {
  const cache = new CredentialCache();
  const load = answering({ role: "admin" });
  for (let index = 0; index <= 10_000; index++) await cache.get(`key ${index}`, load);
  await cache.get("key 0", load);
  expect(load).toHaveBeenCalledTimes(10_002);
});

describe("while the database is away", () => {
  const failing = () => vi.fn(() => Promise.reject(new StorageUnavailable("away")));
  const hanging = () => vi.fn(() => new Promise<undefined>(() => {}));
  let cache: CredentialCache;
  let clock: { mockReturnValue(now: number): void };
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    clock = vi.spyOn(performance, "now").mockReturnValue(5_000);
    cache = new CredentialCache();
    await cache.get("key", answering({ role: "router" }));
    clock.mockReturnValue(7_000);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("its last answer does for what outlasts it, and for nothing else", async () => {
    expect(await cache.getOrServeStale("key", failing())).toEqual({ role: "router" });
    await expect(cache.get("key", failing())).rejects.toThrow(StorageUnavailable);
    await expect(cache.getOrServeStale("another", failing())).rejects.toThrow(StorageUnavailable);
  });

  test("it is asked once a second, and nobody waits for it", async () => {
    const load = failing();
    for (let count = 0; count < 3; count++) await cache.getOrServeStale("key", load);
    expect(load).toHaveBeenCalledTimes(1);
    clock.mockReturnValue(8_000);
    const answer = cache.getOrServeStale("key", hanging());
    await vi.advanceTimersByTimeAsync(0);
    expect(await answer).toEqual({ role: "router" });
  });

  test("it is recalled until the database is to be asked again", async () => {
    expect(cache.getFromCache("key")).toBeUndefined();
    await cache.getOrServeStale("key", failing());
    expect(cache.getFromCache("key")).toEqual({ role: "router" });
    clock.mockReturnValue(7_999);
    expect(cache.getFromCache("key")).toEqual({ role: "router" });
    clock.mockReturnValue(8_000);
    expect(cache.getFromCache("key")).toBeUndefined();
  });

  test("the first who asks waits a second for it", async () => {
    const load = hanging();
    const answer = cache.getOrServeStale("key", load);
    await vi.advanceTimersByTimeAsync(999);
    expect(await Promise.race([answer, "waiting"])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toEqual({ role: "router" });
    expect(load).toHaveBeenCalledTimes(1);
  });

  test("a new answer takes the old one's place, also that there is none", async () => {
    await cache.getOrServeStale("key", failing());
    clock.mockReturnValue(8_000);
    await cache.getOrServeStale("key", answering({ role: "admin" }));
    expect(await cache.getOrServeStale("key", failing())).toEqual({ role: "admin" });
    clock.mockReturnValue(9_000);
    expect(await cache.getOrServeStale("key", answering(undefined))).toBeUndefined();
    await expect(cache.getOrServeStale("key", failing())).rejects.toThrow(StorageUnavailable);
  });

  test("an hour is the end of it, and so is a change", async () => {
    clock.mockReturnValue(5_000 + 60 * 60 * 1000 + 1);
    await expect(cache.getOrServeStale("key", failing())).rejects.toThrow(StorageUnavailable);
    clock.mockReturnValue(7_000);
    cache.invalidate();
    await expect(cache.getOrServeStale("key", failing())).rejects.toThrow(StorageUnavailable);
  });

  test("another failure is one", async () => {
    const broken = () => Promise.reject(new TypeError("broken"));
    await expect(cache.getOrServeStale("key", broken)).rejects.toThrow(TypeError);
  });
});
