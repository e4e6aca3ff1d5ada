import fc from "fast-check";
import { parse } from "lossless-json";
import { expect, test } from "vitest";
import { HttpError } from "../../src/http/errors.ts";
import { jsonLevelsMax } from "../../src/http/limits.ts";
import { parseJson } from "../../src/http/mounting/json.ts";
import { times } from "../helpers/depth.ts";

/** JSON text with equal keys, escapes, deep values and mistakes. */
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("null", "true", "-0", "1.5e3", "01", "x", "", " 1 ", '"', '"\\u0061"', '"\\n"', '"é"'),
    fc.stringMatching(/^[a-z]{0,2}$/).map((it) => `"${it}"`),
    fc.array(tie("text"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(fc.constantFrom("a", "b", "__proto__", "\\u0061", ""), tie("text")), { maxLength: 3 })
      .map((fields) => `{${fields.map(([key, value]) => `"${key}":${value}`).join(", ")}}`),
  ),
}));

const outcomeOf = (read: () => unknown): unknown => {
  try {
    const value = read();
    // The text shows whether a field is one of the prototype.
    return { value, json: JSON.stringify(value) };
  } catch (error) {
    return error instanceof HttpError ? error.code : "invalid_json";
  }
};

test("reads what the parser that detects duplicate keys reads, and rejects what it rejects", () => {
  const onDuplicateKey = () => {
    throw new HttpError("malformed", "duplicate_json_key", "");
  };
  fc.assert(
    fc.property(text, (it) => {
      const expected = outcomeOf(() => parse(it, undefined, { parseNumber: Number, onDuplicateKey }));
      expect(outcomeOf(() => parseJson(Buffer.from(it)))).toEqual(expected);
    }),
    { numRuns: times(3000, 100_000) },
  );
});

test("reads the deepest value that is allowed, and no deeper one", () => {
  const nested = (levels: number) => Buffer.from("[".repeat(levels) + "]".repeat(levels));
  expect(outcomeOf(() => parseJson(nested(jsonLevelsMax)))).toHaveProperty("value");
  expect(outcomeOf(() => parseJson(nested(jsonLevelsMax + 1)))).toBe("json_too_deep");
  expect(outcomeOf(() => parseJson(nested(1000)))).toBe("json_too_deep");
});

test("rejects bytes that are not UTF-8", () => {
  expect(outcomeOf(() => parseJson(Buffer.from([34, 255, 34])))).toBe("invalid_json");
});
