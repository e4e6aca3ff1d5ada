import type { NumberId, Page, Plan, PlanFate, PlanId, PlanItem, PlanPage, UserId } from "../../model.ts";
import type { RecordNames, StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor, sealCursor } from "../kernel/cursor.ts";
import { planNotFound } from "../kernel/errors.ts";

/** The items that a plan is shown with. */
const shownItemsMax = 50;

export interface DescribedItems extends CursorPage<PlanItem> {
  /** The present names of the users and the lines of the numbers in the effects. */
  readonly names: RecordNames;
}

export interface DescribedPlan {
  readonly plan: Plan;
  readonly items: DescribedItems;
}

/** Returns a plan with its first items. One that is not applied is missing for everybody but its caller. */
export async function getPlan(context: Context, planId: PlanId): Promise<DescribedPlan> {
  const reads = await context.reads("numbers:read");
  const plan = await visiblePlan(context, reads, planId);
  return describePlan(context, { plan, items: await firstItems(reads, planId) });
}

/** Lists the items of a plan in their order. */
export async function listPlanItems(
  context: Context,
  { planId, fate }: { readonly planId: PlanId; readonly fate?: PlanFate | undefined },
  request: CursorRequest,
): Promise<DescribedItems> {
  const reads = await context.reads("numbers:read");
  await visiblePlan(context, reads, planId);
  const list = { name: listName, filter: filterOf(planId, fate) };
  const page = await listByCursor(context, list, request, (keyed) =>
    reads.plans.items(planId, { fate }, keyed),
  );
  return { ...page, names: await namesOf(reads, page.items) };
}

async function visiblePlan(context: Context, reads: StoreReader, planId: PlanId): Promise<Plan> {
  const plan = await reads.plans.find(planId);
  if (plan === undefined || plan.status === "planning") throw planNotFound();
  if (plan.startedAt === null && !isOwn(context, plan)) throw planNotFound();
  return plan;
}

/** Whether the caller made the plan, with the same credential. */
export const isOwn = ({ principal }: Context, { createdBy, credentialId }: Plan): boolean =>
  principal.userId === createdBy && principal.credentialId === credentialId;

export const firstItems = (reads: StoreReader, planId: PlanId): Promise<Page<PlanItem>> =>
  reads.plans.items(planId, {}, { size: shownItemsMax });

/** Adds the cursor of the next items, and names. */
export async function describePlan(
  context: Context,
  { plan, items: { items, next } }: PlanPage,
): Promise<DescribedPlan> {
  const list = `${listName} ${JSON.stringify(filterOf(plan.id))}`;
  const nextCursor = next ? sealCursor(context, list, next) : null;
  const reads = context.services.store.read(context.organizationId);
  return { plan, items: { items, nextCursor, names: await namesOf(reads, items) } };
}

const listName = "plan items";
const filterOf = (planId: PlanId, fate?: PlanFate) => ({ planId, fate });

function namesOf(reads: StoreReader, items: readonly PlanItem[]): Promise<RecordNames> {
  const effects = items.flatMap((item) => item.effects ?? []);
  const isId = <Id>(id: Id | null): id is Id => id !== null;
  return reads.events.names({
    numberIds: [...new Set<NumberId>(effects.map(({ numberId }) => numberId).filter(isId))],
    userIds: [...new Set<UserId>(effects.map(({ userId }) => userId).filter(isId))],
  });
}
