import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/audit/canonical-json.ts";

test("returns the text of the library for any JSON value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  '{"10":1,"9":2,"a":3}',
  '{"__proto__":{"b":1,"a":2},"a":1}',
  '{"é":1,"e":2,"\u{1F600}":3,"\uFB33":4}',
  '{"n":[1e21,1e-7,0.1,-0,100]}',
])("returns the text of the library for %s", (text) => {
  const value = JSON.parse(text);
  expect(canonicalJson(value)).toBe(canonicalize(value));
});

test("leaves out members that are undefined, as JSON does", () => {
  const value = { b: undefined, a: [undefined, 1], c: { d: undefined }, e: Number.NaN };
  expect(canonicalJson(value)).toBe('{"a":[null,1],"c":{},"e":null}');
});
