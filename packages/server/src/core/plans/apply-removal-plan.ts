import type { Plan, PlanItem, PlanItemResult } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { planNotFound, planStale } from "../kernel/errors.ts";
import { seqsSince } from "../kernel/seqs-since.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { applyPlanned } from "../offboarding/apply-offboarding.ts";
import { type RestoredUser, restoreRemoved } from "../offboarding/undo-offboarding.ts";
import { addFate } from "./plan-counts.ts";

/** Removes the user of the plan, as a part of a transaction. Throws when anything in the plan has changed since. */
export async function applyRemoval(context: Context, unitOfWork: UnitOfWork, plan: Plan): Promise<Plan> {
  const { tx, at } = unitOfWork;
  const planned = plan.offboardingId && (await tx.offboardings.find(plan.offboardingId));
  if (!planned) throw planNotFound();
  if (planned.status !== "planned") throw planStale();
  const before = unitOfWork.recorded();
  await applyPlanned(context, unitOfWork, planned);
  const seqs = seqsSince(unitOfWork, before);
  let { applied } = plan.counts;
  for (const { position, fate } of await itemsOf(unitOfWork, plan)) {
    const result: PlanItemResult = { fate, refusal: null, seqs: fate === "change" ? seqs : null };
    await tx.plans.setResult(plan.id, position, result, null);
    applied = addFate(applied, fate);
  }
  const counts = { ...plan.counts, applied };
  return tx.plans.update({ ...plan, mode: "atomic", status: "applied", appliedAt: at, counts });
}

/** Restores the user with what is still possible, as a part of a transaction. */
export async function undoRemoval(context: Context, unitOfWork: UnitOfWork, plan: Plan): Promise<Plan> {
  const { tx, at } = unitOfWork;
  if (plan.offboardingId === null) throw planNotFound();
  const restored = await restoreRemoved(context, unitOfWork, plan.offboardingId);
  let { undone } = plan.counts;
  for (const item of await itemsOf(unitOfWork, plan)) {
    const undo = toUndo(item, restored);
    await tx.plans.setUndo(plan.id, item.position, undo);
    undone = addFate(undone, undo.fate);
  }
  return tx.plans.update({ ...plan, status: "undone", undoneAt: at, counts: { ...plan.counts, undone } });
}

function toUndo({ number }: PlanItem, { numbers }: RestoredUser): PlanItemResult {
  const restored = number && numbers.find(({ assignment }) => assignment.numberId === number.id);
  if (!restored || restored.isRestored) return { fate: "change", refusal: null, seqs: null };
  return { fate: "refused", refusal: { code: "undo_conflict", sentence: restored.why ?? "" }, seqs: null };
}

/** A user holds far fewer numbers than one page has. */
const itemsMax = 100_000;

const itemsOf = async ({ tx }: UnitOfWork, { id }: Plan): Promise<readonly PlanItem[]> =>
  (await tx.plans.items(id, {}, { size: itemsMax })).items;
