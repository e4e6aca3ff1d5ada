import { randomBytes } from "node:crypto";
import type { NumberId, Plan, PlanAction, PlanId, PlanItem, PlanPage } from "../../model.ts";
import { isRefusal, pauses } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments, numberNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { singleNumber } from "../numbers/find-number.ts";
import { changeNumber, type NumberAction, resolveAction } from "./plan-action.ts";
import { addFate, noCounts } from "./plan-counts.ts";
import { toEffect, versionsOf } from "./plan-effects.ts";
import { type NamedNumber, type NumberPlanInput, permissionOf } from "./plan-input.ts";
import { planLifetimeMs } from "./plan-lifetime.ts";
import { preview } from "./preview.ts";
import { type DescribedPlan, describePlan, firstItems } from "./read-plans.ts";
import { selectNumbers } from "./select-numbers.ts";

/** Numbers of one transaction. */
export const chunkSize = 50;

/**
 * Stores a plan: for each number what would change, or why it is refused. Changes nothing else. The plan can be applied
 * by the same credential for ten minutes; everything that changes until then is refused. Many numbers take several
 * transactions, so that other writes of the organization run in between.
 */
export async function createPlan(context: Context, input: NumberPlanInput): Promise<DescribedPlan> {
  const permission = permissionOf[input.action.kind];
  context.require(permission);
  requireOneDefault(input);
  const numbers = await selectNumbers(context, input);
  const named = new Set<NumberId>();
  const id = newPlanId();
  let page: PlanPage | undefined;
  for (let start = 0; start < numbers.length; start += chunkSize) {
    const isLast = start + chunkSize >= numbers.length;
    const part = { id, input, start, numbers: numbers.slice(start, start + chunkSize), named, isLast };
    const before = page?.plan;
    page = await mutate(isLast ? context : context.withoutIdempotency(), { permission }, (unitOfWork) =>
      planPart(context, { ...unitOfWork, reason: input.reason }, part, before),
    );
    for (const { number } of page.items.items) if (number !== null) named.add(number.id);
  }
  if (page === undefined) throw new Error("a plan has no number");
  return describePlan(context, page);
}

/** Random: the ids of other records reveal when the record was made, and so help to guess the next one. */
export const newPlanId = (): PlanId => randomBytes(12).toString("hex") as PlanId;

/** A user has one default at a provider, so only a plan with one number can set it. */
function requireOneDefault({ action, numbers }: NumberPlanInput): void {
  const isOne = numbers?.length === 1;
  if (action.kind !== "assign" || action.flags.isDefault !== true || isOne) return;
  throw invalidArguments({
    argument: "isDefault",
    rule: "mismatch",
    problem: "can be true only for one number that is named in numbers: a user has one default at a provider",
  });
}

interface PlanPart {
  readonly id: PlanId;
  readonly input: NumberPlanInput;
  /** The position of the first number. */
  readonly start: number;
  readonly numbers: readonly NamedNumber[];
  /** The numbers of the parts before this one. */
  readonly named: ReadonlySet<NumberId>;
  readonly isLast: boolean;
}

/** Returns the items of this part; with the last one, the first items of the plan. */
async function planPart(
  context: Context,
  unitOfWork: UnitOfWork,
  part: PlanPart,
  before: Plan | undefined,
): Promise<PlanPage> {
  const { tx, at } = unitOfWork;
  const plan = before ?? (await startPlan(context, unitOfWork, part));
  const items = await planItems(context, unitOfWork, plan.action as NumberAction, part);
  await tx.plans.addItems(plan.id, items);
  const planned = items.reduce((counts, { fate }) => addFate(counts, fate), plan.counts.planned);
  const counts = { ...plan.counts, planned };
  const stored = await tx.plans.update({ ...plan, counts, status: part.isLast ? "planned" : "planning" });
  if (!part.isLast) return { plan: stored, items: { items } };
  await context.services.quotas.requireOpenPlansWithin(tx, at - planLifetimeMs);
  return { plan: stored, items: await firstItems(tx, plan.id) };
}

async function startPlan(context: Context, unitOfWork: UnitOfWork, { id, input }: PlanPart): Promise<Plan> {
  const action = await resolveAction(context, unitOfWork, input.action);
  return unitOfWork.tx.plans.create(newPlan(context, unitOfWork, { id, action }));
}

/** A plan without items. */
export const newPlan = (
  { principal }: Context,
  { at, reason }: UnitOfWork,
  { id, action }: { readonly id: PlanId; readonly action: PlanAction },
): Plan => ({
  id,
  action,
  reason: reason ?? null,
  status: "planning",
  mode: null,
  createdBy: principal.userId,
  credentialId: principal.credentialId,
  offboardingId: null,
  plannedAt: at,
  startedAt: null,
  startedVia: null,
  appliedAt: null,
  undoneAt: null,
  nextPosition: 0,
  counts: noCounts,
});

async function planItems(
  context: Context,
  unitOfWork: UnitOfWork,
  action: NumberAction,
  { start, numbers, named }: PlanPart,
): Promise<readonly PlanItem[]> {
  const items: PlanItem[] = [];
  const seen = new Set(named);
  const pause = pauses();
  for (const [index, number] of numbers.entries()) {
    await pause();
    const item = await planItem(context, unitOfWork, action, { ...number, seen });
    if (item.number !== null) seen.add(item.number.id);
    items.push({ ...item, position: start + index });
  }
  return items;
}

interface NumberToPlan extends NamedNumber {
  /** The numbers before this one. */
  readonly seen: ReadonlySet<NumberId>;
}

async function planItem(
  context: Context,
  unitOfWork: UnitOfWork,
  action: NumberAction,
  { reference, named, seen: before }: NumberToPlan,
): Promise<Omit<PlanItem, "position">> {
  const { tx } = unitOfWork;
  const found = await tx.numbers.find(reference);
  const number = found.length === 1 ? found[0] : undefined;
  const versions = number === undefined ? null : await versionsOf(tx, number);
  const work = async (part: UnitOfWork) => {
    const record = singleNumber(found);
    if (record === undefined) throw numberNotFound();
    if (before.has(record.id)) throw namedTwice();
    await changeNumber(context, part, action, record);
  };
  return {
    ...newItem,
    named,
    number: number === undefined ? null : { id: number.id, provider: number.provider, line: number.line },
    seen: versions,
    ...(await fateOf(unitOfWork, work)),
  };
}

type Fate = Pick<PlanItem, "fate" | "refusal" | "effects">;

async function fateOf(unitOfWork: UnitOfWork, work: (part: UnitOfWork) => Promise<void>): Promise<Fate> {
  try {
    const drafts = await preview(unitOfWork, work);
    return acceptedItem(drafts.map((draft) => toEffect(draft, unitOfWork.at)));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { fate: "refused", refusal: { code: error.code, sentence: error.message }, effects: [] };
  }
}

/** What an item has before the plan is applied. */
export const newItem = { remaining: null, result: null, undo: null } as const;

export const acceptedItem = (effects: NonNullable<PlanItem["effects"]>): Fate => ({
  fate: effects.length > 0 ? "change" : "same",
  refusal: null,
  effects,
});

const namedTwice = () =>
  invalidArguments({ argument: "number", rule: "mismatch", problem: "is named twice" });
