/**
 * Leaves of a test file only the titles of its tests and suites; everything else becomes spaces, so that a
 * position in the result is the position in the file.
 */
export function testNamesOnly(source: string): string {
  const titles = Array.from(source.matchAll(/\b(?:test|it|describe)\b(?:\.\w+)*(?=[(`<])/g), (call) =>
    titleFrom(source, call.index + call[0].length),
  );
  const kept = source.split("").map((unit): string => (unit === "\n" ? unit : " "));
  for (const [start, end] of titles) {
    for (let index = start; index < end; index += 1) kept[index] = source[index] ?? " ";
  }
  return kept.join("");
}

/** Follows `(…)("title"`, as of `test.each(table)("title", …)`, up to the first call with a literal title. */
function titleFrom(source: string, from: number): readonly [start: number, end: number] {
  let at = from;
  for (;;) {
    at = skipSpace(source, at);
    if (source[at] === "`") at = endOfLiteral(source, at);
    else if (source[at] === "<") at = source.indexOf(">(", at) + 1 || source.length;
    else if (source[at] === "(") {
      const argument = skipSpace(source, at + 1);
      if (isQuote(source[argument])) return [argument + 1, endOfLiteral(source, argument) - 1];
      at = endOfParentheses(source, at);
    } else return [at, at];
  }
}

function endOfParentheses(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    if (isQuote(source[at])) at = endOfLiteral(source, at) - 1;
    else if (source[at] === "(") depth += 1;
    else if (source[at] === ")") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return source.length;
}

/** Returns the position after the closing quote. */
function endOfLiteral(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === source[from]) return at + 1;
  }
  return source.length;
}

function skipSpace(source: string, from: number): number {
  let at = from;
  while (/\s/.test(source[at] ?? "")) at += 1;
  return at;
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'" || character === "`";
}
