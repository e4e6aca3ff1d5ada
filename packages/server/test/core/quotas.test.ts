import { expect, test } from "vitest";
import { Quotas } from "../../src/core/kernel/quotas.ts";
import type { OrganizationId } from "../../src/model.ts";
import type { StoreTransaction } from "../../src/storage/store.ts";

const organizationId = "01a1fb6252928c816770ba14" as OrganizationId;

/** An organization with `count` users after `head` events, which counts how often it is asked. */
function organization() {
  const state = { count: 0, head: 0, counted: 0 };
  const tx = {
    usage: {
      count: async () => {
        state.counted += 1;
        return state.count;
      },
    },
  } as unknown as StoreTransaction;
  const add = async (quotas: Quotas, { recorded = 0, isCommitted = true } = {}) => {
    state.count += 1;
    const effects: (() => void)[] = [];
    const afterCommit = (effect: () => void) => effects.push(effect);
    const change = { tx, head: () => state.head, recorded: () => recorded, afterCommit };
    await quotas.requireWithin("users", organizationId, change);
    if (isCommitted) for (const effect of effects) effect();
  };
  return { state, add };
}

test("counts nothing while the number of events is below the limit", async () => {
  const quotas = new Quotas({ users: 100 });
  const { state, add } = organization();
  for (state.head = 0; state.head < 100; state.head++) await add(quotas);
  expect(state.counted).toBe(0);
});

test("counts once for many events near the limit, and rejects exactly the record beyond it", async () => {
  const quotas = new Quotas({ users: 100 });
  const { state, add } = organization();
  Object.assign(state, { head: 1000, count: 10 });
  for (; state.count < 100; state.head++) await add(quotas);
  expect(state.counted).toBeLessThan(5);
  await expect(add(quotas)).rejects.toMatchObject({
    code: "quota_exceeded",
    values: { quota: "users", used: 100, limit: 100 },
  });
});

test("counts the records that the same change has added", async () => {
  const quotas = new Quotas({ users: 3 });
  const { add } = organization();
  for (let recorded = 0; recorded < 3; recorded++) await add(quotas, { recorded });
  await expect(add(quotas, { recorded: 3 })).rejects.toMatchObject({ code: "quota_exceeded" });
});

test("is not misled by a failover that lost events", async () => {
  const quotas = new Quotas({ users: 10 });
  const { state, add } = organization();
  Object.assign(state, { head: 50, count: 4 });
  await add(quotas);
  Object.assign(state, { head: 40, count: 10 });
  await expect(add(quotas)).rejects.toMatchObject({ code: "quota_exceeded" });
});

test("is not misled by a change that counted and was rolled back", async () => {
  const quotas = new Quotas({ users: 10 });
  const { state, add } = organization();
  Object.assign(state, { head: 50, count: 4 });
  await add(quotas, { isCommitted: false });
  Object.assign(state, { head: 51, count: 10 });
  await expect(add(quotas)).rejects.toMatchObject({ code: "quota_exceeded" });
});
