import type { Import, ImportId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { importContentDeleted, importNotReady, importRefused } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { startJob } from "./create-import.ts";
import { canUndo, importStateOf } from "./import-state.ts";
import { existingImport } from "./read-imports.ts";

/**
 * Applies what the dry run has found. Throws when the import is in another state, its content was deleted, rows of an
 * atomic import are refused, or another import is running.
 */
export const applyImport = (context: Context, id: ImportId): Promise<Import> =>
  change(context, id, async (unitOfWork, found) => {
    if (importStateOf(found) !== "checked") throw importNotReady(importStateOf(found));
    if (found.contentDeletedAt !== null) throw importContentDeleted();
    if (found.mode === "atomic" && found.counts.refused > 0) throw importRefused(found.counts.refused);
    await startJob(context, unitOfWork, { id, phase: "apply", rows: found.rows });
  });

/**
 * Reverts what the import has applied, row by row from the last one, where nothing has changed since. Also continues an
 * undo that failed or was cancelled. Throws when the import is in another state, or another import is running.
 */
export const undoImport = (context: Context, id: ImportId): Promise<Import> =>
  change(context, id, async (unitOfWork, found) => {
    if (!canUndo(found)) throw importNotReady(importStateOf(found));
    const job = await startJob(context, unitOfWork, { id, phase: "undo", rows: found.rows });
    const jobIds = [...(found.result.undo?.jobIds ?? []), job.id];
    const undo = { undone: 0, refused: 0, groups: [], jobIds };
    await unitOfWork.tx.imports.storeResult(id, { ...found.result, undo });
  });

/** Cancels the running job: what it has committed stays. Throws when none is running. */
export const cancelImport = (context: Context, id: ImportId): Promise<Import> =>
  change(context, id, async ({ tx, at }, found) => {
    const cancelled = found.job && (await tx.jobs.cancel(found.job.id, at));
    if (!cancelled) throw importNotReady(importStateOf(found));
  });

async function change(
  context: Context,
  id: ImportId,
  work: (unitOfWork: UnitOfWork, found: Import) => Promise<void>,
): Promise<Import> {
  const changed = await mutate(context, { permission: "imports:write" }, async (unitOfWork) => {
    await work(unitOfWork, await existingImport(unitOfWork.tx, id));
    return existingImport(unitOfWork.tx, id);
  });
  context.services.jobWakeups.notify();
  return changed;
}
