import type { NumberId, OffboardingPlan, PlanEffect, PlanItem, PlanPage } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { applyPlan as applyOffboardingPlan } from "../offboarding/apply-offboarding.ts";
import { createPlan as createOffboardingPlan, storePlan } from "../offboarding/plan-offboarding.ts";
import { acceptedItem, newItem, newPlan, newPlanId } from "./create-plan.ts";
import { addFate, noCounts } from "./plan-counts.ts";
import { toEffect } from "./plan-effects.ts";
import { permissionOf, type RemovalPlanInput } from "./plan-input.ts";
import { planLifetimeMs } from "./plan-lifetime.ts";
import { preview } from "./preview.ts";
import { type DescribedPlan, describePlan, firstItems } from "./read-plans.ts";

/**
 * Stores a plan for removing a user: an item for each number that the user holds, and one for everything else. Changes
 * nothing else. It is applied in one transaction, and only while nothing in it has changed.
 */
export async function createRemovalPlan(context: Context, input: RemovalPlanInput): Promise<DescribedPlan> {
  const id = newPlanId();
  const page = await mutate<PlanPage>(context, { permission: permissionOf.offboard }, async (transaction) => {
    const unitOfWork = { ...transaction, reason: input.reason };
    const { tx, at } = unitOfWork;
    const removal = await createOffboardingPlan(context, unitOfWork, {
      userId: input.user,
      numbers: input.destinations,
      revokeCreatedKeys: input.revokeCreatedKeys,
      reason: input.reason,
    });
    const items = await toItems(unitOfWork, removal, (part) => applyOffboardingPlan(context, part, removal));
    const offboarding = await storePlan(context, unitOfWork, removal);
    const action = {
      kind: "offboard",
      userId: removal.user.id,
      revokesCreatedKeys: removal.revokesCreatedKeys,
    } as const;
    const planned = items.reduce((counts, { fate }) => addFate(counts, fate), noCounts.planned);
    const plan = await tx.plans.create({
      ...newPlan(context, unitOfWork, { id, action }),
      status: "planned",
      offboardingId: offboarding.id,
      counts: { ...noCounts, planned },
    });
    await tx.plans.addItems(id, items);
    await context.services.quotas.requireOpenPlansWithin(tx, at - planLifetimeMs);
    return { plan, items: await firstItems(tx, id) };
  });
  return describePlan(context, page);
}

/** The first item has the effects on the user, groups and keys; the others are the numbers of the user. */
async function toItems(
  unitOfWork: UnitOfWork,
  { numbers }: OffboardingPlan,
  apply: (part: UnitOfWork) => Promise<unknown>,
): Promise<readonly PlanItem[]> {
  const effects = (await preview(unitOfWork, apply)).map((draft) => toEffect(draft, unitOfWork.at));
  const ofNumber = (id: NumberId | null): readonly PlanEffect[] =>
    effects.filter(({ numberId }) => numberId === id);
  const common = { ...newItem, named: null, seen: null };
  return [
    { ...common, position: 0, number: null, ...acceptedItem(ofNumber(null)) },
    ...numbers.map(({ assignment: { numberId: id, provider, line } }, index) => ({
      ...common,
      position: index + 1,
      number: { id, provider, line },
      ...acceptedItem(ofNumber(id)),
    })),
  ];
}
