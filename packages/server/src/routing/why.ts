/** A rule that applied, in words. */
export interface Reason<Rule extends string> {
  readonly rule: Rule;
  readonly text: string;
}

/** The rule that decided, and those that applied as well and lost to it, the strongest first. */
export interface Explanation<Rule extends string> extends Reason<Rule> {
  readonly overridden: readonly Reason<Rule>[];
}

/** Where a rule applies it says so in words; the rules stand in the order of their strength. */
export type Rules<Rule extends string, Facts> = readonly (readonly [
  Rule,
  (facts: Facts) => string | undefined,
])[];

/** The last rule must apply where no other does. */
export function decide<Rule extends string, Facts>(
  rules: Rules<Rule, Facts>,
  facts: Facts,
): Explanation<Rule> {
  const reasons: Reason<Rule>[] = [];
  for (const [rule, say] of rules) {
    const text = say(facts);
    if (text !== undefined) reasons.push({ rule, text });
  }
  const [decided, ...overridden] = reasons;
  if (decided === undefined) throw new Error("no rule applies");
  return { ...decided, overridden };
}
