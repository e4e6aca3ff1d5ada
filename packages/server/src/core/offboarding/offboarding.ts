import type {
  AssignmentDetails,
  Id,
  NumberState,
  OffboardedNumber,
  Offboarding,
  OffboardingPlan,
  User,
} from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import { revokeKey } from "../api-keys/api-keys.ts";
import { applyAssignment } from "../assignments/assign-number.ts";
import { dayMs, endAssignment } from "../assignments/assignment-details.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import {
  CoreError,
  invalidArguments,
  numberCooling,
  offboardingNotFound,
  ownerProtected,
  planStale,
  selfProtected,
  userInactive,
} from "../kernel/errors.ts";
import { mutate, type UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { existingNumber } from "../numbers/numbers.ts";
import { existingUser } from "../users/users.ts";

export interface OffboardingInput {
  readonly userId: Id;
  /** Where a number goes; those left out go to the pool. */
  readonly numbers: readonly { readonly number: NumberReference; readonly to: Id | "pool" }[];
  readonly reason?: string | undefined;
}

export interface OffboardingWithToken {
  readonly offboarding: Offboarding;
  /** Whoever has it may apply this plan, as long as nothing has changed. */
  readonly token: string;
}

/** How a user leaves an organization, for one caller. */
export const offboarding = (context: Context) => ({
  /** Says what would become of everything the user has; changes nothing but remembers the plan. */
  async plan(input: OffboardingInput): Promise<OffboardingWithToken> {
    context.require("users:write");
    const planned = await mutate(context, async (unitOfWork) => {
      await context.requireOrganization(unitOfWork.tx);
      const plan = await createPlan(context, unitOfWork, input);
      const id = context.parts.createId();
      return unitOfWork.tx.offboardings.create({ id, plan, plannedAt: unitOfWork.at, appliedAt: null });
    });
    return { offboarding: planned, token: tokenOf(context, planned.id) };
  },

  /** Applies a plan exactly. Throws when anything in it has changed, or it was applied before. */
  applyPlan(
    token: string,
    { userId, reason }: Pick<OffboardingInput, "userId" | "reason">,
  ): Promise<Offboarding> {
    context.require("users:write");
    const applied = async (unitOfWork: UnitOfWork) => {
      await context.requireOrganization(unitOfWork.tx);
      const planned = await unitOfWork.tx.offboardings.find(token.slice(0, 24));
      if (planned?.userId !== userId || tokenOf(context, planned.id) !== token) throw offboardingNotFound();
      if (planned.status !== "planned") throw planStale();
      await requireUnchangedPlan(context, unitOfWork, planned.plan, reason);
      await applyPlan(context, unitOfWork, planned.plan);
      return unitOfWork.tx.offboardings.advance(planned.id, "applied", unitOfWork.at);
    };
    return mutate(context, applied, { reason });
  },

  /** Plans and applies in one step. */
  apply(input: OffboardingInput, version?: number): Promise<Offboarding> {
    context.require("users:write");
    const applied = async (unitOfWork: UnitOfWork) => {
      await context.requireOrganization(unitOfWork.tx);
      const plan = await createPlan(context, unitOfWork, input);
      requireVersion(plan.user, version);
      await applyPlan(context, unitOfWork, plan);
      const id = context.parts.createId();
      return unitOfWork.tx.offboardings.create({
        id,
        plan,
        plannedAt: unitOfWork.at,
        appliedAt: unitOfWork.at,
      });
    };
    return mutate(context, applied, { reason: input.reason });
  },

  /** What was applied, whether undone or not; oldest first. */
  async list(request: CursorRequest): Promise<CursorPage<Offboarding>> {
    context.require("users:list");
    const reads = await context.reads();
    return listByCursor(context, "offboardings", request, reads.offboardings.list);
  },

  async get(id: Id): Promise<Offboarding> {
    context.require("users:list");
    const found = await (await context.reads()).offboardings.find(id);
    if (found === undefined) throw offboardingNotFound();
    return found;
  },
});

/** Only we can make it, so that a plan's id alone applies nothing. */
const tokenOf = ({ parts, organizationId }: Context, id: Id): string =>
  `${id}.${parts.secrets.hash("plan", `${organizationId} ${id}`).slice(0, 32)}`;

const inputOf = ({ user, numbers }: OffboardingPlan): OffboardingInput => ({
  userId: user.id,
  numbers: numbers.map(({ assignment, to }) => ({ number: { id: assignment.numberId }, to: to ?? "pool" })),
});

async function createPlan(
  context: Context,
  { tx, at }: UnitOfWork,
  input: OffboardingInput,
): Promise<OffboardingPlan> {
  const user = await existingUser(tx, input.userId);
  if (user.isOwner) throw ownerProtected();
  if (user.id === context.principal.userId) throw selfProtected();
  const held = await tx.assignments.open({ userId: user.id });
  const destinations = await destinationsOf(tx, user, held, input);
  const { coolingDays = 0 } = (await tx.organization.get()) ?? {};
  const numbers: OffboardedNumber[] = [];
  for (const assignment of held) {
    const to = destinations.get(assignment.numberId) ?? null;
    if (to !== null && assignment.isInboundEnabled && coolingDays > 0 && input.reason === undefined)
      throw numberCooling(at + coolingDays * dayMs);
    numbers.push({ assignment, to, becomes: await stateAfter(tx, assignment, to, coolingDays) });
  }
  const groups = (await tx.groups.ofUsers([user.id])).get(user.id) ?? [];
  const keys = await tx.apiKeys.ofUser(user.id);
  return { user, numbers, groupIds: groups.map(({ id }) => id), apiKeyIds: keys.map(({ id }) => id) };
}

/** Throws unless the same plan would be made now. */
async function requireUnchangedPlan(
  context: Context,
  unitOfWork: UnitOfWork,
  plan: OffboardingPlan,
  reason: string | undefined,
): Promise<void> {
  try {
    const now = await createPlan(context, unitOfWork, { ...inputOf(plan), reason });
    if (JSON.stringify(now) === JSON.stringify(plan)) return;
  } catch (error) {
    if (!(error instanceof CoreError) || error.code === "number_cooling") throw error;
  }
  throw planStale();
}

async function destinationsOf(
  tx: UnitOfWork["tx"],
  user: User,
  held: readonly AssignmentDetails[],
  { numbers }: OffboardingInput,
): Promise<ReadonlyMap<Id, Id | null>> {
  const destinations = new Map<Id, Id | null>();
  for (const [index, { number: reference, to }] of numbers.entries()) {
    const number = await existingNumber(tx, reference, `numbers.${index}.number`);
    if (!held.some(({ numberId }) => numberId === number.id)) throw notHeld(index);
    if (destinations.has(number.id)) throw namedTwice(index);
    if (to !== "pool" && to === user.id) throw assignedToLeaver(index);
    const colleague = to === "pool" ? undefined : await existingUser(tx, to);
    if (colleague && colleague.status !== "active") throw userInactive();
    destinations.set(number.id, colleague?.id ?? null);
  }
  return destinations;
}

async function stateAfter(
  tx: UnitOfWork["tx"],
  { numberId, isInboundEnabled }: AssignmentDetails,
  to: Id | null,
  coolingDays: number,
): Promise<NumberState> {
  if (to !== null || (await tx.assignments.open({ numberId })).length > 1) return "assigned";
  return isInboundEnabled && coolingDays > 0 ? "cooling" : "available";
}

async function applyPlan(
  context: Context,
  unitOfWork: UnitOfWork,
  { user, numbers }: OffboardingPlan,
): Promise<void> {
  for (const { assignment, to } of numbers) {
    await endAssignment(unitOfWork, assignment);
    if (to !== null) await transferAssignment(context, unitOfWork, assignment, to);
  }
  await revokeKeys(unitOfWork, user.id);
  await removeGroupMemberships(unitOfWork, user.id);
  const after = await unitOfWork.tx.users.remove(user.id, unitOfWork.at);
  unitOfWork.record({ kind: "user.removed", subjectId: user.id, userId: user.id, before: user, after });
}

/** The colleague keeps what he has of it already, and gets what the leaver had; his own default stays. */
async function transferAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  left: AssignmentDetails,
  to: Id,
): Promise<void> {
  const colleague = await existingUser(unitOfWork.tx, to);
  const number = await existingNumber(unitOfWork.tx, { id: left.numberId });
  const [held] = await unitOfWork.tx.assignments.open({ userId: to, numberId: number.id });
  await applyAssignment(context, unitOfWork, colleague, number, {
    flags: {
      isInboundEnabled: left.isInboundEnabled || (held?.isInboundEnabled ?? false),
      isOutboundEnabled: left.isOutboundEnabled || (held?.isOutboundEnabled ?? false),
      label: held ? held.label : left.label,
    },
    reason: unitOfWork.reason,
  });
}

async function revokeKeys(unitOfWork: UnitOfWork, userId: Id): Promise<void> {
  for (const key of await unitOfWork.tx.apiKeys.ofUser(userId)) await revokeKey(unitOfWork, key);
}

async function removeGroupMemberships({ tx, record }: UnitOfWork, userId: Id): Promise<void> {
  const groups = (await tx.groups.ofUsers([userId])).get(userId) ?? [];
  for (const { id: groupId } of groups) {
    await tx.groups.removeMember(groupId, userId);
    const before = { groupId, userId };
    record({ kind: "group.memberRemoved", subjectId: groupId, userId, before, after: null });
  }
}

const invalidNumber = (index: number, field: string, problem: string) =>
  invalidArguments({ argument: `numbers.${index}.${field}`, rule: "mismatch", problem });
const notHeld = (index: number) =>
  invalidNumber(index, "number", "is not held by the user who is being removed");
const namedTwice = (index: number) => invalidNumber(index, "number", "is listed twice");
const assignedToLeaver = (index: number) =>
  invalidNumber(index, "to", "must not be the user who is being removed");
