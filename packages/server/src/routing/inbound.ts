import type { Id, Timestamp } from "../model.ts";
import type { Holder, LineRouteInput } from "./route-input.ts";
import { decide, type Explanation, type Rules } from "./why.ts";

export const inboundRules = [
  "unknownLine",
  "organizationSuspended",
  "holderDisabled",
  "inboundHolder",
  "cooling",
  "reserved",
  "inboundOff",
  "unassigned",
] as const;
export type InboundRule = (typeof inboundRules)[number];

export interface InboundAnswer {
  /** Null where no organization has the line. */
  readonly organizationId: Id | null;
  readonly numberId: Id | null;
  /** Who is to answer; null for nobody. */
  readonly holder: Holder | null;
  readonly why: Explanation<InboundRule>;
}

/** Who answers a line at a moment. */
export function answerInbound(facts: LineRouteInput | undefined, at: Timestamp): InboundAnswer {
  if (facts === undefined) return unknownLine;
  const { organizationId, numberId } = facts;
  const receiver = facts.holders.find(({ isInboundEnabled }) => isInboundEnabled);
  const why = decide(rules, { ...facts, at, receiver });
  const holder = why.rule === "inboundHolder" && receiver ? receiver : null;
  return { organizationId, numberId, holder, why };
}

interface Moment extends LineRouteInput {
  readonly at: Timestamp;
  readonly receiver: Holder | undefined;
}

const rules: Rules<InboundRule, Moment> = [
  [
    "organizationSuspended",
    ({ organizationStatus }) =>
      organizationStatus === "active"
        ? undefined
        : "The organization is suspended: none of its numbers is answered.",
  ],
  [
    "holderDisabled",
    ({ receiver }) =>
      receiver === undefined || receiver.userStatus === "active"
        ? undefined
        : `The user who receives on this number is ${receiver.userStatus}.`,
  ],
  [
    "inboundHolder",
    ({ receiver }) => (receiver?.userStatus === "active" ? "This user receives on this number." : undefined),
  ],
  [
    "cooling",
    ({ coolingUntil, at }) =>
      coolingUntil !== null && coolingUntil > at
        ? `The number rests until ${instant(coolingUntil)} before another user may receive on it.`
        : undefined,
  ],
  [
    "reserved",
    ({ reservedUntil, at }) =>
      reservedUntil !== null && reservedUntil > at
        ? `The number is kept for somebody until ${instant(reservedUntil)}.`
        : undefined,
  ],
  [
    "inboundOff",
    ({ holders }) => {
      const count = holders.filter(({ isInboundEnabled }) => !isInboundEnabled).length;
      return count === 0 ? undefined : `${users(count)} this number with inbound off.`;
    },
  ],
  ["unassigned", ({ holders }) => (holders.length === 0 ? "Nobody holds this number." : undefined)],
];

const instant = (at: Timestamp): string => new Date(at).toISOString();
const users = (count: number): string => (count === 1 ? "1 user holds" : `${count} users hold`);

const unknownLine: InboundAnswer = {
  organizationId: null,
  numberId: null,
  holder: null,
  why: { rule: "unknownLine", text: "No organization has this line at this provider.", overridden: [] },
};
