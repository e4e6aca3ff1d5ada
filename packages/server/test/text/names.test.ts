import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameOf } from "../../src/text/code-points.ts";
import { nameProblem, usernameKey } from "../../src/text/names.ts";
import { times } from "../helpers/depth.ts";

const runs = { numRuns: times(300, 20_000) };

test.each([
  "Ann",
  "José Á\u0301",
  "نامه\u200cای", // Persian, with the non-joiner of its spelling
  "می\u200cخواهم",
  "क्\u200dष", // Devanagari, after a virama
  "क्\u200cष",
  "ශ්\u200dරී", // Sinhala
  "Family 👨‍👩‍👧",
  "🏳️‍🌈 👩🏽‍🚒 ❤️‍🔥",
  "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
  "葛󠄀城", // with a variation selector
  "؀١٢",
  "訊\u{20000}",
])("%j can be a name", (text) => {
  expect(nameProblem(text)).toBeUndefined();
});

const hostile = [
  ..."\u0000\u0009\u000a\u001b\u007f\u0080\u0085\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a\u202e",
  ..."\u2060\u2061\u2064\u2066\u2069\ufeff\ufff9\ufffe\uffff\ufdd0\ufdef\u3164\uffa0",
  ...["\u{1ffff}", "\u{10fffe}", "\u{e0001}", "\u{e0041}", "\ud800", "\udfff"],
];

test.each(hostile.map((character) => [nameOf(character), character]))(
  "a name with %s is rejected and the code point named",
  (point, character) => {
    for (const text of [`Ann${character}a`, `${character}Ann`, `Ann${character}`, `👩${character}👩`])
      expect(nameProblem(text)).toBe(
        `must not contain ${point}, a control, invisible or text-direction character`,
      );
  },
);

test.each([
  "ab\u200cc",
  "ab\u200d",
  "\u200cنامه",
  "نامه\u200c",
  "ا\u200cب",
  "क\u200dष",
  "👩\u200dx",
  "x\u200d👩",
  "می\u200c\u200cخواهم",
])("%j has a joiner where nothing joins", (text) => {
  expect(nameProblem(text)).toMatch(
    /^must not contain U\+200[CD] except between letters and emoji that it joins or separates$/,
  );
});

test.each(["", " ", "\u00a0", "\u2003\u3000", "\u2800", "\u0301", "\ufe0f", "\u115f\u1160"])(
  "%j has no visible character",
  (text) => {
    expect(nameProblem(text)).toBe("must contain a visible character");
  },
);

describe("the key of a username", () => {
  const username = fc
    .array(fc.constantFrom(..."aAＡıİIßẞςσΣﬁ①éك".split(""), "e\u0301", "\u200c", "\u200d", "\u{1d4d0}"), {
      maxLength: 8,
    })
    .map((parts) => parts.join(""));

  test("of a key is the key", () => {
    fc.assert(
      fc.property(fc.oneof(username, fc.string({ unit: "binary" })), (text) => {
        expect(usernameKey(usernameKey(text))).toBe(usernameKey(text));
      }),
      runs,
    );
  });

  test.each([
    ["ann", "ANN"],
    ["ann", "ａｎｎ"],
    ["ﬁn", "fin"],
    ["jose\u0301", "JOSÉ"],
    ["νικος", "ΝΙΚΟΣ"],
    ["می\u200cخواهم", "میخواهم"],
  ])("%s is the same as %s", (a, b) => {
    expect(usernameKey(a)).toBe(usernameKey(b));
  });

  test.each([
    ["ann", "ana"],
    ["mike", "mıke"],
    ["strasse", "straße"],
  ])("%s is not the same as %s", (a, b) => {
    expect(usernameKey(a)).not.toBe(usernameKey(b));
  });
});
