import type { UnitOfWork } from "./unit-of-work.ts";

/** The first and the last event that were recorded since there were `before`; null when none was. */
export function seqsSince(unitOfWork: UnitOfWork, before: number): readonly [number, number] | null {
  const recorded = unitOfWork.recorded();
  if (recorded === before) return null;
  const head = unitOfWork.head();
  return [head + before + 1, head + recorded];
}
