import type { Provider } from "../model.ts";
import type { CountryOf } from "../text/country-of.ts";
import { kindOfLine } from "../text/line-kind.ts";
import {
  absenceRules,
  type HeldInput,
  isGone,
  numbersText,
  type OutboundAnswer,
  type OutboundRule,
  oldestOf,
  statusRules,
  unknownUser,
} from "./outbound.ts";
import type { AssignedLine, UserRouteInput } from "./route-input.ts";
import { decide, type Rules } from "./why.ts";

/** Which number comes first: one in the country that is called, or the default. The other one comes next. */
export const outboundPolicies = ["sameCountry", "default"] as const;
export type OutboundPolicy = (typeof outboundPolicies)[number];

export interface OutboundCall {
  /** The number that is called, in E.164 format. */
  readonly to: string;
  readonly policy: OutboundPolicy;
  /** Undefined when the input has the numbers of every provider. */
  readonly provider?: Provider | undefined;
}

/**
 * Where a provider's numbers can call. Others can call everywhere. IPPanel has no calls:
 * https://github.com/ippanelcom/Edge-Document; TextGrid has numbers of two countries only.
 */
const reach: Readonly<Partial<Record<Provider, readonly string[]>>> = { ippanel: [], textgrid: ["US", "CA"] };

/** Decides which of a user's numbers to show when they call a number. Undefined input: the user does not exist. */
export function answerOutboundCall(
  input: UserRouteInput | undefined,
  { to, policy, provider }: OutboundCall,
  countryOf: CountryOf,
): OutboundAnswer {
  if (input === undefined || isGone(input)) return unknownUser;
  const candidates = candidatesOf({ ...input, where: provider ? " at this provider" : "" }, to, countryOf);
  const why = decide(rules[policy], candidates);
  const from = chosen(candidates, why.rule) ?? null;
  return { organizationId: input.organizationId, from, provider: from?.provider, why };
}

interface Candidates extends HeldInput {
  /** The country that is called. */
  readonly country: string | undefined;
  readonly localLine: AssignedLine | undefined;
  readonly defaultLine: AssignedLine | undefined;
  readonly oldestLine: AssignedLine | undefined;
  /** How many numbers with outbound enabled cannot call there, and each reason once. */
  readonly unable: { readonly count: number; readonly problems: ReadonlySet<string> };
}

function candidatesOf(input: HeldInput, to: string, countryOf: CountryOf): Candidates {
  const country = countryOf(to);
  const problems: string[] = [];
  const able = input.held.filter((line) => {
    const problem = line.isOutboundEnabled ? callProblem(line, country) : undefined;
    if (problem !== undefined) problems.push(problem);
    return line.isOutboundEnabled && problem === undefined;
  });
  const local = country === undefined ? [] : able.filter(({ line }) => countryOf(line) === country);
  return {
    ...input,
    country,
    localLine: oldestDefaultOf(local) ?? oldestOf(local),
    defaultLine: oldestDefaultOf(able),
    oldestLine: oldestOf(able),
    unable: { count: problems.length, problems: new Set(problems) },
  };
}

/** A user can have a default number at each provider. */
const oldestDefaultOf = (lines: readonly AssignedLine[]): AssignedLine | undefined =>
  oldestOf(lines.filter(({ isDefault }) => isDefault));

/** Why a number cannot call a country; undefined when it can. */
function callProblem({ line, provider }: AssignedLine, country: string | undefined): string | undefined {
  const countries = reach[provider];
  if (countries?.length === 0) return `${provider} has no calls`;
  if (kindOfLine(line) !== "e164") return "short codes and sender ids only send messages";
  if (countries === undefined || (country !== undefined && countries.includes(country))) return undefined;
  return `${provider} calls only ${countries.join(" and ")}`;
}

const chosen = (candidates: Candidates, rule: OutboundRule): AssignedLine | undefined => {
  if (rule === "sameCountry") return candidates.localLine;
  if (rule === "default") return candidates.defaultLine;
  return rule === "oldest" ? candidates.oldestLine : undefined;
};

type CallRules = Rules<OutboundRule, Candidates>;

/** A number that a stronger rule has chosen is not named again. */
const sameCountry = (isStronger: boolean): CallRules[number] => [
  "sameCountry",
  ({ localLine, defaultLine, country }) =>
    localLine && (isStronger || localLine !== defaultLine)
      ? `${localLine.line} is in the country that is called, ${country}.`
      : undefined,
];

const defaultNumber = (isStronger: boolean): CallRules[number] => [
  "default",
  ({ localLine, defaultLine }) =>
    defaultLine && (isStronger || defaultLine !== localLine)
      ? `${defaultLine.line} is the user's default number at ${defaultLine.provider}.`
      : undefined,
];

const otherRules: CallRules = [
  [
    "oldest",
    ({ localLine, defaultLine, oldestLine }) =>
      oldestLine && oldestLine !== localLine && oldestLine !== defaultLine
        ? `${oldestLine.line} is the user's oldest assignment that can call there.`
        : undefined,
  ],
  [
    "cannotCall",
    ({ unable, where }) =>
      unable.count > 0
        ? `${numbersText(unable.count)}${where} with outbound enabled cannot call there: ${[...unable.problems].toSorted().join(", ")}.`
        : undefined,
  ],
  ...absenceRules,
];

const rules: Readonly<Record<OutboundPolicy, CallRules>> = {
  sameCountry: [...statusRules, sameCountry(true), defaultNumber(false), ...otherRules],
  default: [...statusRules, defaultNumber(true), sameCountry(false), ...otherRules],
};
