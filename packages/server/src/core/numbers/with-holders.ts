import type { AssignmentDetails, NumberWithState } from "../../model.ts";
import type { NumberHolders, NumberRecord, StoreReader } from "../../storage/store.ts";
import { withState } from "./with-state.ts";

/** The most holders that a number is shown with. */
export const shownHoldersMax = 20;

export interface NumberWithHolders extends NumberWithState {
  /** At most `shownHoldersMax` open assignments: the inbound holder first, then the oldest. */
  readonly holders: readonly AssignmentDetails[];
  /** The number of open assignments. */
  readonly holderCount: number;
}

/** The number with its state at the time `at` and its holders. */
export async function numberWithHolders(
  reads: StoreReader,
  number: NumberRecord,
  at: number,
): Promise<NumberWithHolders> {
  const [holding] = await holdingsOf(reads, [number]);
  return toNumberWithHolders(number, at, holding);
}

/** The numbers with their state at the time `at` and their holders. */
export async function withHolders(
  reads: StoreReader,
  numbers: readonly NumberRecord[],
  at: number,
): Promise<readonly NumberWithHolders[]> {
  const holdings = await holdingsOf(reads, numbers);
  const byNumber = new Map(holdings.map((holding) => [holding.numberId, holding]));
  return numbers.map((number) => toNumberWithHolders(number, at, byNumber.get(number.id)));
}

async function holdingsOf(
  reads: StoreReader,
  numbers: readonly NumberRecord[],
): Promise<readonly NumberHolders[]> {
  const ids = numbers.filter(({ isHeld }) => isHeld).map(({ id }) => id);
  return ids.length === 0 ? [] : reads.assignments.holders(ids, shownHoldersMax);
}

const toNumberWithHolders = (
  number: NumberRecord,
  at: number,
  holding: NumberHolders | undefined,
): NumberWithHolders => ({
  ...withState(number, at),
  holders: holding?.holders ?? [],
  holderCount: holding?.count ?? 0,
});
