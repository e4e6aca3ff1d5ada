import { nameDistance, nearestFirst } from "../../../text/near.ts";
import { describeName } from "../../kernel/describe-value.ts";
import { type Preset, presetSources } from "./presets.ts";
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
    ..."id serial state holderId holderName holderCount coolingUntil addedAt releasedAt carrierMissingAt".split(
      " ",
    ),
    ..."numberId assignedAt unassignedAt".split(" "),
  ],
  users: "id serial isOwner status signedOutAt createdAt".split(" "),
} as const satisfies Record<ImportKind, readonly string[]>;

/** The names that the columns of a file can have. */
export interface ColumnNames {
  /** Without case, spaces, `_` and `-`. Null for a column that is not read. */
  readonly byKey: ReadonlyMap<string, string | null>;
  readonly known: readonly string[];
  /** Vendors add columns to their files, which are not ours to check. */
  readonly ignoresUnknown: boolean;
}

/** The names in files of this kind, or in files of another system. */
export function columnNames(kind: ImportKind, preset: Preset | undefined): ColumnNames {
  if (preset !== undefined) {
    const { names } = presetSources[preset];
    const byKey = new Map(Object.entries(names).map(([name, column]) => [keyOf(name), column]));
    return { byKey, known: Object.keys(names), ignoresUnknown: true };
  }
  const read = [...columnsOf[kind], "id"];
  const byKey = new Map<string, string | null>([
    ...unreadColumns[kind].map((name) => [keyOf(name), null] as const),
    ...read.map((name) => [keyOf(name), name] as const),
  ]);
  return { byKey, known: columnsOf[kind], ignoresUnknown: false };
}

/** The column of each cell: `undefined` for one that is not read. */
export interface Header {
  readonly columns: readonly (string | undefined)[];
  /** The names of columns of exports that are not read. */
  readonly unread: readonly string[];
  /** What is wrong with the header; nothing can be read then. */
  readonly problems: readonly string[];
}

/** A note for the caller: which columns of an export were not read. */
export const unreadNote = (unread: readonly string[]): readonly string[] =>
  unread.length === 0 ? [] : [`Not imported, because they follow from other values: ${unread.join(", ")}.`];

/** The columns that are read, as the caller knows them. */
export const readColumns = ({ columns }: Header): readonly string[] =>
  columns.filter((name) => name !== undefined).filter((name) => name !== "id");

/** Cells of a header. Exports of other systems have dozens. */
const headerCellsMax = 1000;
/** Unknown columns that are named. */
const namedMax = 10;

/** Finds the column of every name. */
export function readHeader(names: ColumnNames, cells: readonly string[]): Header {
  if (cells.length > headerCellsMax) return { columns: [], unread: [], problems: [tooManyCells] };
  const found = cells.map((cell) => names.byKey.get(keyOf(cell)));
  const columns = found.map((column) => column ?? undefined);
  return {
    columns,
    unread: cells.filter((_, index) => found[index] === null),
    problems: [
      ...(names.ignoresUnknown ? missingLine(names, columns) : unknownColumns(cells, found, names)),
      ...repeatedColumns(columns),
    ],
  };
}

const tooManyCells = `it has more than ${headerCellsMax} columns`;

const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, "");

/** How many cells of a header are names of columns. */
export const knownCells = (names: ColumnNames, cells: readonly string[]): number =>
  cells.filter((cell) => names.byKey.has(keyOf(cell))).length;

/** Spreadsheets write empty cells behind the last column; a column without a name may have no values. */
function unknownColumns(
  cells: readonly string[],
  found: readonly (string | null | undefined)[],
  { known }: ColumnNames,
): readonly string[] {
  const unknown = [...cells.entries()].filter(
    ([index, cell]) => found[index] === undefined && cell.trim() !== "",
  );
  const further = unknown.length - namedMax;
  const problems = unknown.slice(0, namedMax).map(([index, cell]) => {
    const [nearest = ""] = nearestFirst(cell, known);
    const isNear = nameDistance(cell, nearest) !== undefined;
    const guess = isNear ? `did you mean ${nearest}?` : `the columns are ${known.join(", ")}`;
    return `column ${index + 1} (${describeName(cell)}) is unknown; ${guess}`;
  });
  return further > 0 ? [...problems, `${further} more columns are unknown`] : problems;
}

function missingLine({ byKey, known }: ColumnNames, columns: Header["columns"]): readonly string[] {
  if (columns.includes("line")) return [];
  const expected = known.filter((name) => byKey.get(keyOf(name)) === "line");
  return [`it has no ${expected.join(" or ")}`];
}

function repeatedColumns(columns: Header["columns"]): readonly string[] {
  const repeated = columns.filter((name, index) => name !== undefined && columns.indexOf(name) < index);
  return [...new Set(repeated)].map((name) => `the column ${name} occurs more than once`);
}
