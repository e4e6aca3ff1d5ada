import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FeedCursor } from "../../src/core/routing/feed-cursor.ts";
import { type NumberId, type OrganizationId, providers, type UserId } from "../../src/model.ts";
import { RouteIndexReaders } from "../../src/routing/route-index-readers.ts";
import { report, times } from "../helpers/depth.ts";
import { typedId } from "../helpers/typed-id.ts";
import { type History, historyArbitrary, lines, type Tables } from "./history-arbitrary.ts";
import { plainContents } from "./plain-routes.ts";
import { counter, type Question, type WorkerData } from "./shared-index-worker.ts";

const workerCount = 2;
const currency = { isBuilt: true, isShared: false, syncedAt: 0, uncertainSince: undefined };

/** Threads that read an index and check every answer, while this thread applies a history again and again. */
class ConcurrentReaders {
  readonly counters = new Int32Array(new SharedArrayBuffer(6 * 4));
  failures = 0;
  #version = 0;
  readonly #readers = new RouteIndexReaders();
  readonly #history: History;
  readonly #workers: Worker[];
  readonly #ends: Promise<unknown>[];

  constructor(history: History, isUnchecked = false) {
    this.#history = history;
    const { questions, answers } = answersOf(history);
    this.#workers = Array.from({ length: workerCount }, () => {
      const handle = this.#readers.open();
      const data: WorkerData = {
        ...{ handle, questions, answers, isUnchecked },
        counters: this.counters.buffer as unknown as SharedArrayBuffer,
      };
      const url = new URL("./shared-index-worker.ts", import.meta.url);
      return new Worker(url, { workerData: data, transferList: [handle.port] });
    });
    this.#ends = this.#workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const worker of this.#workers) worker.on("message", () => (this.failures += 1));
    for (const worker of this.#workers) worker.on("error", () => (this.failures += 1));
  }

  count(name: keyof typeof counter): number {
    return Atomics.load(this.counters, counter[name]);
  }

  /** Replaces the index by an empty one and applies the history. */
  async applyHistory(): Promise<void> {
    const cursor = new FeedCursor([]);
    this.#write(() => this.#readers.setIndex(cursor.index, currency));
    for (const [moment, events] of this.#history.events.slice(1).entries()) {
      this.#addOthers(cursor, moment);
      this.#write(() => cursor.applyAll(events));
    }
    await setImmediate();
    this.#readers.setIndex(undefined, { ...currency, isBuilt: false });
  }

  async stop(): Promise<void> {
    Atomics.store(this.counters, counter.stop, 1);
    await Promise.all(this.#ends);
    await setImmediate();
    this.#readers.close();
  }

  #write(write: () => void): void {
    Atomics.store(this.counters, counter.started, this.#version);
    write();
    Atomics.store(this.counters, counter.applied, this.#version);
    this.#version += 1;
  }

  /** Numbers of another organization, so that tables grow. */
  #addOthers({ index }: FeedCursor, moment: number): void {
    const organizationId = typedId<OrganizationId>("9".repeat(24));
    index.batch(100, () => {
      for (let number = moment * 100; number < (moment + 1) * 100; number++) {
        const id = typedId<NumberId>(number.toString(16).padStart(24, "8"));
        const line = `+1613${1_000_000 + number}`;
        index.setNumber(organizationId, {
          ...{ id, provider: "twilio", line, coolingUntil: null, reservedUntil: null },
        });
      }
    });
  }
}

function answersOf({ moments }: History): Pick<WorkerData, "questions" | "answers"> {
  const users = [...new Set(moments.flatMap(({ users }) => users.map(({ id }) => id)))];
  const asked = { lines, users };
  const answers = moments.map((tables: Tables) => {
    const { inbound, outbound } = plainContents(tables, asked);
    return [...inbound, ...outbound].map(([, input]) => JSON.stringify(input ?? null));
  });
  const ofUsers = users.flatMap((userId: UserId) =>
    [...providers, undefined].map((provider) => ({ provider, userId })),
  );
  return { questions: [...lines, ...ofUsers] satisfies Question[], answers };
}

const historyOf = (seed: number): History => fc.sample(historyArbitrary, { numRuns: 1, seed })[0] as History;

test("every answer of a reader was true between its begin and its end", { timeout: 600_000 }, async () => {
  const seed = Number(process.env.WHOSELINE_MODEL_SEED ?? Date.now() % 2 ** 31);
  const figures = { reads: 0, overlaps: 0, discarded: 0 };
  for (let run = 0; run < times(5, 100); run++) {
    const readers = new ConcurrentReaders(historyOf(seed + run));
    while (readers.count("overlaps") < times(1000, 10_000)) await readers.applyHistory();
    await readers.stop();
    expect(readers.failures, `seed ${seed + run}`).toBe(0);
    for (const name of ["reads", "overlaps", "discarded"] as const) figures[name] += readers.count(name);
  }
  const { reads, overlaps, discarded } = figures;
  report(
    `routes: ${reads} reads in other threads, ${overlaps} of them during a write, ${discarded} without an index`,
  );
});

test("a reader that ignores the sequence counter is noticed", { timeout: 600_000 }, async () => {
  const readers = new ConcurrentReaders(historyOf(1), true);
  while (readers.failures === 0) await readers.applyHistory();
  await readers.stop();
});
