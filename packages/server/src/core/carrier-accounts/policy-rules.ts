import type { CarrierPolicy, CarrierProvider, UnansweredAction, UnansweredPolicy } from "../../model.ts";
import { unansweredReasons } from "../../model.ts";
import { describeName } from "../kernel/describe-value.ts";
import type { InvalidArgument } from "../kernel/errors.ts";
import { isCountry, isLine, lineFormat } from "../numbers/line.ts";

const ringSecondsMin = 5;
/** Telnyx rings longer. */
const ringSecondsMax = 120;
export const announcementLengthMax = 600;
const languagesMax = 50;
const countriesMax = 250;

/** A policy as it is sent: what is omitted has its default. */
export interface UnansweredInput {
  readonly action: UnansweredAction;
  readonly forwardTo?: string | null | undefined;
  readonly texts?: Readonly<Record<string, string>> | undefined;
}

export interface PolicyInput extends Partial<Omit<CarrierPolicy, "unanswered" | "unansweredByReason">> {
  readonly unanswered?: UnansweredInput | undefined;
  readonly unansweredByReason?: Readonly<Record<string, UnansweredInput>> | undefined;
}

/** Carriers that see only their own numbers as callers, or fail the call. */
const requireOwnCallerId: ReadonlySet<CarrierProvider> = new Set(["telnyx", "vonage"]);

export const defaultPolicy = (provider: CarrierProvider): CarrierPolicy => ({
  ringSeconds: 20,
  ringMode: "sequential",
  callerId: requireOwnCallerId.has(provider) ? "calledNumber" : "caller",
  recordsCalls: false,
  unanswered: { action: "announce", forwardTo: null, texts: {} },
  unansweredByReason: { notOurs: { action: "reject", forwardTo: null, texts: {} } },
  language: "en-US",
  languageByCountry: {},
  forwardsMessages: false,
  forwardedMessagesPerHour: 20,
  keepsCalls: true,
  callRetentionDays: 30,
  dialOutCountries: [],
  syncHours: null,
});

/** The policy with what was sent. */
export function changedPolicy(policy: CarrierPolicy, input: PolicyInput): CarrierPolicy {
  const { unanswered, unansweredByReason, ...rest } = input;
  return {
    ...policy,
    ...(Object.fromEntries(
      Object.entries(rest).filter(([name, value]) => Object.hasOwn(policy, name) && value !== undefined),
    ) as Partial<CarrierPolicy>),
    ...(unanswered !== undefined && { unanswered: toUnanswered(unanswered) }),
    ...(unansweredByReason !== undefined && {
      unansweredByReason: Object.fromEntries(
        Object.entries(unansweredByReason).map(([reason, it]) => [reason, toUnanswered(it)]),
      ),
    }),
  };
}

const toUnanswered = ({ action, forwardTo, texts }: UnansweredInput): UnansweredPolicy => ({
  action,
  forwardTo: forwardTo ?? null,
  texts: texts ?? {},
});

/** Carriers that record a caller. Of TextGrid it is not established. */
const recordVoicemail: ReadonlySet<CarrierProvider> = new Set([
  "twilio",
  "telnyx",
  "vonage",
  "plivo",
  "bandwidth",
]);

/** Why the policy cannot be that of an account of the provider. */
export const policyProblems = (
  provider: CarrierProvider,
  policy: CarrierPolicy,
): readonly InvalidArgument[] => [
  ...ringProblems(provider, policy),
  ...unansweredPolicies(policy).flatMap(([argument, it]) => unansweredProblems(provider, argument, it)),
  ...reasonProblems(policy),
  ...languageProblems(policy),
  ...countryProblems("dialOutCountries", policy.dialOutCountries),
  ...jambonzProblems(provider, policy),
];

/** The default policy and those by reason, with their arguments. */
export const unansweredPolicies = ({
  unanswered,
  unansweredByReason,
}: Pick<CarrierPolicy, "unanswered" | "unansweredByReason">): readonly (readonly [
  string,
  UnansweredPolicy,
])[] => [
  ["unanswered", unanswered],
  ...Object.entries(unansweredByReason).map(
    ([reason, policy]) => [`unansweredByReason.${describeName(reason)}`, policy] as const,
  ),
];

function ringProblems(provider: CarrierProvider, { ringSeconds }: CarrierPolicy): InvalidArgument[] {
  const max = provider === "telnyx" ? ringSecondsMax : 60;
  if (Number.isInteger(ringSeconds) && ringSeconds >= ringSecondsMin && ringSeconds <= max) return [];
  const problem = `must be an integer from ${ringSecondsMin} to ${max} for ${provider}, got ${ringSeconds}`;
  return [{ argument: "ringSeconds", rule: "range", problem }];
}

function unansweredProblems(
  provider: CarrierProvider,
  argument: string,
  { action, forwardTo, texts }: UnansweredPolicy,
): InvalidArgument[] {
  const problems: InvalidArgument[] = [];
  const add = (name: string, rule: InvalidArgument["rule"], problem: string) =>
    problems.push({ argument: `${argument}.${name}`, rule, problem });
  if (action === "voicemail" && !recordVoicemail.has(provider))
    add("action", "mismatch", `must not be voicemail: ${provider} cannot record the caller`);
  if (action === "forward" && forwardTo === null)
    add("forwardTo", "required", "is required when the action is forward");
  if (action !== "forward" && forwardTo !== null)
    add("forwardTo", "mismatch", "must be omitted when the action is not forward");
  if (forwardTo !== null && !isLine("other", forwardTo))
    add("forwardTo", "format", `must be ${lineFormat("other")}`);
  if (Object.keys(texts).length > languagesMax)
    add("texts", "range", `must have at most ${languagesMax} languages`);
  for (const [language, text] of Object.entries(texts)) {
    const name = `texts.${describeName(language)}`;
    if (!isLanguage(language)) add(name, "format", languageFormat);
    if (!isAnnouncement(text))
      add(name, "format", `must be text of 1 to ${announcementLengthMax} characters on one line`);
  }
  return problems;
}

const isAnnouncement = (text: string): boolean =>
  text.trim() !== "" && [...text].length <= announcementLengthMax && !/[\p{Cc}\p{Cs}]/u.test(text);

const reasonProblems = ({ unansweredByReason }: CarrierPolicy): InvalidArgument[] =>
  Object.keys(unansweredByReason)
    .filter((reason) => !(unansweredReasons as readonly string[]).includes(reason))
    .map((reason) => ({
      argument: `unansweredByReason.${describeName(reason)}`,
      rule: "unknown",
      problem: `is no reason; the reasons are ${unansweredReasons.join(", ")}`,
    }));

/** A language and a region, as the carriers' voices are named. */
const isLanguage = (tag: string): boolean => /^[a-z]{2,3}-[A-Z]{2}$/.test(tag);
const languageFormat = "must be a language tag with a region, like en-US or fa-IR";

function languageProblems({ language, languageByCountry }: CarrierPolicy): InvalidArgument[] {
  const entries: [string, string][] = [["language", language]];
  for (const [country, tag] of Object.entries(languageByCountry))
    entries.push([`languageByCountry.${describeName(country)}`, tag]);
  const problems: InvalidArgument[] = entries
    .filter(([, tag]) => !isLanguage(tag))
    .map(([argument]) => ({ argument, rule: "format", problem: languageFormat }));
  return [...problems, ...countryProblems("languageByCountry", Object.keys(languageByCountry))];
}

function countryProblems(argument: string, countries: readonly string[]): InvalidArgument[] {
  if (countries.length > countriesMax)
    return [{ argument, rule: "range", problem: `must have at most ${countriesMax} countries` }];
  if (countries.every(isCountry)) return [];
  const problem = "must have countries by their codes of ISO 3166-1 alpha-2, like CA";
  return [{ argument, rule: "format", problem }];
}

function jambonzProblems(
  provider: CarrierProvider,
  { forwardsMessages, syncHours }: CarrierPolicy,
): InvalidArgument[] {
  if (provider !== "jambonz") return [];
  const problems: InvalidArgument[] = [];
  if (forwardsMessages)
    problems.push({
      argument: "forwardsMessages",
      rule: "mismatch",
      problem: "must be false: jambonz carries calls only",
    });
  if (syncHours !== null)
    problems.push({
      argument: "syncHours",
      rule: "mismatch",
      problem: "must be null: jambonz has no numbers",
    });
  return problems;
}
