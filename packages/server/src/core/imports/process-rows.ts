import type { ImportedRow, RowRefusal } from "../../model.ts";
import { applyEach } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import { CoreError, type ErrorKind, rowChanged } from "../kernel/errors.ts";
import { seqsSince } from "../kernel/seqs-since.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { prepareRow } from "./prepare-row.ts";
import type { ImportKind, ReadRow } from "./reading/rows.ts";

/** What the dry run found, by row; empty in the dry run itself. */
export type DryRunFates = ReadonlyMap<number, ImportedRow>;

/**
 * Applies the rows in order, each on its own: a refused one changes nothing. A row that the dry run refused stays refused,
 * and one whose record has changed since is refused.
 */
export async function processRows(
  context: Context,
  unitOfWork: UnitOfWork,
  kind: ImportKind,
  { rows, dryRun }: { readonly rows: readonly ReadRow[]; readonly dryRun: DryRunFates },
): Promise<readonly ImportedRow[]> {
  return applyEach<ReadRow, ImportedRow>(unitOfWork, rows, {
    apply: (part, row) => processRow(context, part, kind, { row, seen: dryRun.get(row.row) }),
    refuse: refusedRow,
  });
}

async function processRow(
  context: Context,
  unitOfWork: UnitOfWork,
  kind: ImportKind,
  { row, seen }: { readonly row: ReadRow; readonly seen: ImportedRow | undefined },
): Promise<ImportedRow> {
  if (seen?.fate === "refused") return seen;
  if ("refusals" in row) return { row: row.row, fate: "refused", refusals: row.refusals };
  const { values, notes } = row;
  const before = unitOfWork.recorded();
  const { basis, apply } = await prepareRow(kind, context, unitOfWork, values);
  if (seen?.basis !== undefined && seen.basis !== basis) throw rowChanged();
  const { fate, id } = await apply();
  const seqs = seqsSince(unitOfWork, before);
  return {
    ...{ row: row.row, fate, id, basis },
    ...(notes !== undefined && { notes }),
    ...(seqs !== null && { seqs }),
  };
}

function refusedRow(error: unknown, { row }: ReadRow): ImportedRow {
  if (!isRefusal(error)) throw error;
  return { row, fate: "refused", refusals: refusalsOf(error) };
}

/** The kinds of errors that concern one row; the others end the attempt. */
const refusalKinds: ReadonlySet<ErrorKind> = new Set([
  "forbidden",
  "not_found",
  "conflict",
  "stale",
  "invalid",
]);

const isRefusal = (error: unknown): error is CoreError =>
  error instanceof CoreError && refusalKinds.has(error.kind);

/** Arguments of operations that a column has another name for. */
const columnNames: Readonly<Record<string, string>> = {
  "reservation.user": "reservedFor",
  "reservation.until": "reservedUntil",
};

const refusalsOf = ({ code, message, invalidArguments }: CoreError): readonly RowRefusal[] =>
  invalidArguments.length === 0
    ? [{ code, column: "", detail: message, expected: "" }]
    : invalidArguments.map(({ argument, problem }) => {
        const column = columnNames[argument] ?? argument;
        return { code, column, detail: `${column} ${problem}.`, expected: problem };
      });
