import { parentPort, workerData } from "node:worker_threads";
import type { Provider, UserId } from "../../src/model.ts";
import { SequenceReader } from "../../src/routing/memory/sequence.ts";
import { RouteIndexReader } from "../../src/routing/route-index-reader.ts";
import type { RouteIndexHandle, RouteInputs } from "../../src/routing/route-snapshot.ts";
import { sortedLine, sortedUser } from "../helpers/sorted-inputs.ts";

export type Question =
  | { readonly provider: Provider; readonly line: string }
  | { readonly provider: Provider | undefined; readonly userId: UserId };

export interface WorkerData {
  readonly handle: RouteIndexHandle;
  readonly counters: SharedArrayBuffer;
  readonly questions: readonly Question[];
  /** By moment of the history and question. */
  readonly answers: readonly (readonly string[])[];
  /** Whether the reader ignores the sequence counter, to prove that the test notices it. */
  readonly isUnchecked: boolean;
}

/** Offsets of the shared counters. The versions are those of the index before and after the current write. */
export const counter = { applied: 0, started: 1, stop: 2, reads: 3, overlaps: 4, discarded: 5 } as const;

export function answerOf(index: RouteInputs, question: Question): string {
  if ("userId" in question)
    return JSON.stringify(sortedUser(index.user(question.userId, question.provider)) ?? null);
  const input = index.line(question.provider, question.line);
  return JSON.stringify((input && "holders" in input ? sortedLine(input) : input) ?? null);
}

if (parentPort !== null) {
  const { handle, counters, questions, answers, isUnchecked } = workerData as WorkerData;
  if (isUnchecked)
    Object.assign(SequenceReader.prototype, { begin: () => 0, isCurrent: () => true } satisfies object);
  const reader = new RouteIndexReader(handle);
  const versions = new Int32Array(counters);
  const failed = () => parentPort?.postMessage("failed");
  for (let turn = 0; Atomics.load(versions, counter.stop) === 0; turn++) {
    const question = turn % questions.length;
    const from = Atomics.load(versions, counter.applied);
    let answer: string | undefined;
    try {
      const snapshot = reader.snapshot;
      answer = snapshot && answerOf(snapshot.index, questions[question] as Question);
    } catch {
      failed();
    }
    const until = Atomics.load(versions, counter.started);
    Atomics.add(versions, counter.reads, 1);
    if (from !== until) Atomics.add(versions, counter.overlaps, 1);
    if (answer === undefined) Atomics.add(versions, counter.discarded, 1);
    else if (!wasTrue(question, answer, from, until)) failed();
  }
  reader.close();

  function wasTrue(question: number, answer: string, from: number, until: number): boolean {
    for (let version = from; version <= until; version++)
      if (answers[version % answers.length]?.[question] === answer) return true;
    return false;
  }
}
