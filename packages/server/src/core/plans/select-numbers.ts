import type { NumberId, PageKey } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments } from "../kernel/errors.ts";
import { readsForFilter } from "../users/find-user.ts";
import type { NamedNumber, NumberPlanInput } from "./plan-input.ts";

/** The most numbers of one plan. */
export const planNumbersMax = 10_000;

const pageSize = 500;

/** The numbers that the caller names, or those that match the filter now. Throws when the filter matches too many. */
export async function selectNumbers(
  context: Context,
  input: NumberPlanInput,
): Promise<readonly NamedNumber[]> {
  if (input.filter === undefined) return input.numbers;
  const { reads, filter } = await readsForFilter(context, "numbers:read", input.filter);
  const at = context.services.now();
  const ids: NumberId[] = [];
  let after: PageKey | undefined;
  do {
    const page = await reads.numbers.list(filter, at, { size: pageSize, after });
    ids.push(...page.items.map(({ id }) => id));
    if (ids.length > planNumbersMax) throw tooMany();
    after = page.next;
  } while (after !== undefined);
  if (ids.length === 0) throw nothingMatches();
  return ids.map((id) => ({ reference: { id }, named: null }));
}

const tooMany = () =>
  invalidArguments({
    argument: "filter",
    rule: "range",
    problem: `must match at most ${planNumbersMax} numbers`,
  });

const nothingMatches = () =>
  invalidArguments({ argument: "filter", rule: "range", problem: "must match at least one number" });
