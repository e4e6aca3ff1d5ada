import { execFileSync, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { FeedCursor } from "../../src/core/routing/feed-cursor.ts";
import {
  deleteIncomplete,
  InvalidSnapshot,
  readSnapshot,
  writeSnapshot,
} from "../../src/core/routing/snapshot-file.ts";
import { imageOf } from "../../src/routing/memory/memory-image.ts";
import { RouteIndex } from "../../src/routing/route-index.ts";
import { times } from "../helpers/depth.ts";
import { contentsOf } from "../helpers/route-contents.ts";
import { type History, historyArbitrary, lines, type Tables } from "./history-arbitrary.ts";
import { plainContents } from "./plain-routes.ts";

const folder = await mkdtemp(join(tmpdir(), "whoseline-snapshot-"));
const path = join(folder, "whoseline.db-routes");
afterAll(() => rm(folder, { recursive: true }));

const write = (cursor: FeedCursor, isWanted = true) =>
  writeSnapshot(
    path,
    { identity: "i", positions: cursor.positions },
    imageOf(cursor.index.memory),
    () => isWanted,
  );

const incompleteFiles = async () => (await readdir(folder)).filter((name) => name.endsWith(".new"));

async function read(): Promise<FeedCursor> {
  const snapshot = await readSnapshot(path);
  if (snapshot === undefined) throw new Error("there is no file");
  return new FeedCursor(snapshot.header.positions, new RouteIndex(snapshot.memory));
}

function apply({ events }: History, cursor: FeedCursor, from: number, until: number): void {
  for (const ofMoment of events.slice(from, until)) cursor.applyAll(ofMoment);
}

test("an index that is read from a snapshot equals the one that was written, also after later events", {
  timeout: times(60_000, 3_600_000),
}, async () => {
  const holds = fc.asyncProperty(historyArbitrary, fc.nat(100), async (history, nat) => {
    const users = [...new Set(history.moments.flatMap(({ users }) => users.map(({ id }) => id)))];
    const moment = nat % history.moments.length;
    const cursor = new FeedCursor([]);
    apply(history, cursor, 0, moment + 1);
    await write(cursor);
    const loaded = await read();
    expect(loaded.positions).toEqual(cursor.positions);
    const expectAt = (tables: Tables | undefined) =>
      expect(contentsOf(loaded.index, { lines, users })).toEqual(
        plainContents(tables as Tables, { lines, users }),
      );
    expectAt(history.moments[moment]);
    apply(history, loaded, moment + 1, history.moments.length);
    expectAt(history.moments.at(-1));
  });
  await fc.assert(holds, { numRuns: times(100, 5000) });
});

describe("a damaged file", () => {
  const history = fc.sample(historyArbitrary, { numRuns: 1, seed: 3 })[0] as History;
  const cursor = new FeedCursor([]);
  apply(history, cursor, 0, history.moments.length);

  async function rejects(change: (bytes: Buffer) => Buffer): Promise<void> {
    await write(cursor);
    await writeFile(path, change(await readFile(path)));
    await expect(readSnapshot(path)).rejects.toThrow(InvalidSnapshot);
  }
  const flip =
    (at: number, bits = 1) =>
    (bytes: Buffer) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ bits;
      return damaged;
    };

  test.each([
    "layout",
    "version",
    "providers",
    "identity",
    "positions",
    '"seq"',
    '"hash"',
    "states",
    '"parts"',
    "length",
    "numbers",
  ])("is rejected when %s in the header changed", (field) =>
    rejects((bytes) => {
      const at = bytes.indexOf(field);
      expect(at).toBeGreaterThan(0);
      return flip(at + field.length + 3)(bytes);
    }),
  );

  test("is rejected, whichever byte changed", { timeout: 60_000 }, async () => {
    await write(cursor);
    const { length } = await readFile(path);
    // Every byte of the magic, the length and the beginning of the header; every part; every byte of the checksum.
    const ends = [...Array(200).keys()].flatMap((at) => [at, length - 1 - at]);
    const between = [...Array(200).keys()].map((step) => Math.floor((step * length) / 200));
    for (const at of [...ends, ...between]) await rejects(flip(at, 1 << (at % 8)));
  });

  test("is rejected when it is shorter, longer or empty", async () => {
    for (const length of [0, 1, 15, 16, 19, 20, 300]) await rejects((bytes) => bytes.subarray(0, length));
    await rejects((bytes) => bytes.subarray(0, -1));
    await rejects((bytes) => Buffer.concat([bytes, Buffer.from([0])]));
  });

  test("is rejected when another version wrote it, although its checksum is right", async () => {
    await write(cursor);
    const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
    await rejects((bytes) => {
      const changed = Buffer.from(bytes.toString("latin1").replace("version", "Version"), "latin1");
      const start = 16 + 4;
      const header = changed.subarray(start + 32, start + 32 + changed.readUInt32LE(16));
      digestOf(header).copy(changed, start);
      const content = changed.subarray(0, -32);
      return Buffer.concat([content, digestOf(content)]);
    });
    await expect(readSnapshot(path)).rejects.toThrow("another version wrote it");
  });

  test("that is not wanted any more leaves the former one", async () => {
    await write(cursor);
    const before = await readFile(path);
    await write(new FeedCursor([]), false);
    expect(await readFile(path)).toEqual(before);
    expect(await incompleteFiles()).toEqual([]);
  });
});

test("is readable by this user only, and undefined without a file", async () => {
  await write(new FeedCursor([]));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await rm(path);
  expect(await readSnapshot(path)).toBeUndefined();
});

describe("in a folder that others can write", () => {
  beforeEach(async () => {
    await rm(path, { recursive: true, force: true });
  });

  test("a snapshot that other users can write is rejected", async () => {
    await write(new FeedCursor([]));
    await chmod(path, 0o620);
    await expect(readSnapshot(path)).rejects.toThrow("other users can write it");
  });

  test("a folder or a pipe is rejected, without waiting for a writer", async () => {
    await mkdir(path);
    await expect(readSnapshot(path)).rejects.toThrow("it is not a file");
    await rm(path, { recursive: true });
    execFileSync("mkfifo", [path]);
    await expect(readSnapshot(path)).rejects.toThrow("it is not a file");
  });
});

describe("several processes in one folder", () => {
  test("write at the same time, and one of the files remains", async () => {
    const cursors = [1, 2, 3, 4].map(() => new FeedCursor([]));
    const written = await Promise.all(cursors.flatMap((cursor) => [write(cursor), write(cursor)]));
    expect(written).toEqual(Array(8).fill(true));
    expect(await read()).toBeDefined();
    expect(await incompleteFiles()).toEqual([]);
  });

  test("an incomplete file that another process deletes is not put in place", async () => {
    await rm(path, { force: true });
    const isWritten = await writeSnapshot(
      path,
      { identity: "i", positions: [] },
      imageOf(new RouteIndex().memory),
      () => {
        deleteIncomplete(path, "all");
        return true;
      },
    );
    expect(isWritten).toBe(false);
    expect(await readSnapshot(path)).toBeUndefined();
  });

  test("a write deletes what a crash left, and not what is being written", async () => {
    const [left, begun] = ["1", "2"].map((name) => `${path}-${name}.new`) as [string, string];
    for (const file of [left, begun]) await writeFile(file, "half of a snapshot");
    await utimes(left, new Date(0), new Date(0));
    await write(new FeedCursor([]));
    expect(await incompleteFiles()).toEqual([basename(begun)]);
    await rm(begun);
  });
});

test("a failed write leaves nothing in the folder", async () => {
  await rm(path, { force: true });
  await mkdir(join(path, "occupied"), { recursive: true });
  await expect(write(new FeedCursor([]))).rejects.toThrow();
  expect(await incompleteFiles()).toEqual([]);
  await rm(path, { recursive: true });
});

test("a process that is killed while it writes leaves a valid file", { timeout: 120_000 }, async () => {
  await rm(path, { force: true });
  for (let round = 0; round < times(8, 100); round++) {
    const writer = fork(new URL("./snapshot-writer.ts", import.meta.url), [path], { execArgv: [] });
    // Killed at another place each time: after so many writes, and during the next one.
    for (let writes = 0; writes <= round % 4; writes++)
      await new Promise((resolve) => writer.once("message", resolve));
    const ended = new Promise((resolve) => writer.once("exit", resolve));
    writer.kill("SIGKILL");
    await ended;
    expect((await readSnapshot(path))?.memory.numbers.size).toBeGreaterThan(0);
  }
});
