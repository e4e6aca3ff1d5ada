import fc from "fast-check";
import { expect, test } from "vitest";
import {
  disabledAfterMs,
  isGivenUp,
  nextAttemptAt,
  orderedDelayMaxMs,
  parseRetryAfter,
  retryDelaysMs,
} from "../../src/core/webhooks/delivery/retry-schedule.ts";

const now = Date.UTC(2026, 2, 3, 14);
const dayMs = 24 * 60 * 60_000;
const attempt = {
  now,
  isHead: false,
  lastDeliveredAt: null,
  retryAfterMs: undefined,
  random: () => 0,
} as const;

test("the delays are 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and then every day", () => {
  const minutes = [5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440, 1440, 1440];
  const delays = minutes.map((_, index) => nextAttemptAt({ ...attempt, failures: index + 1 }) - now);
  expect(delays).toEqual(minutes.map((it) => it * 60_000));
});

const attempts = fc.record({
  failures: fc.integer({ min: 1, max: 1000 }),
  isHead: fc.boolean(),
  lastDeliveredAt: fc.option(fc.integer({ min: now - 3 * dayMs, max: now })),
  fraction: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test("a delay is at most its place in the schedule, and at least four fifths of it", () => {
  fc.assert(
    fc.property(attempts, ({ fraction, ...it }) => {
      const at = nextAttemptAt({ now, retryAfterMs: undefined, random: () => fraction, ...it });
      const scheduled = retryDelaysMs[Math.min(it.failures, 9) - 1] ?? 0;
      const isRecent = it.lastDeliveredAt !== null && now - it.lastDeliveredAt < dayMs;
      const expected = it.isHead && isRecent ? Math.min(scheduled, orderedDelayMaxMs) : scheduled;
      expect(at - now).toBeLessThanOrEqual(expected);
      expect(at - now).toBeGreaterThanOrEqual(Math.floor(expected * 0.8));
    }),
  );
});

test("Retry-After takes precedence, between five seconds and a day", () => {
  const after = (retryAfterMs: number) => nextAttemptAt({ ...attempt, failures: 3, retryAfterMs }) - now;
  expect([0, 4999, 77_000, 10 * dayMs].map(after)).toEqual([5000, 5000, 77_000, dayMs]);
});

test("Retry-After is a number of seconds or a date", () => {
  const headers = ["120", "0", new Date(now + 60_000).toUTCString(), new Date(now - 60_000).toUTCString()];
  expect(headers.map((header) => parseRetryAfter(header, now))).toEqual([120_000, 0, 60_000, 0]);
  expect([undefined, "", "soon", "-5"].map((header) => parseRetryAfter(header, now))).not.toContain(0);
});

/** A receiver that is up or down, and a webhook that follows the schedule. */
test("a webhook is disabled after five days of nothing but failures, and never before", () => {
  const outages = fc.array(fc.record({ up: fc.boolean(), hours: fc.integer({ min: 1, max: 200 }) }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(outages, fc.boolean(), (phases, isHead) => {
      let end = now;
      const bounds = phases.map(({ up, hours }) => {
        end += hours * 60 * 60_000;
        return { up, end };
      });
      const isUp = (at: number) => bounds.find((bound) => at < bound.end)?.up ?? false;
      let failures = 0;
      let failingSince: number | null = null;
      let lastDeliveredAt: number | null = null;
      for (let at = now; at < end + 10 * dayMs; ) {
        if (isUp(at)) {
          [failures, failingSince, lastDeliveredAt] = [0, null, at];
          // The next event.
          at += 60 * 60_000;
          continue;
        }
        failures += 1;
        failingSince ??= at;
        const progress = { position: 0, failures, failingSince, lastDeliveredAt, nextAttemptAt: 0 };
        const isOver = isGivenUp(progress, at);
        expect(isOver).toBe(failures > 1 && at - failingSince >= disabledAfterMs);
        if (isOver) return;
        at = nextAttemptAt({
          now: at,
          failures,
          isHead,
          lastDeliveredAt,
          retryAfterMs: undefined,
          random: () => 0.5,
        });
      }
      throw new Error("a webhook whose receiver is down for ten days must be disabled");
    }),
  );
});
