import type { NumberState, PhoneNumber } from "../../model.ts";
import { type Validity, validAlways } from "../kernel/record-cache.ts";

/**
 * The states that each state can change to, drawn in docs/number-states.md. Cooling becomes available when its time
 * is over; every other transition is an assign, an unassign or a release.
 */
export const transitions: Readonly<Record<NumberState, readonly NumberState[]>> = {
  available: ["assigned", "released"],
  assigned: ["available", "cooling"],
  cooling: ["available", "assigned", "released"],
  released: [],
};

export const canTransition = (from: NumberState, to: NumberState): boolean =>
  from === to || transitions[from].includes(to);

/** The state at the time `at`. A number with any open assignment is assigned, even with inbound disabled. */
export function stateOf(
  { releasedAt, coolingUntil }: Pick<PhoneNumber, "releasedAt" | "coolingUntil">,
  hasHolder: boolean,
  at: number,
): NumberState {
  if (releasedAt !== null) return "released";
  if (hasHolder) return "assigned";
  return coolingUntil !== null && coolingUntil > at ? "cooling" : "available";
}

/** How long the number has its state while nothing changes it. */
export function stateValidity({
  state,
  coolingUntil,
}: Pick<PhoneNumber, "coolingUntil"> & { readonly state: NumberState }): Validity {
  if (coolingUntil === null) return validAlways;
  if (state === "cooling") return { ...validAlways, until: coolingUntil };
  return state === "available" ? { ...validAlways, from: coolingUntil } : validAlways;
}
