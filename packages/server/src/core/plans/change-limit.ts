import type { Context } from "../kernel/context.ts";
import { changeLimitExceeded } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

const hourMs = 60 * 60 * 1000;

/**
 * Throws when the plans and imports that the caller's credential applied through this door within an hour would change
 * too much with `planned` more.
 */
export async function requireWithinChangeLimit(
  { principal, call }: Context,
  { tx, at }: UnitOfWork,
  planned: number,
): Promise<void> {
  const { door, changesPerHourMax } = call;
  if (door === undefined || changesPerHourMax === undefined) return;
  const of = { credentialId: principal.credentialId, via: door };
  const since = at - hourMs;
  const used = (await tx.plans.countChanges(of, since)) + (await tx.imports.countChanges(of, since));
  if (used + planned > changesPerHourMax) throw changeLimitExceeded(used, planned, changesPerHourMax);
}
