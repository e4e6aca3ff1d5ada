import type { Plan } from "../../model.ts";
import { pauses } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import { planNotApplied, planNotFound, undoWindowExpired } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { budgetDefaultMs, readApplied } from "./apply-plan.ts";
import { undoRemoval } from "./apply-removal-plan.ts";
import { chunkSize } from "./create-plan.ts";
import { addFate } from "./plan-counts.ts";
import { permissionOf, type UndoInput } from "./plan-input.ts";
import { planUndoMs } from "./plan-lifetime.ts";
import type { DescribedPlan } from "./read-plans.ts";
import { undoItem } from "./undo-item.ts";

/**
 * Reverts what a plan changed, where nothing has changed since, and returns the plan with the outcome of every item. Also
 * of a plan that was applied in part. Like applying, it can take several calls; a plan that is undone is returned.
 */
export async function undoPlan(context: Context, input: UndoInput): Promise<DescribedPlan> {
  const { planId, reason, budgetMs = budgetDefaultMs } = input;
  const endsAt = performance.now() + budgetMs;
  const found = await context.services.store.read(context.organizationId).plans.find(planId);
  const permission = permissionOf[found?.action.kind ?? "assign"];
  const undoPart = (of: Context) =>
    mutate(of, { permission, reason }, (unitOfWork) => undoNext(of, unitOfWork, input));
  let plan = await undoPart(context);
  while (plan.status === "undoing" && performance.now() < endsAt)
    plan = await undoPart(context.withoutIdempotency());
  return readApplied(context, plan);
}

async function undoNext(context: Context, unitOfWork: UnitOfWork, { planId }: UndoInput): Promise<Plan> {
  const { tx, at } = unitOfWork;
  const found = await tx.plans.find(planId);
  if (found === undefined || found.status === "planning") throw planNotFound();
  if (found.status === "planned") throw planNotApplied();
  if (found.status === "undone") return found;
  if (at > (found.startedAt ?? 0) + planUndoMs) throw undoWindowExpired();
  if (found.action.kind === "offboard") return undoRemoval(context, unitOfWork, found);
  const plan = found.status === "undoing" ? found : { ...found, nextPosition: 0 };
  return undoItems(context, unitOfWork, plan);
}

async function undoItems(context: Context, unitOfWork: UnitOfWork, plan: Plan): Promise<Plan> {
  const { tx, at } = unitOfWork;
  const page = await tx.plans.items(plan.id, {}, { size: chunkSize, after: [plan.nextPosition - 1] });
  let { undone } = plan.counts;
  const pause = pauses();
  for (const item of page.items) {
    await pause();
    const undo = await undoItem(context, unitOfWork, item);
    if (undo === undefined) continue;
    await tx.plans.setUndo(plan.id, item.position, undo);
    undone = addFate(undone, undo.fate);
  }
  const isDone = page.next === undefined;
  return tx.plans.update({
    ...plan,
    status: isDone ? "undone" : "undoing",
    undoneAt: isDone ? at : null,
    nextPosition: plan.nextPosition + page.items.length,
    counts: { ...plan.counts, undone },
  });
}
