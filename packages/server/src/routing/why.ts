/** A rule that applied, with an explanation for people. */
export interface Reason<Rule extends string> {
  readonly rule: Rule;
  readonly text: string;
}

/** The deciding rule, and the rules of lower priority that applied as well, in order of priority. */
export interface Explanation<Rule extends string> extends Reason<Rule> {
  readonly overridden: readonly Reason<Rule>[];
}

/** Rules in order of priority. Each returns its explanation when it applies, otherwise undefined. */
export type Rules<Rule extends string, Input> = readonly (readonly [
  Rule,
  (input: Input) => string | undefined,
])[];

/** Evaluates every rule; the first that applies decides. Throws when none applies. */
export function decide<Rule extends string, Input>(
  rules: Rules<Rule, Input>,
  input: Input,
): Explanation<Rule> {
  const reasons: Reason<Rule>[] = [];
  for (const [rule, explain] of rules) {
    const text = explain(input);
    if (text !== undefined) reasons.push({ rule, text });
  }
  const [decided, ...overridden] = reasons;
  if (decided === undefined) throw new Error("no routing rule applies");
  return { ...decided, overridden };
}
