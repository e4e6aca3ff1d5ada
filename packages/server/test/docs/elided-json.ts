/** Stands in expected answers for whatever is there. */
export const anything = "…";

/**
 * Parses JSON in which `…` leaves something out: `{…}` and `[…]` any object and any list, `, …` further members
 * or elements, `"abc…"` a string that begins so.
 */
export function parseElided(text: string): unknown {
  let result = "";
  const open: string[] = [];
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|[^"]/gs) ?? []) {
    if (token === "{" || token === "[") open.push(token);
    if (token === "}" || token === "]") open.pop();
    if (token === anything) result += open.at(-1) === "{" ? `"${anything}":true` : `"${anything}"`;
    else result += token;
  }
  return JSON.parse(result);
}
