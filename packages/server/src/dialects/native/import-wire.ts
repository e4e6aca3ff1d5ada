import { importStateOf } from "../../core/imports/import-state.ts";
import { importKinds } from "../../core/imports/reading/rows.ts";
import {
  component,
  id,
  instant,
  nullable,
  oneOf,
  optional,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import {
  type Import,
  type ImportedRow,
  type ImportUndo,
  importModes,
  importStates,
  rowFates,
  undoFates,
} from "../../model.ts";
import { progressSchema } from "./job-wire.ts";
import { toIsoOrNull } from "./wire.ts";

export const importKind = (options: object = {}) =>
  oneOf(importKinds, { ...component("ImportKind", "What a file to import has rows of."), ...options });
export const importMode = (options: object = {}) =>
  oneOf(importModes, {
    ...component(
      "ImportMode",
      "`each`: a refused row does not undo the others. `atomic`: all rows take effect in one transaction, or none.",
    ),
    ...options,
  });
export const rowFate = (options: object = {}) =>
  oneOf(rowFates, {
    ...component(
      "RowFate",
      "`create`: the record is added. `change`: it exists with other values. `same`: it exists like this. `refused`: nothing is done for this row.",
    ),
    ...options,
  });

const count = () => Type.Integer({ minimum: 0 });
const refusalFields = {
  code: Type.String({ description: "The code of the error." }),
  column: Type.String({ description: "Empty when the refusal concerns the row." }),
  detail: Type.String({ description: "What is wrong." }),
  expected: Type.String({ description: "What would be right; can be empty." }),
};

const refusalGroups = (description: string) =>
  Type.Array(
    Type.Object({
      ...refusalFields,
      count: count(),
      rows: Type.Array(Type.Integer(), { description: "The first rows." }),
    }),
    { description },
  );

export const importSchema = Type.Object(
  {
    id: id(),
    kind: importKind(),
    mode: importMode(),
    state: oneOf(importStates, {
      ...component(
        "ImportState",
        "`checking` is the dry run. A `failed` or `cancelled` import has kept what it had applied before.",
      ),
    }),
    jobId: nullable(id(), { description: "The job that runs, or that ran last." }),
    applyJobId: nullable(id(), {
      description: "The job that applied the rows: the `jobId` of their events.",
    }),
    progress: progressSchema,
    rows: count(),
    counts: Type.Object({ create: count(), change: count(), same: count(), refused: count() }),
    groups: refusalGroups("The refused rows by code and column, the most frequent first; at most 100."),
    undo: nullable(
      Type.Object({
        undone: count(),
        refused: count(),
        groups: refusalGroups("The rows that cannot be undone, by code."),
      }),
      { description: "What the undo has done, in rows; null before it." },
    ),
    columns: Type.Array(Type.String(), { description: "The columns of the file." }),
    preview: Type.Array(Type.String(), {
      description: "The first three lines as they were decoded. Empty after the content was deleted.",
    }),
    notes: Type.Array(Type.String(), { description: "What to know about the file." }),
    reason: nullable(Type.String(), { description: "Kept in the history of every change." }),
    lockMs: nullable(Type.Integer(), {
      description: "Of an applied atomic import: how long it held the lock of the organization.",
    }),
    lastError: nullable(Type.String(), { description: "Why the last attempt of the job failed." }),
    createdBy: id({ description: "The user who uploaded the file." }),
    createdAt: instant(),
    completedAt: nullable(instant(), { description: "When the last job ended." }),
    contentDeletedAt: nullable(instant(), {
      description: "When the content was deleted, 24 hours after the last job ended.",
    }),
  },
  component("Import", "A file of numbers or users: what it would do, and what it has done."),
);

export const toImport = (it: Import, preview: readonly string[]) => ({
  id: it.id,
  kind: it.kind,
  mode: it.mode,
  state: importStateOf(it),
  jobId: it.job?.id ?? null,
  applyJobId: it.applyJobId,
  progress: it.job?.progress ?? { done: 0, total: it.rows },
  rows: it.rows,
  counts: it.counts,
  groups: it.result.groups,
  undo: toUndo(it.result.undo),
  columns: it.file.columns,
  preview,
  notes: it.file.notes,
  reason: it.file.reason ?? null,
  lockMs: it.result.lockMs ?? null,
  lastError: it.job?.lastError ?? null,
  createdBy: it.createdBy,
  createdAt: toIso(it.createdAt),
  completedAt: toIsoOrNull(it.job?.completedAt ?? null),
  contentDeletedAt: toIsoOrNull(it.contentDeletedAt),
});

function toUndo(undo: ImportUndo | undefined) {
  if (undo === undefined) return null;
  const { undone, refused, groups } = undo;
  return { undone, refused, groups };
}

export const importRowSchema = Type.Object(
  {
    row: Type.Integer({ description: "1 for the first row of the file, which can be the header." }),
    fate: rowFate(),
    id: optional(id({ description: "Of the number or the user; absent where there is none." })),
    refusals: optional(
      Type.Array(Type.Object(refusalFields), { description: "With `refused`: all that is wrong." }),
    ),
    notes: optional(Type.Array(Type.String(), { description: "How a cell was read." })),
    undo: optional(
      Type.Object(
        {
          fate: oneOf(undoFates, { description: "What the undo of the import did with the row." }),
          code: nullable(Type.String(), { description: "The code of the error, with `refused`." }),
          detail: nullable(Type.String(), { description: "Why it was refused." }),
        },
        { description: "Absent before an undo, and from a row that changed nothing." },
      ),
    ),
  },
  component("ImportRow", "What became of one row, or would become of it."),
);

export const toImportRow = ({ row, fate, id: recordId, refusals, notes, undo }: ImportedRow) => ({
  row,
  fate,
  ...(recordId !== undefined && { id: recordId }),
  ...(refusals !== undefined && { refusals }),
  ...(notes !== undefined && { notes }),
  ...(undo !== undefined && { undo }),
});
