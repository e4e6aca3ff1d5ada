import type {
  AssignmentDetails,
  NumberState,
  Offboarding,
  OffboardingId,
  OffboardingPlan,
  User,
  UserHandle,
  UserId,
} from "../../model.ts";
import type { NumberReference, StoreTransaction } from "../../storage/store.ts";
import { dayMs } from "../assignments/assignment-changes.ts";
import type { Context } from "../kernel/context.ts";
import { numberCooling, ownerProtected, selfProtected } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingUser } from "../users/find-user.ts";
import { resolveDestinations } from "./destinations.ts";
import { planLifetimeMs } from "./plan-lifetime.ts";
import { planTokenOf } from "./plan-token.ts";

export interface OffboardingInput {
  readonly userId: UserHandle;
  /** The new holder of each number; the numbers left out become available or start cooling. */
  readonly numbers: readonly NumberDestination[];
  /** Whether the API keys of service users that the user created are revoked too; they are kept by default. */
  readonly revokeCreatedKeys?: boolean | undefined;
  readonly reason?: string | undefined;
}

export interface NumberDestination {
  readonly number: NumberReference;
  readonly to: UserHandle | "pool";
}

export interface OffboardingWithToken {
  readonly offboarding: Offboarding;
  /** Applies exactly this plan, while nothing in it has changed. */
  readonly token: string;
}

/**
 * Stores a plan for removing a user and returns it. Changes nothing else. `version` is a condition on the version of
 * the user.
 */
export async function planOffboarding(
  context: Context,
  input: OffboardingInput,
  version?: VersionCondition,
): Promise<OffboardingWithToken> {
  const offboarding = await mutate(context, { permission: "users:write" }, async (unitOfWork) => {
    const plan = await createPlan(context, unitOfWork, input);
    requireVersion(plan.user, version);
    return storePlan(context, unitOfWork, plan);
  });
  return { offboarding, token: planTokenOf(context, offboarding.id) };
}

export async function storePlan(
  { services }: Context,
  { tx, at }: UnitOfWork,
  plan: OffboardingPlan,
): Promise<Offboarding> {
  const id = services.createId<OffboardingId>();
  const planned = await tx.offboardings.create({
    id,
    plan,
    plannedAt: at,
    appliedAt: null,
    transfers: [],
  });
  await services.quotas.requirePlanWithin(tx, at - planLifetimeMs);
  return planned;
}

/** The plan as of now, without storing it. Throws when the user may not be removed or a destination is not valid. */
export async function createPlan(
  context: Context,
  { tx, at }: UnitOfWork,
  input: OffboardingInput,
): Promise<OffboardingPlan> {
  const user = await existingUser(context, tx, input.userId);
  if (user.isOwner) throw ownerProtected();
  if (user.id === context.principal.userId) throw selfProtected();
  const numbers = await planNumbers(context, tx, { user, at, input });
  const groups = (await tx.groups.ofUsers([user.id])).get(user.id) ?? [];
  const keys = await tx.apiKeys.ofUser(user.id);
  const created = await tx.apiKeys.createdForServices(user.id);
  return {
    user,
    numbers,
    groupIds: groups.map(({ id }) => id),
    apiKeyIds: keys.map(({ id }) => id),
    createdKeys: created.map(({ id, userId, name, lastUsedAt }) => ({ id, userId, name, lastUsedAt })),
    revokesCreatedKeys: input.revokeCreatedKeys ?? false,
  };
}

interface PlannedRemoval {
  readonly user: User;
  readonly at: number;
  readonly input: OffboardingInput;
}

async function planNumbers(
  context: Context,
  tx: StoreTransaction,
  { user, at, input }: PlannedRemoval,
): Promise<OffboardingPlan["numbers"]> {
  const held = await tx.assignments.open({ userId: user.id });
  const destinations = await resolveDestinations(context, tx, user, held, input.numbers);
  const { coolingDays = 0 } = (await tx.organization.get()) ?? {};
  const numbers: OffboardingPlan["numbers"][number][] = [];
  for (const assignment of held) {
    const to = destinations.get(assignment.numberId) ?? null;
    if (to !== null && assignment.isInboundEnabled && coolingDays > 0 && input.reason === undefined)
      throw numberCooling(at + coolingDays * dayMs);
    numbers.push({ assignment, to, becomes: await stateAfter(tx, assignment, to, coolingDays) });
  }
  return numbers;
}

async function stateAfter(
  tx: StoreTransaction,
  { numberId, isInboundEnabled }: AssignmentDetails,
  to: UserId | null,
  coolingDays: number,
): Promise<NumberState> {
  if (to !== null || (await tx.assignments.open({ numberId })).length > 1) return "assigned";
  return isInboundEnabled && coolingDays > 0 ? "cooling" : "available";
}
