import { isDeepStrictEqual } from "node:util";
import type {
  AssignmentDetails,
  AssignmentDirections,
  Offboarding,
  OffboardingId,
  OffboardingPlan,
  OffboardingTransfer,
  UserHandle,
  UserId,
} from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { revokeKey } from "../api-keys/key-changes.ts";
import { applyAssignment } from "../assignments/apply-assignment.ts";
import { endAssignment } from "../assignments/assignment-changes.ts";
import type { Context } from "../kernel/context.ts";
import { CoreError, offboardingNotFound, planStale } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { existingUser, userIdOf } from "../users/find-user.ts";
import { markRemoved } from "./mark-removed.ts";
import { planLifetimeMs } from "./plan-lifetime.ts";
import { createPlan, type OffboardingInput } from "./plan-offboarding.ts";
import { isPlanToken, planIdOf } from "./plan-token.ts";

export interface ApplyPlanInput {
  /** From `planOffboarding`. */
  readonly token: string;
  readonly userId: UserHandle;
  readonly reason?: string | undefined;
}

/**
 * Plans and applies the removal of a user in one step: ends assignments, revokes API keys, removes group memberships.
 * `version` is a condition on the version of the user.
 */
export function applyOffboarding(
  context: Context,
  input: OffboardingInput,
  version?: VersionCondition,
): Promise<Offboarding> {
  const { reason } = input;
  return mutate(context, { permission: "users:write", reason, isCurrent: isApplied }, async (unitOfWork) => {
    const { tx, at } = unitOfWork;
    const plan = await createPlan(context, unitOfWork, input);
    requireVersion(plan.user, version);
    const transfers = await applyPlan(context, unitOfWork, plan);
    const id = context.services.createId<OffboardingId>();
    return tx.offboardings.create({ id, plan, plannedAt: at, appliedAt: at, transfers });
  });
}

/** Whether the user is still removed by this offboarding: only its undo restores the user. */
const isApplied = async (tx: StoreTransaction, { id }: Offboarding): Promise<boolean> =>
  (await tx.offboardings.find(id))?.status === "applied";

/**
 * Applies a stored plan exactly. Throws when anything in it has changed, or it was applied before. `version` is a
 * condition on the version of the user.
 */
export function applyOffboardingPlan(
  context: Context,
  { token, userId, reason }: ApplyPlanInput,
  version?: VersionCondition,
): Promise<Offboarding> {
  return mutate(context, { permission: "users:write", reason }, async (unitOfWork) => {
    const planned = await findPlanned(context, unitOfWork, { token, userId });
    return applyPlanned(context, unitOfWork, planned, version);
  });
}

/** Applies a plan exactly, as a part of a transaction. Throws when anything in it has changed since. */
export async function applyPlanned(
  context: Context,
  unitOfWork: UnitOfWork,
  { id, plan }: Offboarding,
  version?: VersionCondition,
): Promise<Offboarding> {
  await requireUnchangedPlan(context, unitOfWork, plan);
  requireVersion(plan.user, version);
  const transfers = await applyPlan(context, unitOfWork, plan);
  return unitOfWork.tx.offboardings.markApplied(id, transfers, unitOfWork.at);
}

/** Throws unless the token is that of a plan which is neither applied nor expired. Expired plans may be deleted. */
async function findPlanned(
  context: Context,
  { tx, at }: UnitOfWork,
  { token, userId }: ApplyPlanInput,
): Promise<Offboarding> {
  const id = planIdOf(token);
  const planned = await tx.offboardings.find(id);
  const isOfUser = planned === undefined || planned.userId === (await userIdOf(tx, userId));
  if (!isPlanToken(context, id, token) || !isOfUser) throw offboardingNotFound();
  if (planned?.status !== "planned" || planned.plannedAt <= at - planLifetimeMs) throw planStale();
  return planned;
}

/** Throws unless planning now yields the same plan. */
async function requireUnchangedPlan(
  context: Context,
  unitOfWork: UnitOfWork,
  plan: OffboardingPlan,
): Promise<void> {
  const input = { ...inputOf(plan), reason: unitOfWork.reason };
  try {
    const current = await createPlan(context, unitOfWork, input);
    if (isDeepStrictEqual(withoutUse(current), withoutUse(plan))) return;
  } catch (error) {
    if (!(error instanceof CoreError) || error.code === "number_cooling") throw error;
  }
  throw planStale();
}

/** The use of a key changes nothing that the plan decides. */
const withoutUse = (plan: OffboardingPlan): OffboardingPlan => ({
  ...plan,
  createdKeys: plan.createdKeys.map((key) => ({ ...key, lastUsedAt: null })),
});

const inputOf = ({ user, numbers, revokesCreatedKeys }: OffboardingPlan): OffboardingInput => ({
  userId: user.id,
  revokeCreatedKeys: revokesCreatedKeys,
  numbers: numbers.map(({ assignment, to }) => ({ number: { id: assignment.numberId }, to: to ?? "pool" })),
});

/** Makes the changes of a plan that nothing has changed since. */
export async function applyPlan(
  context: Context,
  unitOfWork: UnitOfWork,
  plan: OffboardingPlan,
): Promise<readonly OffboardingTransfer[]> {
  const { user, numbers } = plan;
  const transfers: OffboardingTransfer[] = [];
  for (const { assignment, to } of numbers) {
    await endAssignment(unitOfWork, assignment);
    if (to === null) continue;
    const transfer = await transferAssignment(context, unitOfWork, assignment, to);
    if (transfer !== undefined) transfers.push(transfer);
  }
  await revokeKeys(unitOfWork, plan);
  await markRemoved(unitOfWork, user, keptKeys(plan));
  return transfers;
}

/**
 * Adds the directions of the ended assignment to what the new holder has of the number already. The new holder's
 * label and default do not change. Returns what the new holder was given; undefined when they had it already.
 */
async function transferAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  ended: AssignmentDetails,
  to: UserId,
): Promise<OffboardingTransfer | undefined> {
  const { tx, reason } = unitOfWork;
  const user = await existingUser(context, tx, to);
  const number = await existingNumber(tx, { id: ended.numberId });
  const [held] = await tx.assignments.open({ userId: to, numberId: number.id });
  const flags = {
    isInboundEnabled: ended.isInboundEnabled || (held?.isInboundEnabled ?? false),
    isOutboundEnabled: ended.isOutboundEnabled || (held?.isOutboundEnabled ?? false),
    label: held ? held.label : ended.label,
  };
  const { assignment, isChanged } = await applyAssignment(context, unitOfWork, {
    user,
    number,
    flags,
    reason,
  });
  if (!isChanged) return undefined;
  const before = held ? directionsOf(held) : null;
  return { numberId: number.id, assignmentId: assignment.id, version: assignment.version, before };
}

const directionsOf = ({
  isInboundEnabled,
  isOutboundEnabled,
}: AssignmentDirections): AssignmentDirections => ({ isInboundEnabled, isOutboundEnabled });

async function revokeKeys(
  unitOfWork: UnitOfWork,
  { user, revokesCreatedKeys }: OffboardingPlan,
): Promise<void> {
  const { apiKeys } = unitOfWork.tx;
  for (const key of await apiKeys.ofUser(user.id)) await revokeKey(unitOfWork, key);
  if (!revokesCreatedKeys) return;
  for (const { lastUsedAt: _use, ...key } of await apiKeys.createdForServices(user.id))
    await revokeKey(unitOfWork, key);
}

/** Names the keys that the user created for service users and may know, so that somebody rotates them. */
const keptKeys = ({ createdKeys, revokesCreatedKeys }: OffboardingPlan): object =>
  revokesCreatedKeys || createdKeys.length === 0 ? {} : { keptApiKeyIds: createdKeys.map(({ id }) => id) };
