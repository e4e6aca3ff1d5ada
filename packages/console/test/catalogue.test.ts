import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { messagesOfSources } from "../build/messages.ts";

const catalogue = JSON.parse(
  readFileSync(new URL("../src/locales/fa.json", import.meta.url), "utf8"),
) as Readonly<Record<string, string>>;

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name).sort();

test("the catalogue has every message of the sources, and no other", () => {
  expect(Object.keys(catalogue).toSorted()).toEqual([...messagesOfSources()].toSorted());
});

test.each(Object.entries(catalogue))(
  "the translation has the placeholders of: %s",
  (message, translation) => {
    expect(translation).not.toBe("");
    expect([...new Set(placeholders(translation))]).toEqual([...new Set(placeholders(message))]);
  },
);
