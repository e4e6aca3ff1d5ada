import type { Event, TimelineInterval } from "@whoseline/sdk";
import { describe, expect, test } from "vitest";
import { canUndo } from "../src/screens/number/timeline/can-undo.ts";
import { gaps, toLanes } from "../src/screens/number/timeline/lanes.ts";
import { ticksOf } from "../src/screens/number/timeline/ticks.ts";

const at = (day: number) => `2026-11-${String(day).padStart(2, "0")}T00:00:00.000Z`;
const instant = (day: number) => Date.parse(at(day));

const interval = (userId: string, since: number, until: number | null) =>
  ({
    userId,
    userName: userId,
    since: at(since),
    until: until === null ? null : at(until),
  }) as TimelineInterval;

describe("the lanes of a timeline", () => {
  test("are one for each holder, in the order of the first assignment", () => {
    const lanes = toLanes([interval("ana", 1, 2), interval("ben", 2, 3), interval("ana", 3, null)]);
    expect(lanes.map(({ userId, intervals }) => [userId, intervals.length])).toEqual([
      ["ana", 2],
      ["ben", 1],
    ]);
  });
});

describe("the times without a holder", () => {
  test("are those that no interval covers, until the end", () => {
    const intervals = [interval("ana", 1, 5), interval("ben", 3, 8), interval("ana", 10, 12)];
    expect(gaps(intervals, instant(20))).toEqual([
      { from: instant(8), to: instant(10) },
      { from: instant(12), to: instant(20) },
    ]);
  });

  test("do not exist while somebody holds the number", () => {
    expect(gaps([interval("ana", 1, null)], instant(20))).toEqual([]);
    expect(gaps([], instant(20))).toEqual([]);
  });
});

describe("the ticks of the axis", () => {
  test.each([1, 2, 7, 60, 400, 4000])("are at most as many as there is space for, over %i days", (days) => {
    const span = { from: instant(1), to: instant(1) + days * 86_400_000 };
    const { at: ticks } = ticksOf(span, 8);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks.every((tick) => tick >= span.from && tick <= span.to)).toBe(true);
  });
});

describe("the undo of an event", () => {
  const event = (seq: number, subjectId: string, undoes: number | null = null) =>
    ({ seq, subjectId, undoes }) as Event;

  test("is offered for the newest change of an assignment", () => {
    const history = [event(1, "a"), event(2, "b"), event(3, "a")];
    expect([1, 2, 3].map((seq) => canUndo(seq, history))).toEqual([false, true, true]);
  });

  test("is not offered for an undo, and not twice", () => {
    const history = [event(1, "a"), event(2, "a", 1)];
    expect([1, 2].map((seq) => canUndo(seq, history))).toEqual([false, false]);
  });
});
