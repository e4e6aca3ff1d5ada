import fc from "fast-check";
import { expect, test } from "vitest";
import { toIso } from "../../src/http/mounting/iso-instant.ts";
import { times } from "../helpers/depth.ts";

const instantMax = 8.64e15;

test("the text of an instant is that of Date", () => {
  const at = fc.oneof(
    fc.integer({ min: -instantMax, max: instantMax }),
    fc.integer({ min: 0, max: 4e12 }),
    fc.double({ min: -1e13, max: 1e13, noNaN: true }),
    fc.constantFrom(0, -1, -0, 59_999, 86_399_999, 86_400_000, instantMax, -instantMax),
  );
  fc.assert(
    fc.property(at, (it) => {
      expect(toIso(it)).toBe(new Date(it).toISOString());
    }),
    { numRuns: times(1000, 100_000) },
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, instantMax + 1, -instantMax - 1])("rejects %d", (at) => {
  expect(() => toIso(at)).toThrow(RangeError);
});
