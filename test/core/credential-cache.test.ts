import { expect, test, vi } from "vitest";
import { CredentialCache } from "../../src/core/credential-cache.ts";

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

test("what was forgotten is looked up again", async () => {
  const cache = new CredentialCache();
  await cache.get("key", answering({ role: "admin" }));
  cache.forget();
  expect(await cache.get("key", answering({ role: "member" }))).toEqual({ role: "member" });
});

test("an answer that was under way when a change was told is not kept", async () => {
  const cache = new CredentialCache();
  const { promise, resolve } = Promise.withResolvers<object>();
  const first = cache.get("key", () => promise);
  cache.forget();
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
