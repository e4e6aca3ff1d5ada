import { expect, test } from "vitest";
import { isExcepted } from "../../../../scripts/language/exceptions.ts";
import { findWords } from "../../../../scripts/language/find-words.ts";
import { testNamesOnly } from "../../../../scripts/language/test-names.ts";

const found = (text: string) => findWords(text).map((finding) => finding.found);

test.each([
  "anew",
  "whoever",
  "whomever",
  "in vain",
  "mend",
  "beside",
  "of its own",
  "at home",
  "gives",
  "says",
  "is away",
  "rests",
  "told",
  "learn",
  "doubt",
  "hear",
  "lets go",
  "looks after",
  "hands",
  "room",
  "ground",
  "aim",
  "whole",
  "so long",
  "he",
  "his",
  "him",
  "she",
  "her",
])("finds %j in prose, at the start of a sentence and in the three forms of identifiers", (word) => {
  const [first = "", ...others] = word.split(" ");
  const capitalized = (part: string) => part.slice(0, 1).toUpperCase() + part.slice(1);
  const sentence = capitalized(word);
  const camel = first + others.map(capitalized).join("");
  const snake = word.replaceAll(" ", "_").toUpperCase();
  const kebab = word.replaceAll(" ", "-");

  expect(found(`// The caller ${word} the number.`)).toEqual([word]);
  expect(found(`${sentence}.`)).toEqual([sentence]);
  expect(found(`const some${capitalized(camel)}Value = 1;`)).toEqual([capitalized(camel)]);
  expect(found(`MAX_${snake}_MS`)).toEqual([snake]);
  expect(found(`the-${kebab}-file.ts`)).toEqual([kebab]);
});

test("finds a phrase across a line break of a comment and names the line on which it begins", () => {
  expect(findWords("first\n// The database is\n// away now.")).toMatchObject([
    { line: 2, found: "is // away" },
  ]);
});

test("does not find a phrase across a full stop", () => {
  expect(found("It is. Away from here")).toEqual([]);
});

test("does not find a listed word inside another word", () => {
  expect(found("the handshake, this background, wholesale, a claim, history, the classroom, other")).toEqual(
    [],
  );
});

test("finds such as a pronoun only", () => {
  expect(found("No such user, such as this one, such a request, such that it fits")).toEqual([]);
  expect(found("It rejects such. Such is the rule.")).toEqual(["such", "Such"]);
});

test("ignores keys and other random text", () => {
  expect(found("wl_heHisRoom0123 and a1HeB2cHisD3eF4g")).toEqual([]);
});

test("reads of a test file the titles only", () => {
  const source = [
    'const gives = "told";',
    'test("gives one", () => expect(whole).toBe(true));',
    'describe.each([["aim"]])("says two of %s", () => {});',
    "test.skipIf(isAway())(`his $" + "{name}`, () => {});",
  ].join("\n");
  expect(findWords(testNamesOnly(source))).toMatchObject([
    { line: 2, found: "gives" },
    { line: 3, found: "says" },
    { line: 4, found: "his" },
  ]);
});

test("an exception holds for its path, its word and its line only", () => {
  const exception = { path: "openapi/*.yaml", word: "his", text: "vendor", reason: "the vendor's text" };
  expect(isExcepted(exception, "openapi/telnyx.yaml", "His", "His vendor")).toBe(true);
  expect(isExcepted(exception, "openapi/telnyx.yaml", "his", "another line")).toBe(false);
  expect(isExcepted(exception, "openapi/telnyx.yaml", "he", "vendor")).toBe(false);
  expect(isExcepted(exception, "docs/routing.md", "his", "vendor")).toBe(false);
});
