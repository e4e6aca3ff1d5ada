import type { Plan } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { changeLimitExceeded } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

const hourMs = 60 * 60 * 1000;

/** Throws when the plans that the caller's credential applied through this door within an hour would change too much. */
export async function requireWithinChangeLimit(
  { principal, call }: Context,
  { tx, at }: UnitOfWork,
  { counts: { planned } }: Plan,
): Promise<void> {
  const { door, changesPerHourMax } = call;
  if (door === undefined || changesPerHourMax === undefined) return;
  const of = { credentialId: principal.credentialId, via: door };
  const used = await tx.plans.countChanges(of, at - hourMs);
  if (used + planned.change > changesPerHourMax)
    throw changeLimitExceeded(used, planned.change, changesPerHourMax);
}
