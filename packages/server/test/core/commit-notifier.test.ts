import { expect, test } from "vitest";
import { CommitNotifier } from "../../src/core/kernel/commit-notifier.ts";
import type { OrganizationId } from "../../src/model.ts";
import { until } from "../helpers/until.ts";

const acme = "acme" as OrganizationId;
const rival = "rival" as OrganizationId;
const never = 2 ** 31 - 1;
const { signal } = new AbortController();

/** A feed whose head the test sets, and which counts how often it is read. */
function createFeed() {
  const feed = { head: "0", reads: 0, read: async () => "" };
  feed.read = async () => {
    feed.reads += 1;
    return feed.head;
  };
  return feed;
}

test("all readers of a feed share its polls, and wake when it has changed", async () => {
  const [commits, feed] = [new CommitNotifier(), createFeed()];
  const watches = Array.from({ length: 100 }, () => commits.watch(acme, feed.read, never));
  await until("the first read is finished", () => watches[0]?.version === 1);
  expect(feed.reads).toBe(1);
  const changes = watches.map((watch) => watch.changed(watch.version, never, signal));
  feed.head = "1";
  commits.notify(acme);
  expect(new Set(await Promise.all(changes))).toEqual(new Set([true]));
  expect(feed.reads).toBe(2);
});

test("finds the commits of other processes by polling", async () => {
  const [commits, feed] = [new CommitNotifier(), createFeed()];
  const watch = commits.watch(acme, feed.read, 1);
  await until("the first read is finished", () => watch.version === 1);
  const change = watch.changed(1, never, signal);
  feed.head = "1";
  expect(await change).toBe(true);
  watch.close();
});

test("a commit of another organization wakes the readers of all feeds only", async () => {
  const [commits, feed, all] = [new CommitNotifier(), createFeed(), createFeed()];
  const watch = commits.watch(acme, feed.read, never);
  const watchAll = commits.watch(undefined, all.read, never);
  await until("both are read", () => watch.version === 1 && watchAll.version === 1);
  all.head = "1";
  const change = watchAll.changed(1, never, signal);
  commits.notify(rival);
  expect([await change, feed.reads]).toEqual([true, 1]);
});

test("misses no commit that arrives while the head is read", async () => {
  const commits = new CommitNotifier();
  const reading = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  let reads = 0;
  const watch = commits.watch(acme, () => reading[reads++]?.promise ?? Promise.resolve("late"), never);
  commits.notify(acme);
  reading[0]?.resolve("0");
  await until("the head is read again", () => reads === 2);
  const change = watch.changed(watch.version, never, signal);
  reading[1]?.resolve("1");
  expect(await change).toBe(true);
});

test("a failed read wakes the readers, who run into the error themselves", async () => {
  const commits = new CommitNotifier();
  const watch = commits.watch(acme, () => Promise.reject(new Error("unavailable")), never);
  expect(await watch.changed(0, never, signal)).toBe(true);
});

test("reports a timeout, and an abort as a change", async () => {
  const [commits, feed] = [new CommitNotifier(), createFeed()];
  const watch = commits.watch(acme, feed.read, never);
  await until("the first read is finished", () => watch.version === 1);
  expect(await watch.changed(1, 1, signal)).toBe(false);
  const end = new AbortController();
  const change = watch.changed(1, never, end.signal);
  end.abort();
  expect(await change).toBe(true);
});

test("a feed is polled no more once its last reader has finished, and again for the next one", async () => {
  const [commits, feed] = [new CommitNotifier(), createFeed()];
  const [one, two] = [commits.watch(acme, feed.read, never), commits.watch(acme, feed.read, never)];
  await until("the first read is finished", () => one.version === 1);
  one.close();
  two.close();
  commits.notify(acme);
  expect(feed.reads).toBe(1);
  commits.watch(acme, feed.read, never);
  expect(feed.reads).toBe(2);
});
