/**
 * The RFC 8785 text of a JSON value. Members that are undefined are absent, as in `JSON.stringify`.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value === null) return "null";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value !== "object") return "";
  return Array.isArray(value) ? arrayText(value) : objectText(value as Readonly<Record<string, unknown>>);
}

const arrayText = (items: readonly unknown[]): string =>
  `[${items.map((item) => canonicalJson(item) || "null").join(",")}]`;

function objectText(record: Readonly<Record<string, unknown>>): string {
  let text = "";
  for (const { key, prefix } of membersOf(Object.keys(record))) {
    const value = canonicalJson(record[key]);
    if (value !== "") text += text === "" ? prefix + value : `,${prefix}${value}`;
  }
  return `{${text}}`;
}

/** Characters that JSON does not escape. The text of most values has no others, and this is faster than `JSON.stringify`. */
const unescaped = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => (unescaped.test(text) ? `"${text}"` : JSON.stringify(text));

interface Member {
  readonly key: string;
  /** The key as JSON, and the colon. */
  readonly prefix: string;
}

/** Keys that an object had, and its members in canonical order: by UTF-16 code units. */
interface Shape {
  readonly keys: readonly string[];
  readonly members: readonly Member[];
}

/** The latest shapes, by the number of keys. Events have few. */
const shapesByLength = new Map<number, Shape[]>();
const shapesMax = 8;
const lengthMax = 64;

function membersOf(keys: readonly string[]): readonly Member[] {
  const shapes = shapesByLength.get(keys.length) ?? [];
  for (const shape of shapes) if (isEqual(shape.keys, keys)) return shape.members;
  const members = keys.toSorted().map((key) => ({ key, prefix: `${JSON.stringify(key)}:` }));
  if (keys.length <= lengthMax)
    shapesByLength.set(keys.length, [{ keys, members }, ...shapes.slice(0, shapesMax - 1)]);
  return members;
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}
