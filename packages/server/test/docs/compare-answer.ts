import { anything, parseElided } from "./elided-json.ts";

/** The names that the document has for ids and tokens of the server that answers now. */
export type Names = Map<string, string>;

const id = "(?!5f7b1c2e8a1d4e00|0{24})[0-9a-f]{24}";
const name = new RegExp(`^${id}(?:\\.[0-9a-f]{32})?$`);
const variables: readonly (readonly [pattern: RegExp, mask: string])[] = [
  [new RegExp(`\\b${id}\\b`, "g"), "<id>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<instant>"],
  [/\bw[li]_(?:[0-9A-Za-z]{50}\b|[0-9A-Za-z]+…)/g, "<key>"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<uuid>"],
  [/\b[0-9a-f]{32}\b/g, "<hex>"],
  [/(?<=^Restored |^\S+\.db: )\d+(?= bytes\b)/g, "<number>"],
  [/(?<=\bSHA-256 )[0-9a-f]+(?:…|\b)/g, "<hash>"],
  [/(?<=;t=|^retry-after: |^content-length: )\d+/g, "<number>"],
];
/** Members whose value differs from run to run and has no form of its own. */
const varying = new Set(["ageMs", "publicId", "nextCursor", "cursor"]);

/** Returns what differs between a JSON answer and the shown one, each with its place; learns the names of ids. */
export function compareJson(shown: string, answer: string, names: Names): string[] {
  let actual: unknown;
  try {
    actual = JSON.parse(answer);
  } catch {
    return [`the answer is not JSON: ${answer.slice(0, 300)}`];
  }
  return differences(parseElided(shown), actual, "$", names);
}

function differences(shown: unknown, actual: unknown, place: string, names: Names): string[] {
  if (shown === anything) return [];
  if (typeof shown === "string" && typeof actual === "string")
    return compareText(shown, actual, place, names);
  if (Array.isArray(shown) && Array.isArray(actual)) return compareLists(shown, actual, place, names);
  if (isObject(shown) && isObject(actual)) return compareObjects(shown, actual, place, names);
  return shown === actual
    ? []
    : [`${place} is ${JSON.stringify(actual)} and is shown as ${JSON.stringify(shown)}`];
}

function compareObjects(
  shown: Record<string, unknown>,
  actual: Record<string, unknown>,
  place: string,
  names: Names,
): string[] {
  const isElided = anything in shown;
  const keys = Object.keys(shown).filter((key) => key !== anything);
  const missing = keys.filter((key) => !(key in actual)).map((key) => `${place}.${key} is not in the answer`);
  const hidden = Object.keys(actual).filter((key) => !(key in shown) && !isElided);
  const compared = keys.filter((key) => key in actual);
  return [
    ...missing,
    ...hidden.map((key) => `${place}.${key} is not shown: ${JSON.stringify(actual[key])}`),
    ...compared.flatMap((key) => compareMember(key, shown[key], actual[key], `${place}.${key}`, names)),
  ];
}

function compareMember(key: string, shown: unknown, actual: unknown, place: string, names: Names): string[] {
  if (!varying.has(key)) return differences(shown, actual, place, names);
  return typeof shown === typeof actual ? [] : [`${place} is of another type: ${JSON.stringify(actual)}`];
}

function compareLists(
  shown: readonly unknown[],
  actual: readonly unknown[],
  place: string,
  names: Names,
): string[] {
  const isElided = shown.at(-1) === anything;
  const elements = isElided ? shown.slice(0, -1) : shown;
  if (isElided ? actual.length < elements.length : actual.length !== elements.length)
    return [`${place} has ${actual.length} elements and is shown with ${elements.length}`];
  return elements.flatMap((element, index) =>
    differences(element, actual[index], `${place}[${index}]`, names),
  );
}

function compareText(shown: string, actual: string, place: string, names: Names): string[] {
  if (name.test(shown) && name.test(actual)) {
    const known = names.get(shown);
    names.set(shown, actual);
    return known === undefined || known === actual ? [] : [`${place}: ${shown} names two different records`];
  }
  const isSame =
    shown.endsWith(anything) && !/^w[li]_/.test(shown)
      ? masked(actual).startsWith(masked(shown.slice(0, -1)))
      : masked(shown) === masked(actual);
  return isSame ? [] : [`${place} is ${JSON.stringify(actual)} and is shown as ${JSON.stringify(shown)}`];
}

/**
 * Compares output line by line. A line `…` stands for any lines, `…` in a line for any characters. After
 * `HTTP/1.1 …` further header lines may be between those that are shown.
 */
export function compareLines(shown: string, output: string): string[] {
  const isHttp = shown.startsWith("HTTP/");
  const lines = output.replaceAll("\r", "").trimEnd().split("\n");
  let next = 0;
  let mayskip = false;
  for (const line of shown.trimEnd().split("\n")) {
    if (line === anything) {
      mayskip = true;
      continue;
    }
    const found = lines.findIndex((candidate, index) => index >= next && fits(line, candidate));
    if (found < 0) return [`the output has no line "${line}" after its line ${next}:\n${output}`];
    if (found > next && !mayskip && !isHttp)
      return [`the output has "${lines[next]}" before "${line}", which is not shown`];
    next = found + 1;
    mayskip = false;
  }
  if (next < lines.length && !mayskip && !isHttp) return [`the output goes on with "${lines[next]}"`];
  return [];
}

function fits(shown: string, actual: string): boolean {
  const parts = masked(shown)
    .split(anything)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(masked(actual));
}

function masked(text: string): string {
  return variables.reduce((result, [pattern, mask]) => result.replaceAll(pattern, mask), text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
