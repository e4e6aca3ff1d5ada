import type { NumberId, OrganizationId, Timestamp } from "../model.ts";
import type { Holder, LineRouteInput } from "./route-input.ts";
import { decide, type Explanation, type Rules } from "./why.ts";

export const inboundRules = [
  "unknownLine",
  "organizationSuspended",
  "holderDisabled",
  "inboundHolder",
  "callLoop",
  "cooling",
  "reserved",
  "inboundOff",
  "unassigned",
] as const;
export type InboundRule = (typeof inboundRules)[number];

export interface InboundAnswer {
  /** Null when no organization has the line. */
  readonly organizationId: OrganizationId | null;
  readonly numberId: NumberId | null;
  /** The user who receives calls and messages, without endpoints that form a call loop; null when nobody does. */
  readonly holder: Holder | null;
  readonly why: Explanation<InboundRule>;
}

/** Decides who receives calls to a line at a given time. Undefined input: no organization has the line. */
export function answerInbound(input: LineRouteInput | undefined, at: Timestamp): InboundAnswer {
  if (input === undefined) return unknownLine;
  const { organizationId, numberId } = input;
  const inboundHolder = input.holders.find(({ isInboundEnabled }) => isInboundEnabled);
  if (inboundHolder?.userStatus === "active" && hasNoOtherRule(input, at))
    return { organizationId, numberId, holder: inboundHolder, why: heldByActiveUser };
  const why = decide(rules, { ...input, at, inboundHolder });
  const holder = why.rule === "inboundHolder" && inboundHolder ? inboundHolder : null;
  return { organizationId, numberId, holder: holder && withoutLoops(holder, input.callLoops), why };
}

/** Whether no rule but that of an active inbound holder applies, as for most lines. */
const hasNoOtherRule = (input: LineRouteInput, at: Timestamp): boolean =>
  input.organizationStatus === "active" &&
  input.holders.length === 1 &&
  input.callLoops.length === 0 &&
  (input.coolingUntil === null || input.coolingUntil <= at) &&
  (input.reservedUntil === null || input.reservedUntil <= at);

const withoutLoops = (holder: Holder, callLoops: readonly string[]): Holder =>
  callLoops.length === 0
    ? holder
    : { ...holder, endpoints: holder.endpoints.filter((endpoint) => !callLoops.includes(endpoint)) };

interface RuleInput extends LineRouteInput {
  readonly at: Timestamp;
  readonly inboundHolder: Holder | undefined;
}

const heldByActiveUser: Explanation<InboundRule> = Object.freeze({
  rule: "inboundHolder",
  text: "This user is the number's inbound holder.",
  overridden: Object.freeze([]),
});

const rules: Rules<InboundRule, RuleInput> = [
  [
    "organizationSuspended",
    ({ organizationStatus }) =>
      organizationStatus === "active"
        ? undefined
        : "The organization is suspended: inbound calls are not routed.",
  ],
  [
    "holderDisabled",
    ({ inboundHolder }) =>
      inboundHolder === undefined || inboundHolder.userStatus === "active"
        ? undefined
        : `The inbound holder is ${inboundHolder.userStatus}.`,
  ],
  [
    "inboundHolder",
    ({ inboundHolder }) => (inboundHolder?.userStatus === "active" ? heldByActiveUser.text : undefined),
  ],
  [
    // Never decides: it applies only to an active inbound holder.
    "callLoop",
    ({ callLoops }) =>
      callLoops.length === 0
        ? undefined
        : `Calls to ${callLoops.join(", ")} return to this user, so ${callLoops.length === 1 ? "this endpoint is" : "these endpoints are"} omitted.`,
  ],
  [
    "cooling",
    ({ coolingUntil, at }) =>
      coolingUntil !== null && coolingUntil > at
        ? `The number is cooling until ${toInstant(coolingUntil)}.`
        : undefined,
  ],
  [
    "reserved",
    ({ reservedUntil, at }) =>
      reservedUntil !== null && reservedUntil > at
        ? `The number is reserved until ${toInstant(reservedUntil)}.`
        : undefined,
  ],
  [
    "inboundOff",
    ({ holders }) => {
      const count = holders.filter(({ isInboundEnabled }) => !isInboundEnabled).length;
      return count === 0 ? undefined : `${usersHold(count)} this number with inbound disabled.`;
    },
  ],
  ["unassigned", ({ holders }) => (holders.length === 0 ? "The number is not assigned." : undefined)],
];

const toInstant = (at: Timestamp): string => new Date(at).toISOString();
const usersHold = (count: number): string => (count === 1 ? "1 user holds" : `${count} users hold`);

const unknownLine: InboundAnswer = {
  organizationId: null,
  numberId: null,
  holder: null,
  why: { rule: "unknownLine", text: "No organization has this line at this provider.", overridden: [] },
};
