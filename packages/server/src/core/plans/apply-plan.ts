import { isDeepStrictEqual } from "node:util";
import type { Plan, PlanItem, PlanItemResult, RecordVersions } from "../../model.ts";
import { applyOne, pauses } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import {
  alreadyUndone,
  changedSincePlan,
  numberNotFound,
  planExpired,
  planNotFound,
  planRefused,
} from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { seqsSince } from "../kernel/seqs-since.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { applyRemoval } from "./apply-removal-plan.ts";
import { requireAtomicSize } from "./atomic-size.ts";
import { requireWithinChangeLimit } from "./change-limit.ts";
import { chunkSize } from "./create-plan.ts";
import { changeNumber, type NumberAction } from "./plan-action.ts";
import { addFate } from "./plan-counts.ts";
import { observed, toEffect, versionsOf } from "./plan-effects.ts";
import { type ApplyInput, permissionOf } from "./plan-input.ts";
import { isExpired } from "./plan-lifetime.ts";
import { type DescribedPlan, describePlan, firstItems, isOwn } from "./read-plans.ts";

/** How long one call applies parts of a plan, in milliseconds: well below the time limit of a request. */
export const budgetDefaultMs = 10_000;

/**
 * Applies a plan of the caller exactly and returns it with the result of every item. With the mode `each`, an item that
 * has changed since it was planned is refused alone; with `atomic` it fails the call, and nothing is changed. Many
 * numbers take several transactions; a call that ends before the last one, by its time budget or a failure, leaves the
 * plan `applying`, and a further call continues. A plan that is applied already is returned.
 */
export async function applyPlan(context: Context, input: ApplyInput): Promise<DescribedPlan> {
  const { planId, budgetMs = budgetDefaultMs } = input;
  const endsAt = performance.now() + budgetMs;
  const found = await context.services.store.read(context.organizationId).plans.find(planId);
  const permission = permissionOf[found?.action.kind ?? "assign"];
  const applyPart = (of: Context) =>
    mutate(of, { permission, reason: found?.reason ?? undefined }, (unitOfWork) =>
      applyNext(of, unitOfWork, input),
    );
  let plan = await applyPart(context);
  while (plan.status === "applying" && performance.now() < endsAt)
    plan = await applyPart(context.withoutIdempotency());
  return readApplied(context, plan);
}

/** The plan as it is now: an earlier request with the same idempotency key may have applied a part only. */
export async function readApplied(context: Context, { id }: Pick<Plan, "id">): Promise<DescribedPlan> {
  const reads = context.services.store.read(context.organizationId);
  const plan = await reads.plans.find(id);
  if (plan === undefined) throw planNotFound();
  return describePlan(context, { plan, items: await firstItems(reads, id) });
}

async function applyNext(context: Context, unitOfWork: UnitOfWork, input: ApplyInput): Promise<Plan> {
  const { tx, at } = unitOfWork;
  const found = await tx.plans.find(input.planId);
  if (found === undefined || found.status === "planning") throw planNotFound();
  if (found.status === "applied") return found;
  if (found.status === "undoing" || found.status === "undone") throw alreadyUndone();
  if (!isOwn(context, found)) throw planNotFound();
  if (isExpired(found, at)) throw planExpired();
  const plan = found.status === "planned" ? await startApplying(context, unitOfWork, found, input) : found;
  if (plan.action.kind === "offboard") return applyRemoval(context, unitOfWork, plan);
  let applied = await applyItems(context, unitOfWork, plan);
  while (plan.mode === "atomic" && applied.status === "applying")
    applied = await applyItems(context, unitOfWork, applied);
  return applied;
}

async function startApplying(
  context: Context,
  unitOfWork: UnitOfWork,
  plan: Plan,
  { mode = "each" }: ApplyInput,
): Promise<Plan> {
  if (mode === "atomic") requireAtomicSize(plan);
  await requireWithinChangeLimit(context, unitOfWork, plan.counts.planned.change);
  const startedVia = context.call.door ?? context.call.dialect;
  return { ...plan, status: "applying", mode, startedAt: unitOfWork.at, startedVia };
}

async function applyItems(context: Context, unitOfWork: UnitOfWork, plan: Plan): Promise<Plan> {
  const { tx, at } = unitOfWork;
  const page = await tx.plans.items(plan.id, {}, { size: chunkSize, after: [plan.nextPosition - 1] });
  let { applied } = plan.counts;
  const pause = pauses();
  for (const item of page.items) {
    await pause();
    const { result, remaining } = await applyItem(context, unitOfWork, plan.action as NumberAction, item);
    if (plan.mode === "atomic" && result.refusal !== null)
      throw planRefused(item.position, result.refusal.sentence);
    await tx.plans.setResult(plan.id, item.position, result, remaining);
    applied = addFate(applied, result.fate);
  }
  const isDone = page.next === undefined;
  return tx.plans.update({
    ...plan,
    status: isDone ? "applied" : "applying",
    appliedAt: isDone ? at : null,
    nextPosition: plan.nextPosition + page.items.length,
    counts: { ...plan.counts, applied },
  });
}

interface AppliedItem {
  readonly result: PlanItemResult;
  readonly remaining: RecordVersions | null;
}

async function applyItem(
  context: Context,
  unitOfWork: UnitOfWork,
  action: NumberAction,
  item: PlanItem,
): Promise<AppliedItem> {
  if (item.fate === "refused") return refused(item.refusal);
  const before = unitOfWork.recorded();
  const outcome = await applyOne(unitOfWork, (part) => applyExactly(context, part, action, item));
  if ("fate" in outcome) return refused({ code: outcome.code, sentence: outcome.sentence });
  const seqs = seqsSince(unitOfWork, before);
  const fate = seqs === null ? "same" : "change";
  return { result: { fate, refusal: null, seqs }, remaining: outcome.remaining };
}

const refused = (refusal: PlanItem["refusal"]): AppliedItem => ({
  result: { fate: "refused", refusal, seqs: null },
  remaining: null,
});

/** Throws when a record has changed since, or the effects would not be the planned ones. */
async function applyExactly(
  context: Context,
  unitOfWork: UnitOfWork,
  action: NumberAction,
  { number: planned, seen, effects }: PlanItem,
): Promise<{ readonly remaining: RecordVersions }> {
  const { tx, at } = unitOfWork;
  if (planned === null) throw numberNotFound();
  const number = await existingNumber(tx, { id: planned.id });
  if (!isDeepStrictEqual(await versionsOf(tx, number), seen)) throw changedSincePlan("made");
  const { part, drafts } = observed(unitOfWork);
  await changeNumber(context, part, action, number);
  const done = drafts.map((draft) => toEffect(draft, at));
  // As stored: a value that is undefined is absent in JSON.
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(done)), effects)) throw changedSincePlan("made");
  return { remaining: await versionsOf(tx, await existingNumber(tx, { id: number.id })) };
}
