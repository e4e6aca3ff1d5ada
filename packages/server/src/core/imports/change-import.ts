import type { Import, ImportId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import {
  importContentDeleted,
  importNotReady,
  importRefused,
  planExpired,
  planNotFound,
} from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireWithinChangeLimit } from "../plans/change-limit.ts";
import { planLifetimeMs } from "../plans/plan-lifetime.ts";
import { startJob } from "./create-import.ts";
import { canUndo, importStateOf } from "./import-state.ts";
import { existingImport } from "./read-imports.ts";

/**
 * Applies what the dry run has found. Throws when the import is in another state, its content was deleted, rows of an
 * atomic import are refused, or another import is running. Through a door with a limit of changes, an import is a plan.
 */
export const applyImport = (context: Context, id: ImportId): Promise<Import> =>
  change(context, id, async (unitOfWork, found) => {
    requireOwnPlan(context, found);
    if (importStateOf(found) !== "checked") throw importNotReady(importStateOf(found));
    if (found.contentDeletedAt !== null) throw importContentDeleted();
    if (found.mode === "atomic" && found.counts.refused > 0) throw importRefused(found.counts.refused);
    await requireOpenPlan(context, unitOfWork, found);
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

/** Throws when the call arrived through a door, and the file with another credential or not through this door. */
function requireOwnPlan({ principal, call }: Context, { job }: Import): void {
  if (call.door === undefined) return;
  const { userId, credentialId, door } = job?.creator ?? {};
  const isOwn = userId === principal.userId && credentialId === principal.credentialId && door === call.door;
  if (!isOwn) throw planNotFound();
}

async function requireOpenPlan(
  context: Context,
  unitOfWork: UnitOfWork,
  { createdAt, counts }: Import,
): Promise<void> {
  if (context.call.door === undefined) return;
  if (createdAt <= unitOfWork.at - planLifetimeMs) throw planExpired();
  await requireWithinChangeLimit(context, unitOfWork, counts.create + counts.change);
}

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
