import type { NumberState, PhoneNumber } from "../../model.ts";

/**
 * The life of a number, drawn in docs/number-states.md. Time alone leads from cooling to available; everything
 * else is an assign, an unassign or a release.
 */
export const moves: Readonly<Record<NumberState, readonly NumberState[]>> = {
  available: ["assigned", "released"],
  assigned: ["available", "cooling"],
  cooling: ["available", "assigned", "released"],
  released: [],
};

export const mayBecome = (from: NumberState, to: NumberState): boolean =>
  from === to || moves[from].includes(to);

/** What a number is at a moment. Whoever holds it, even for outbound alone, makes it assigned. */
export function stateOf(
  { releasedAt, coolingUntil }: Pick<PhoneNumber, "releasedAt" | "coolingUntil">,
  isHeld: boolean,
  at: number,
): NumberState {
  if (releasedAt !== null) return "released";
  if (isHeld) return "assigned";
  return coolingUntil !== null && coolingUntil > at ? "cooling" : "available";
}
