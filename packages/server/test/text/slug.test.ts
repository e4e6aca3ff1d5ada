import { expect, test } from "vitest";
import { isSlug, slugCandidates, slugLike } from "../../src/text/slug.ts";

test.each([
  ["Acme", "acme"],
  ["Acme Téléphonie, Inc.", "acme-telephonie-inc"],
  ["  -- Ａcme -- ", "acme"],
  ["شرکت", "organization"],
  ["", "organization"],
  ["a".repeat(100), "a".repeat(40)],
  [`${"a".repeat(39)} b`, "a".repeat(39)],
  ["A".repeat(24), `organization-${"a".repeat(24)}`],
])("the slug like the name %j is %j", (name, slug) => {
  expect(slugLike(name)).toBe(slug);
  expect([...slugCandidates(name, "0123456789abcdef01234567")].every(isSlug)).toBe(true);
});

test("the last candidate differs by organization", () => {
  const last = (id: string) => [...slugCandidates("Acme", id)].at(-1);
  expect(last("a".repeat(24))).toBe(`acme-${"a".repeat(12)}`);
  expect(last("b".repeat(24))).not.toBe(last("a".repeat(24)));
});

test.each(["", "-a", "a-", "A", "a b", "a.b", "é", "a".repeat(64), "f".repeat(24)])(
  "%j is not a slug",
  (text) => {
    expect(isSlug(text)).toBe(false);
  },
);

test.each(["a", "1", "acme-2", "a".repeat(63), "f".repeat(23), "f".repeat(25)])("%j is a slug", (text) => {
  expect(isSlug(text)).toBe(true);
});
