import { expect, test } from "vitest";
import type {
  ApiKeyId,
  AssignmentId,
  GroupId,
  NumberId,
  OffboardingId,
  OffboardingPlan,
  Restoration,
  User,
} from "../../../src/model.ts";
import { addUser, at, makeId, makeOrganization, type UseStore } from "./fixture.ts";

export const planFor = (user: User): OffboardingPlan => ({
  user,
  numbers: [],
  groupIds: [makeId<GroupId>()],
  apiKeyIds: [makeId<ApiKeyId>(), makeId<ApiKeyId>()],
  createdKeys: [],
  revokesCreatedKeys: false,
});

export const noRestoration: Restoration = { numbers: [], groups: [], apiKeys: [], access: [] };

export function offboardings(use: UseStore): void {
  test("stores a plan and omits it from lists until it is applied", async () => {
    const { id, user } = await leaver();
    const plan = planFor(user);
    const given = { id: makeId<OffboardingId>(), plan, plannedAt: at, appliedAt: null, transfers: [] };
    const made = await use().write(id, (tx) => tx.offboardings.create(given));
    expect(made).toEqual({
      ...given,
      serial: 1,
      userId: user.id,
      status: "planned",
      undoneAt: null,
      restoration: null,
    });
    const { offboardings } = use().read(id);
    expect(await offboardings.find(made.id)).toEqual(made);
    expect(await offboardings.find(makeId())).toBeUndefined();
    expect((await offboardings.list({ size: 10 })).items).toEqual([]);
  });

  test("applies and then undoes an offboarding, each with its timestamp and what it did", async () => {
    const { id, user } = await leaver();
    const given = {
      id: makeId<OffboardingId>(),
      plan: planFor(user),
      plannedAt: at,
      appliedAt: null,
      transfers: [],
    };
    const made = await use().write(id, (tx) => tx.offboardings.create(given));
    const numberId = makeId<NumberId>();
    const before = { isInboundEnabled: false, isOutboundEnabled: true };
    const transfers = [
      { numberId, assignmentId: makeId<AssignmentId>(), version: 2, before },
      { numberId: makeId<NumberId>(), assignmentId: makeId<AssignmentId>(), version: 1, before: null },
    ];
    const applied = await use().write(id, (tx) => tx.offboardings.markApplied(made.id, transfers, at + 1));
    expect(applied).toEqual({ ...made, status: "applied", appliedAt: at + 1, transfers });
    const numbers = [{ numberId, isRestored: false, why: "Held." }];
    const restoration = { ...noRestoration, numbers };
    const undone = await use().write(id, (tx) => tx.offboardings.markUndone(made.id, restoration, at + 2));
    expect(undone).toEqual({ ...applied, status: "undone", undoneAt: at + 2, restoration });
    expect((await use().read(id).offboardings.list({ size: 10 })).items).toEqual([undone]);
    await expect(use().write(id, (tx) => tx.offboardings.markApplied(makeId(), [], at))).rejects.toThrow();
    await expect(
      use().write(id, (tx) => tx.offboardings.markUndone(makeId(), noRestoration, at)),
    ).rejects.toThrow();
  });

  test("lists immediately applied offboardings by serial, page by page", async () => {
    const { id, user } = await leaver();
    const ids = [makeId<OffboardingId>(), makeId<OffboardingId>(), makeId<OffboardingId>()];
    for (const it of ids)
      await use().write(id, (tx) =>
        tx.offboardings.create({ id: it, plan: planFor(user), plannedAt: at, appliedAt: at, transfers: [] }),
      );
    const { offboardings } = use().read(id);
    const first = await offboardings.list({ size: 2 });
    const rest = await offboardings.list({ size: 2, after: first.next });
    expect([...first.items, ...rest.items].map((it) => [it.id, it.serial, it.status])).toEqual(
      ids.map((it, index) => [it, index + 1, "applied"]),
    );
    expect(rest.next).toBeUndefined();
  });

  async function leaver() {
    const id = await makeOrganization(use());
    return { id, user: await use().write(id, (tx) => addUser(tx)) };
  }
}
