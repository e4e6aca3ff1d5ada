import { readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { expect, test } from "vitest";
import { messagesOfSources } from "../build/messages.ts";

const catalogue = JSON.parse(
  readFileSync(new URL("../src/locales/fa.json", import.meta.url), "utf8"),
) as Readonly<Record<string, string>>;

/** The names of the values that a message takes, also those inside its plurals. */
const placeholders = (text: string): readonly string[] => {
  const names = (part: unknown): readonly string[] => {
    if (Array.isArray(part))
      return [...(typeof part[0] === "string" ? [part[0]] : []), ...part.slice(1).flatMap(names)];
    return typeof part === "object" && part !== null ? Object.values(part).flatMap(valuesOf) : [];
  };
  const valuesOf = (value: unknown) => (Array.isArray(value) ? value.flatMap(namesOfToken) : []);
  const namesOfToken = (token: unknown) => (Array.isArray(token) ? names(token) : []);
  return [...new Set(compileMessage(text).flatMap(namesOfToken))].sort();
};

test("the catalogue has every message of the sources, and no other", () => {
  expect(Object.keys(catalogue).toSorted()).toEqual([...messagesOfSources()].toSorted());
});

test.each(Object.entries(catalogue))(
  "the translation has the placeholders of: %s",
  (message, translation) => {
    expect(translation).not.toBe("");
    expect(placeholders(translation)).toEqual(placeholders(message));
  },
);
