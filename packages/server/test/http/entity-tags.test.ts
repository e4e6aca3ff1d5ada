import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesStrongly, matchesWeakly, parseEntityTags } from "../../src/http/entity-tags.ts";

const character = fc.constantFrom(..."!#$%&'()*+,-./0189:;<=>?@AZ[\\]^_`az{|}~", "\x80", "ÿ");
const tag = fc.record({
  isWeak: fc.boolean(),
  value: fc.array(character, { maxLength: 8 }).map((all) => all.join("")),
});
const space = fc.constantFrom("", " ", "\t", " \t ");
const write = ({ isWeak, value }: { isWeak: boolean; value: string }) => `${isWeak ? "W/" : ""}"${value}"`;

test("parses every list of tags, with white space and empty elements", () => {
  const element = fc.record({ tag, before: space, after: space, empty: fc.constantFrom("", ",", " , ,") });
  fc.assert(
    fc.property(fc.array(element, { minLength: 1, maxLength: 5 }), (elements) => {
      const header = elements.map((it) => it.empty + it.before + write(it.tag) + it.after).join(",");
      expect(parseEntityTags(header)).toEqual(elements.map((it) => it.tag));
    }),
  );
});

test("rejects a list with anything else in it", () => {
  const other = fc.constantFrom(
    "3",
    "*",
    '"',
    '"a',
    'w/"a"',
    'W /"a"',
    'W/ "a"',
    '"a" "b"',
    '"a b"',
    "W/",
    '"\x7f"',
  );
  fc.assert(
    fc.property(
      fc.array(tag, { maxLength: 3 }),
      fc.array(tag, { maxLength: 3 }),
      other,
      (before, after, odd) => {
        // A quote opens a tag that the quote of a later one would close.
        const rest = odd.includes('"') ? [] : after.map(write);
        const header = [...before.map(write), odd, ...rest].join(", ");
        if (header !== "*") expect(parseEntityTags(header)).toBeUndefined();
      },
    ),
  );
});

test.each(["", " ", ",", " , "])("rejects %j, which has no tag", (header) =>
  expect(parseEntityTags(header)).toBeUndefined(),
);

test("reads * and nothing but * as any tag", () => {
  expect([parseEntityTags("*"), parseEntityTags(" * ")]).toEqual(["*", "*"]);
  expect([parseEntityTags("**"), parseEntityTags("*,*")]).toEqual([undefined, undefined]);
});

test("compares strongly for If-Match and weakly for If-None-Match", () => {
  fc.assert(
    fc.property(fc.array(tag, { minLength: 1, maxLength: 5 }), tag, (tags, { value }) => {
      const equal = tags.filter((it) => it.value === value);
      expect(matchesWeakly(tags, `"${value}"`)).toBe(equal.length > 0);
      expect(matchesStrongly(tags, `"${value}"`)).toBe(equal.some(({ isWeak }) => !isWeak));
      expect([matchesWeakly("*", `"${value}"`), matchesStrongly("*", `"${value}"`)]).toEqual([true, true]);
    }),
  );
});

test.each([" ", ", ", '"', 'W/"a" '])("parses 16 KiB of %j in linear time", (part) => {
  const { user } = process.threadCpuUsage();
  parseEntityTags(`${part.repeat(16_384 / part.length)}x`);
  expect(process.threadCpuUsage().user - user).toBeLessThan(100_000);
});
