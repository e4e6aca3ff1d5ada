import type { OrganizationId, Provider } from "../model.ts";
import { isGlobalLine } from "../text/line-kind.ts";
import type { AssignedLine, UserRouteInput } from "./route-input.ts";
import { decide, type Explanation, type Rules } from "./why.ts";

export const outboundRules = [
  "unknownUser",
  "organizationSuspended",
  "userDisabled",
  "sameCountry",
  "default",
  "oldest",
  "cannotCall",
  "outboundOff",
  "noNumber",
] as const;
export type OutboundRule = (typeof outboundRules)[number];

export interface OutboundAnswer {
  /** Null when the user does not exist. */
  readonly organizationId: OrganizationId | null;
  /** The number to call from; null when there is none. */
  readonly from: AssignedLine | null;
  /** The provider of the number to call from, of a lookup that names the number to be called. */
  readonly provider?: Provider | undefined;
  readonly why: Explanation<OutboundRule>;
}

/** Decides which number a user calls from at one provider. Undefined input: the user does not exist. */
export function answerOutbound(input: UserRouteInput | undefined): OutboundAnswer {
  if (input === undefined || isGone(input)) return unknownUser;
  const where = " at this provider";
  const candidates = {
    ...input,
    where,
    defaultLine: defaultOf(input.held),
    oldestLine: oldestOf(input.held),
  };
  const why = decide(rules, candidates);
  const from = { default: candidates.defaultLine, oldest: candidates.oldestLine }[why.rule as string] ?? null;
  return { organizationId: input.organizationId, from, why };
}

export const isGone = ({ userStatus, organizationStatus }: UserRouteInput): boolean =>
  userStatus === "removed" || organizationStatus === "deleted";

const defaultOf = (held: readonly AssignedLine[]): AssignedLine | undefined =>
  held.find(({ isDefault, isOutboundEnabled }) => isDefault && isOutboundEnabled);

/** The assignment with outbound enabled that the user has held longest, phone numbers first. */
export function oldestOf(held: readonly AssignedLine[]): AssignedLine | undefined {
  let oldest: AssignedLine | undefined;
  for (const line of held)
    if (line.isOutboundEnabled && (oldest === undefined || precedes(line, oldest))) oldest = line;
  return oldest;
}

/**
 * Numbers that can be called from precede short codes and sender ids, which only send messages. Assignments made in the
 * same millisecond are ordered by id.
 */
function precedes(line: AssignedLine, other: AssignedLine): boolean {
  const isGlobal = isGlobalLine(line.line);
  return isGlobal === isGlobalLine(other.line) ? isOlder(line, other) : isGlobal;
}

const isOlder = (line: AssignedLine, other: AssignedLine): boolean =>
  line.assignedAt === other.assignedAt
    ? line.assignmentId < other.assignmentId
    : line.assignedAt < other.assignedAt;

export interface HeldInput extends UserRouteInput {
  /** Which numbers `held` has, in the words of an explanation: ` at this provider`, or empty for all. */
  readonly where: string;
}

interface RuleInput extends HeldInput {
  readonly defaultLine: AssignedLine | undefined;
  readonly oldestLine: AssignedLine | undefined;
}

/** The rules that allow no call, whatever the user holds. */
export const statusRules: Rules<OutboundRule, HeldInput> = [
  [
    "organizationSuspended",
    ({ organizationStatus }) =>
      organizationStatus === "active"
        ? undefined
        : "The organization is suspended: outbound calls are not allowed.",
  ],
  ["userDisabled", ({ userStatus }) => (userStatus === "active" ? undefined : `The user is ${userStatus}.`)],
];

/** The rules that explain why there is no number. */
export const absenceRules: Rules<OutboundRule, HeldInput> = [
  [
    "outboundOff",
    ({ held, where }) => {
      const off = held.filter(({ isOutboundEnabled }) => !isOutboundEnabled);
      if (off.length === 0) return undefined;
      const suffix = off.some(({ isDefault }) => isDefault) ? ", including the default" : "";
      return `The user holds ${numbersText(off.length)}${where} with outbound disabled${suffix}.`;
    },
  ],
  ["noNumber", ({ held, where }) => (held.length === 0 ? `The user holds no number${where}.` : undefined)],
];

export const numbersText = (count: number): string => (count === 1 ? "1 number" : `${count} numbers`);

const rules: Rules<OutboundRule, RuleInput> = [
  ...statusRules,
  [
    "default",
    ({ defaultLine }) =>
      defaultLine ? `${defaultLine.line} is the user's default number at this provider.` : undefined,
  ],
  [
    "oldest",
    ({ oldestLine, defaultLine, held }) =>
      oldestLine && oldestLine !== defaultLine
        ? `${oldestLine.line} is the user's oldest ${nounFor(oldestLine, held)} with outbound enabled at this provider.`
        : undefined,
  ],
  ...absenceRules,
];

/** Only a user who also holds short codes or sender ids can have an older assignment that was not chosen. */
const nounFor = ({ line }: AssignedLine, held: readonly AssignedLine[]): string =>
  isGlobalLine(line) && held.some((other) => !isGlobalLine(other.line)) ? "phone number" : "assignment";

export const unknownUser: OutboundAnswer = {
  organizationId: null,
  from: null,
  why: { rule: "unknownUser", text: "There is no such user.", overridden: [] },
};
