import { type Rule, rules } from "./words.ts";

export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly found: string;
  readonly use: string;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// A line break inside a comment or a quotation does not separate the words of a phrase.
const joined = /^(?:|[_-]|[ \t]+|[ \t]*\n[ \t]*(?:\*|\/\/|--|#|>)?[ \t]*)$/;
const tables = rules.map((rule) => ({
  rule,
  positions: rule.phrase.split(" ").map((position) => new Set(position.split("|"))),
}));

/** Finds each use of a listed word in prose and in the parts of identifiers (`letGo`, `LET_GO`, `let-go`). */
export function findWords(text: string): Finding[] {
  const words = splitWords(text);
  return words.flatMap((_, index) =>
    tables.flatMap(({ rule, positions }) => {
      const last = words[index + positions.length - 1];
      if (last === undefined || !matches(text, words.slice(index, index + positions.length), positions))
        return [];
      return describe(text, rule, words[index]?.start ?? 0, last.end);
    }),
  );
}

function matches(text: string, words: readonly Word[], positions: readonly Set<string>[]): boolean {
  return positions.every((alternatives, offset) => {
    const word = words[offset];
    const previous = words[offset - 1];
    if (word === undefined || !alternatives.has(word.text.toLowerCase())) return false;
    return previous === undefined || joined.test(text.slice(previous.end, word.start));
  });
}

function describe(text: string, rule: Rule, start: number, end: number): Finding[] {
  if (rule.when !== undefined && !rule.when(text.slice(end, end + 40))) return [];
  const line = text.slice(0, start).split("\n").length;
  return [{ line, found: text.slice(start, end).replaceAll(/\s+/g, " "), use: rule.use }];
}

/** Keys, hashes and other random text contain no words. */
function withoutRandomText(text: string): string {
  return text.replaceAll(/\bwl_\w+|\b(?=\w*\d\w*\d)(?=\w*[A-Z])\w{16,}\b/g, (match) =>
    " ".repeat(match.length),
  );
}

function splitWords(text: string): Word[] {
  return Array.from(
    withoutRandomText(text).matchAll(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g),
    ({ 0: word, index }): Word => ({ text: word, start: index, end: index + word.length }),
  );
}
