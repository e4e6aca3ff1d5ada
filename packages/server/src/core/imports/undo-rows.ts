import { type ImportedRow, type ImportUndo, undoFates } from "../../model.ts";
import { eventsOf } from "../history/revert-changes.ts";
import type { RunningJob } from "../jobs/running-job.ts";
import { applyOne, pauses } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingImport } from "./read-imports.ts";
import type { ImportKind } from "./reading/rows.ts";
import { addToGroups } from "./refusal-groups.ts";
import { type ImportRun, portionOf, readPortion, startRun, storeFates } from "./run-import.ts";
import { openFates, portionRows } from "./stored-portion.ts";
import { undoNumberRow } from "./undo-number-row.ts";
import { undoUserRow } from "./undo-user-row.ts";
import { UndoneChanges } from "./undone-changes.ts";

const permission = "imports:write";
const noUndo: ImportUndo = { undone: 0, refused: 0, groups: [], jobIds: [] };

/** Reverts the applied rows, the last part of the file first. */
export async function undoImportRows(running: RunningJob): Promise<void> {
  const run = await startRun(running);
  const count = Math.ceil(run.found.rows / portionRows);
  for (let done = portionOf(run); done < count; done = portionOf(run))
    await undoPortion(run, { portion: count - 1 - done, done: done + 1 });
}

/** Commits the undo of one part together with the fates and the progress. */
async function undoPortion(
  run: ImportRun,
  { portion: number, done }: { readonly portion: number; readonly done: number },
): Promise<void> {
  const { running, encryption, found } = run;
  const portion = await readPortion(run, number);
  await running.step({ permission }, async (unitOfWork, context) => {
    const { result } = await existingImport(unitOfWork.tx, found.id);
    const { undo = noUndo } = result;
    const changes = new UndoneChanges(unitOfWork, { applyJobId: found.applyJobId, undoJobIds: undo.jobIds });
    const rows = await undoRows(context, found.kind, changes, openFates(encryption, portion));
    await storeFates(run, unitOfWork, { ...portion, fates: rows });
    await unitOfWork.tx.imports.storeResult(found.id, { ...result, undo: addToUndo(undo, rows) });
    const progress = { done: Math.min(done * portionRows, found.rows), total: found.rows };
    return { outcome: {}, checkpoint: { portion: done }, progress };
  });
}

/** In the reverse order of the rows, so that a row finds what it left behind; returns them in their order. */
async function undoRows(
  context: Context,
  kind: ImportKind,
  changes: UndoneChanges,
  rows: readonly ImportedRow[],
): Promise<readonly ImportedRow[]> {
  const pause = pauses();
  const undone: ImportedRow[] = [];
  for (const row of rows.toReversed()) {
    await pause();
    undone.push(await undoRow(context, kind, changes, row));
  }
  return undone.reverse();
}

const undoOfKind = { numbers: undoNumberRow, users: undoUserRow } as const;

async function undoRow(
  context: Context,
  kind: ImportKind,
  changes: UndoneChanges,
  row: ImportedRow,
): Promise<ImportedRow> {
  const { seqs, undo } = row;
  if (seqs === undefined || undo?.fate === "undone") return row;
  const [undone, refused] = undoFates;
  const outcome = await applyOne(changes.unitOfWork, async (part: UnitOfWork) => {
    await undoOfKind[kind](context, part, changes, await eventsOf(part.tx, seqs));
    return {};
  });
  return "fate" in outcome
    ? { ...row, undo: { fate: refused, code: outcome.code, detail: outcome.sentence } }
    : { ...row, undo: { fate: undone, code: null, detail: null } };
}

function addToUndo(undo: ImportUndo, rows: readonly ImportedRow[]): ImportUndo {
  const refusals = rows.flatMap(({ row, undo: result }): ImportedRow[] => {
    if (result?.fate !== "refused") return [];
    const { code, detail } = result;
    const refusal = { code: code ?? "", column: "", detail: detail ?? "", expected: "" };
    return [{ row, fate: "refused", refusals: [refusal] }];
  });
  return {
    ...undo,
    undone: undo.undone + rows.filter((row) => row.undo?.fate === "undone").length,
    refused: undo.refused + refusals.length,
    groups: addToGroups(undo.groups, refusals),
  };
}
