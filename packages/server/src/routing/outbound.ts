import type { Id } from "../model.ts";
import type { AssignedLine, UserRouteInput } from "./route-input.ts";
import { decide, type Explanation, type Rules } from "./why.ts";

export const outboundRules = [
  "unknownUser",
  "organizationSuspended",
  "userDisabled",
  "default",
  "oldest",
  "outboundOff",
  "noNumber",
] as const;
export type OutboundRule = (typeof outboundRules)[number];

export interface OutboundAnswer {
  /** Null where there is no such user. */
  readonly organizationId: Id | null;
  /** The number to call from; null for none. */
  readonly from: AssignedLine | null;
  readonly why: Explanation<OutboundRule>;
}

/** Which of his numbers at one provider a user calls from. */
export function answerOutbound(facts: UserRouteInput | undefined): OutboundAnswer {
  if (facts === undefined || facts.userStatus === "removed") return unknownUser;
  const choice = { ...facts, usual: usualOf(facts.held), oldest: oldestOf(facts.held) };
  const why = decide(rules, choice);
  const from = { default: choice.usual, oldest: choice.oldest }[why.rule as "default" | "oldest"] ?? null;
  return { organizationId: facts.organizationId, from, why };
}

const usualOf = (held: readonly AssignedLine[]): AssignedLine | undefined =>
  held.find(({ isDefault, isOutboundEnabled }) => isDefault && isOutboundEnabled);

/** Of two that he was given in the same millisecond, the one with the smaller id. */
function oldestOf(held: readonly AssignedLine[]): AssignedLine | undefined {
  let oldest: AssignedLine | undefined;
  for (const line of held)
    if (line.isOutboundEnabled && (oldest === undefined || isOlder(line, oldest))) oldest = line;
  return oldest;
}

const isOlder = (line: AssignedLine, other: AssignedLine): boolean =>
  line.assignedAt === other.assignedAt
    ? line.assignmentId < other.assignmentId
    : line.assignedAt < other.assignedAt;

interface Choice extends UserRouteInput {
  readonly usual: AssignedLine | undefined;
  readonly oldest: AssignedLine | undefined;
}

const rules: Rules<OutboundRule, Choice> = [
  [
    "organizationSuspended",
    ({ organizationStatus }) =>
      organizationStatus === "active"
        ? undefined
        : "The organization is suspended: none of its numbers is called from.",
  ],
  ["userDisabled", ({ userStatus }) => (userStatus === "active" ? undefined : `The user is ${userStatus}.`)],
  ["default", ({ usual }) => (usual ? `${usual.line} is the user's default at this provider.` : undefined)],
  [
    "oldest",
    ({ oldest, usual }) =>
      oldest && oldest !== usual
        ? `The user has held ${oldest.line} longest at this provider, of those with outbound on.`
        : undefined,
  ],
  [
    "outboundOff",
    ({ held }) => {
      const off = held.filter(({ isOutboundEnabled }) => !isOutboundEnabled);
      if (off.length === 0) return undefined;
      const count = off.length === 1 ? "1 number" : `${off.length} numbers`;
      const isUsual = off.some(({ isDefault }) => isDefault) ? ", the default among them" : "";
      return `The user holds ${count} at this provider with outbound off${isUsual}.`;
    },
  ],
  ["noNumber", ({ held }) => (held.length === 0 ? "The user holds no number at this provider." : undefined)],
];

const unknownUser: OutboundAnswer = {
  organizationId: null,
  from: null,
  why: { rule: "unknownUser", text: "There is no user with this id.", overridden: [] },
};
