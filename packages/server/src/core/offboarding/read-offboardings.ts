import type { Offboarding, OffboardingId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { offboardingNotFound } from "../kernel/errors.ts";

/** Lists the offboardings that were applied, undone or not, oldest first. */
export async function listOffboardings(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<Offboarding>> {
  const reads = await context.reads("users:list");
  return listByCursor(context, { name: "offboardings" }, request, (page) => reads.offboardings.list(page));
}

/** Returns an offboarding or a plan. Throws when there is none. */
export async function getOffboarding(context: Context, offboardingId: OffboardingId): Promise<Offboarding> {
  const reads = await context.reads("users:list");
  const found = await reads.offboardings.find(offboardingId);
  if (found === undefined) throw offboardingNotFound();
  return found;
}
