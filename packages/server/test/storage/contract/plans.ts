import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { noCounts } from "../../../src/core/plans/plan-counts.ts";
import type { PhoneNumber, Plan, PlanId, PlanItem, UserId } from "../../../src/model.ts";
import { addNumber, addUser, at, makeOrganization, type UseStore } from "./fixture.ts";

export const newPlan = (createdBy: UserId, more: Partial<Plan> = {}): Plan => ({
  id: randomBytes(12).toString("hex") as PlanId,
  action: { kind: "unassign", fromUserId: null },
  reason: "He moves.",
  status: "planned",
  mode: null,
  createdBy,
  credentialId: "key",
  offboardingId: null,
  plannedAt: at,
  startedAt: null,
  startedVia: null,
  appliedAt: null,
  undoneAt: null,
  nextPosition: 0,
  counts: { ...noCounts, planned: { change: 2, same: 0, refused: 0 } },
  ...more,
});

export const newItem = (position: number, { id, provider, line }: PhoneNumber): PlanItem => ({
  position,
  named: line,
  number: { id, provider, line },
  seen: { number: 1, assignments: {} },
  remaining: null,
  effects: [],
  fate: position === 1 ? "refused" : "change",
  refusal: position === 1 ? { code: "number_held", sentence: "It is held." } : null,
  result: null,
  undo: null,
});

export function plans(use: UseStore): void {
  const world = async (more: Partial<Plan> = {}, items = 3) => {
    const id = await makeOrganization(use());
    return use().write(id, async (tx) => {
      const [user, number] = [await addUser(tx), await addNumber(tx)];
      const plan = await tx.plans.create(newPlan(user.id, more));
      const made = Array.from({ length: items }, (_, index) => newItem(index, number));
      await tx.plans.addItems(plan.id, made);
      return { id, user, number, plan, items: made };
    });
  };

  test("stores a plan with its items, in order, also more than one statement holds", async () => {
    const { id, plan, items } = await world({}, 250);
    const reads = use().read(id).plans;
    expect(await reads.find(plan.id)).toEqual(plan);
    const first = await reads.items(plan.id, {}, { size: 200 });
    const rest = await reads.items(plan.id, {}, { size: 200, after: first.next });
    expect([...first.items, ...rest.items]).toEqual(items);
    expect(rest.next).toBeUndefined();
    const refused = await reads.items(plan.id, { fate: "refused" }, { size: 10 });
    expect(refused.items).toEqual([items[1]]);
  });

  test("stores what was done with a plan and its items", async () => {
    const { id, plan, items } = await world();
    const result = { fate: "change", refusal: null, seqs: [3, 4] } as const;
    const remaining = { number: 2, assignments: { a: 1 } };
    const after = {
      ...plan,
      status: "undone",
      appliedAt: at + 1,
      undoneAt: at + 2,
      nextPosition: 3,
    } as const;
    await use().write(id, async (tx) => {
      await tx.plans.setResult(plan.id, 0, result, remaining);
      await tx.plans.setUndo(plan.id, 0, result);
      expect(await tx.plans.update(after)).toEqual(after);
    });
    const reads = use().read(id).plans;
    expect(await reads.find(plan.id)).toEqual(after);
    const [first] = (await reads.items(plan.id, {}, { size: 1 })).items;
    expect(first).toEqual({ ...items[0], result, remaining, undo: result });
  });

  test("counts open plans, and what a credential changes through one API", async () => {
    const { id, user } = await world();
    await use().write(id, async (tx) => {
      for (const startedVia of ["mcp", "native"])
        await tx.plans.create(newPlan(user.id, { status: "applied", startedAt: at, startedVia }));
      expect(await tx.plans.countOpen(at - 1)).toBe(1);
      expect(await tx.plans.countOpen(at)).toBe(0);
      const of = { credentialId: "key", via: "mcp" };
      expect(await tx.plans.countChanges(of, at - 1)).toBe(2);
      expect(await tx.plans.countChanges(of, at)).toBe(0);
      expect(await tx.plans.countChanges({ ...of, credentialId: "another" }, at - 1)).toBe(0);
    });
  });

  test("erases open plans, and the texts and effects of the others", async () => {
    const action = { kind: "label", userId: null, label: "Ana" } as const;
    const { id, plan, user } = await world({ action, status: "applied", appliedAt: at });
    const open = await use().write(id, async (tx) => {
      const { id: planId } = await tx.plans.create(newPlan(user.id));
      await tx.plans.erase();
      return planId;
    });
    const reads = use().read(id).plans;
    expect(await reads.find(open)).toBeUndefined();
    expect(await reads.find(plan.id)).toMatchObject({ action: { label: null }, reason: null });
    expect((await reads.items(plan.id, {}, { size: 1 })).items[0]?.effects).toBeNull();
  });

  test("deletes old plans with their items, some at a time", async () => {
    const { id, plan } = await world();
    const ages = { openBefore: at, madeBefore: at };
    expect(await use().platform.deleteOldPlans(ages, 500)).toBe(0);
    const old = { openBefore: at + 1, madeBefore: at };
    expect(await use().platform.deleteOldPlans(old, 2)).toBe(2);
    expect(await use().platform.deleteOldPlans(old, 500)).toBeGreaterThanOrEqual(2);
    expect(await use().read(id).plans.find(plan.id)).toBeUndefined();
  });
}
