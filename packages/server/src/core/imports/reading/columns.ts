import { nameDistance, nearestFirst } from "../../../text/near.ts";
import { describeName } from "../../kernel/describe-value.ts";
import type { ImportKind } from "./rows.ts";

/** The columns of files. An export has all of them, and an import may have any. */
export const columnsOf = {
  numbers: [
    "provider",
    "line",
    "kind",
    "country",
    "alias",
    "holder",
    "isDefault",
    "isInboundEnabled",
    "isOutboundEnabled",
    "label",
    "reservedFor",
    "reservedUntil",
  ],
  users: ["email", "name", "username", "role", "externalId", "groups", "endpoints", "kind"],
} as const satisfies Record<ImportKind, readonly string[]>;

/** Columns of exports that imports accept and do not read. */
const unreadColumns = {
  numbers: [
    ..."id serial state holderId holderName holderCount coolingUntil addedAt releasedAt".split(" "),
    ..."numberId assignedAt unassignedAt".split(" "),
  ],
  users: "id serial isOwner status signedOutAt createdAt".split(" "),
} as const satisfies Record<ImportKind, readonly string[]>;

/** The column of each cell: `undefined` for one that is not read. */
export interface Header {
  readonly columns: readonly (string | undefined)[];
  readonly unread: readonly string[];
  /** What is wrong with the header; nothing can be read then. */
  readonly problems: readonly string[];
}

/** A note for the caller: which columns of an export were not read. */
export const unreadNote = (unread: readonly string[]): readonly string[] =>
  unread.length === 0 ? [] : [`Not imported, because they follow from other values: ${unread.join(", ")}.`];

/** Finds the column of every name. Case, spaces, `_` and `-` do not matter. `names` are the names of the preset. */
export function readHeader(
  kind: ImportKind,
  cells: readonly string[],
  names: Readonly<Record<string, string | undefined>> = {},
): Header {
  const known = [...columnsOf[kind], ...unreadColumns[kind], ...Object.keys(names)];
  const byKey = new Map(known.map((name) => [keyOf(name), name]));
  const found = cells.map((cell) => byKey.get(keyOf(cell)));
  const columns = found.map((name) => columnOf(kind, name, names));
  return {
    columns,
    unread: found.flatMap((name, index) =>
      name !== undefined && columns[index] === undefined ? [name] : [],
    ),
    problems: [...unknownColumns(cells, found, known), ...repeatedColumns(columns)],
  };
}

function columnOf(
  kind: ImportKind,
  name: string | undefined,
  names: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (name === undefined) return undefined;
  if (Object.hasOwn(names, name)) return names[name];
  return (columnsOf[kind] as readonly string[]).includes(name) || name === "id" ? name : undefined;
}

const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, "");

/** How many cells of a header are names of columns. */
export const knownCells = (kind: ImportKind, cells: readonly string[], names?: Header["columns"] | object) =>
  readHeader(kind, cells, names as Record<string, string | undefined>).columns.filter(
    (it) => it !== undefined,
  ).length;

/** Spreadsheets write empty cells behind the last column; a column without a name may have no values. */
function unknownColumns(
  cells: readonly string[],
  found: readonly (string | undefined)[],
  known: readonly string[],
): readonly string[] {
  return cells.flatMap((cell, index) => {
    if (found[index] !== undefined || cell.trim() === "") return [];
    const [nearest = ""] = nearestFirst(cell, known);
    const isNear = nameDistance(cell, nearest) !== undefined;
    const guess = isNear ? `did you mean ${nearest}?` : `the columns are ${known.join(", ")}`;
    return [`column ${index + 1} (${describeName(cell)}) is unknown; ${guess}`];
  });
}

function repeatedColumns(columns: readonly (string | undefined)[]): readonly string[] {
  const repeated = columns.filter((name, index) => name !== undefined && columns.indexOf(name) < index);
  return [...new Set(repeated)].map((name) => `the column ${name} occurs more than once`);
}
