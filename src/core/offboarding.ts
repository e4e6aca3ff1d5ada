import type {
  HeldNumber,
  Id,
  NumberState,
  OffboardedNumber,
  Offboarding,
  OffboardingPlan,
  User,
} from "../model.ts";
import type { NumberReference } from "../storage/store.ts";
import { revokeKey } from "./api-keys.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import {
  CoreError,
  invalid,
  numberCooling,
  offboardingUnknown,
  ownerProtected,
  planStale,
  selfProtected,
  userNotActive,
} from "./errors.ts";
import { dayMs, endAssignment } from "./holding.ts";
import { existingNumber } from "./numbers.ts";
import { place } from "./placing.ts";
import { existingUser } from "./users.ts";
import { requireVersion } from "./version.ts";

export interface OffboardingInput {
  readonly userId: Id;
  /** Where a number goes; those left out go to the pool. */
  readonly numbers: readonly { readonly number: NumberReference; readonly to: Id | "pool" }[];
  readonly reason?: string | undefined;
}

export interface PlannedOffboarding {
  readonly offboarding: Offboarding;
  /** Whoever has it may apply this plan, as long as nothing has changed. */
  readonly token: string;
}

/** How a user leaves an organization, for one caller. */
export const offboarding = (context: Context) => ({
  /** Says what would become of everything the user has; changes nothing but remembers the plan. */
  async plan(input: OffboardingInput): Promise<PlannedOffboarding> {
    context.require("users:write");
    const planned = await change(context, async (hands) => {
      await context.requireOrganization(hands.tx);
      const plan = await makePlan(context, hands, input);
      const id = context.parts.makeId();
      return hands.tx.offboardings.create({ id, plan, plannedAt: hands.at, appliedAt: null });
    });
    return { offboarding: planned, token: tokenOf(context, planned.id) };
  },

  /** Applies a plan exactly. Throws when anything in it has changed, or it was applied before. */
  applyPlan(
    token: string,
    { userId, reason }: Pick<OffboardingInput, "userId" | "reason">,
  ): Promise<Offboarding> {
    context.require("users:write");
    const applied = async (hands: Change) => {
      await context.requireOrganization(hands.tx);
      const planned = await hands.tx.offboardings.find(token.slice(0, 24));
      if (planned?.userId !== userId || tokenOf(context, planned.id) !== token) throw offboardingUnknown();
      if (planned.status !== "planned") throw planStale();
      await requireStillSo(context, hands, planned.plan, reason);
      await applyPlan(context, hands, planned.plan);
      return hands.tx.offboardings.advance(planned.id, "applied", hands.at);
    };
    return change(context, applied, { reason });
  },

  /** Plans and applies in one step. */
  apply(input: OffboardingInput, version?: number): Promise<Offboarding> {
    context.require("users:write");
    const applied = async (hands: Change) => {
      await context.requireOrganization(hands.tx);
      const plan = await makePlan(context, hands, input);
      requireVersion(plan.user, version);
      await applyPlan(context, hands, plan);
      const id = context.parts.makeId();
      return hands.tx.offboardings.create({ id, plan, plannedAt: hands.at, appliedAt: hands.at });
    };
    return change(context, applied, { reason: input.reason });
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
    if (found === undefined) throw offboardingUnknown();
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

async function makePlan(
  context: Context,
  { tx, at }: Change,
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
    numbers.push({ assignment, to, becomes: await becomes(tx, assignment, to, coolingDays) });
  }
  const groups = (await tx.groups.ofUsers([user.id])).get(user.id) ?? [];
  const keys = await tx.apiKeys.ofUser(user.id);
  return { user, numbers, groupIds: groups.map(({ id }) => id), apiKeyIds: keys.map(({ id }) => id) };
}

/** Throws unless the same plan would be made now. */
async function requireStillSo(
  context: Context,
  hands: Change,
  plan: OffboardingPlan,
  reason: string | undefined,
): Promise<void> {
  try {
    const now = await makePlan(context, hands, { ...inputOf(plan), reason });
    if (JSON.stringify(now) === JSON.stringify(plan)) return;
  } catch (error) {
    if (!(error instanceof CoreError) || error.code === "number_cooling") throw error;
  }
  throw planStale();
}

async function destinationsOf(
  tx: Change["tx"],
  user: User,
  held: readonly HeldNumber[],
  { numbers }: OffboardingInput,
): Promise<ReadonlyMap<Id, Id | null>> {
  const destinations = new Map<Id, Id | null>();
  for (const [index, { number: reference, to }] of numbers.entries()) {
    const number = await existingNumber(tx, reference);
    if (!held.some(({ numberId }) => numberId === number.id)) throw notHeld(index);
    if (destinations.has(number.id)) throw namedTwice(index);
    if (to !== "pool" && to === user.id) throw toLeaver(index);
    const colleague = to === "pool" ? undefined : await existingUser(tx, to);
    if (colleague && colleague.status !== "active") throw userNotActive();
    destinations.set(number.id, colleague?.id ?? null);
  }
  return destinations;
}

async function becomes(
  tx: Change["tx"],
  { numberId, isInboundEnabled }: HeldNumber,
  to: Id | null,
  coolingDays: number,
): Promise<NumberState> {
  if (to !== null || (await tx.assignments.open({ numberId })).length > 1) return "assigned";
  return isInboundEnabled && coolingDays > 0 ? "cooling" : "available";
}

async function applyPlan(context: Context, hands: Change, { user, numbers }: OffboardingPlan): Promise<void> {
  for (const { assignment, to } of numbers) {
    await endAssignment(hands, assignment);
    if (to !== null) await handOver(context, hands, assignment, to);
  }
  await revokeKeys(hands, user.id);
  await leaveGroups(hands, user.id);
  const after = await hands.tx.users.remove(user.id, hands.at);
  hands.record({ kind: "user.removed", subjectId: user.id, userId: user.id, before: user, after });
}

/** The colleague keeps what he has of it already, and gets what the leaver had; his own default stays. */
async function handOver(context: Context, hands: Change, left: HeldNumber, to: Id): Promise<void> {
  const colleague = await existingUser(hands.tx, to);
  const number = await existingNumber(hands.tx, { id: left.numberId });
  const [held] = await hands.tx.assignments.open({ userId: to, numberId: number.id });
  await place(context, hands, colleague, number, {
    flags: {
      isInboundEnabled: left.isInboundEnabled || (held?.isInboundEnabled ?? false),
      isOutboundEnabled: left.isOutboundEnabled || (held?.isOutboundEnabled ?? false),
      label: held ? held.label : left.label,
    },
    reason: hands.reason,
  });
}

async function revokeKeys(hands: Change, userId: Id): Promise<void> {
  for (const key of await hands.tx.apiKeys.ofUser(userId)) await revokeKey(hands, key);
}

async function leaveGroups({ tx, record }: Change, userId: Id): Promise<void> {
  const groups = (await tx.groups.ofUsers([userId])).get(userId) ?? [];
  for (const { id: groupId } of groups) {
    await tx.groups.removeMember(groupId, userId);
    const before = { groupId, userId };
    record({ kind: "group.memberRemoved", subjectId: groupId, userId, before, after: null });
  }
}

const faulty = (index: number, field: string, detail: string) =>
  invalid({ in: "body", name: `numbers.${index}.${field}`, rule: "mismatch", detail });
const notHeld = (index: number) =>
  faulty(index, "number", `numbers.${index}.number is not held by the user who leaves`);
const namedTwice = (index: number) => faulty(index, "number", `numbers.${index}.number is named before`);
const toLeaver = (index: number) => faulty(index, "to", `numbers.${index}.to is the user who leaves`);
