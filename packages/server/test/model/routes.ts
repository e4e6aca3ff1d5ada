import { type Assignment, holdersOf, inboundHolderOf } from "./log/assignments.ts";
import { callLoopsOf } from "./log/call-loops.ts";
import type { Line } from "./log/lines.ts";
import type { Log } from "./log/log.ts";
import { isCooling, isReserved, numberWithLine, type PhoneNumber } from "./log/numbers.ts";
import { organizationOf } from "./log/organization.ts";
import { type User, usersOf } from "./log/users.ts";
import type { World } from "./world.ts";

// Where calls go, by the two tables of docs/routing.md and from the logs alone.

/** The owner of an organization, or a router. */
export type Caller = 0 | 1 | "router";
export interface LookupContext {
  readonly by: Caller;
  readonly now: number;
  /** The text of the line with this digit. */
  readonly lineText: (digit: number) => string;
}
export interface Reason {
  readonly rule: string;
  readonly text: string;
}
export interface Explanation extends Reason {
  readonly overridden: readonly Reason[];
}

export interface InboundAnswer {
  readonly org: number | null;
  readonly number: number | null;
  readonly holder: { readonly user: User; readonly assignment: Assignment } | null;
  readonly why: Explanation;
}

/** Who answers a line. */
export function inbound({ logs }: World, line: Line, { by, now }: LookupContext): InboundAnswer {
  const org = logs.findIndex((log) => numberWithLine(log, line) !== undefined);
  const log = logs[org as 0 | 1];
  const number = log && numberWithLine(log, line);
  if (log === undefined || number === undefined || isForeign(by, org)) return unknownLine;
  const assignment = inboundHolderOf(log, number.serial);
  const user = assignment && usersOf(log)[assignment.user - 1];
  const why = explainInbound({ log, number, user, now });
  const endpoints = user?.endpoints.filter((endpoint) => !callLoopsOf(log, user).includes(endpoint)) ?? [];
  const isAnswered = why.rule === "inboundHolder" && assignment && user;
  const holder = isAnswered ? { user: { ...user, endpoints }, assignment } : null;
  return { org, number: number.serial, holder, why };
}

interface InboundInput {
  readonly log: Log;
  readonly number: PhoneNumber;
  /** The inbound holder. */
  readonly user: User | undefined;
  readonly now: number;
}

function explainInbound({ log, number, user, now }: InboundInput): Explanation {
  const holders = holdersOf(log, number.serial);
  const off = holders.filter(({ flags }) => !flags.isInboundEnabled).length;
  const { coolingUntil, reservation } = number;
  const loops = user?.status === "active" ? callLoopsOf(log, user) : [];
  const omitted = loops.length > 1 ? "these endpoints are" : "this endpoint is";
  return explanationOf([
    [
      organizationOf(log).status === "suspended",
      "organizationSuspended",
      `${suspended} inbound calls are not routed.`,
    ],
    [user && user.status !== "active", "holderDisabled", `The inbound holder is ${user?.status}.`],
    [user?.status === "active", "inboundHolder", "This user is the number's inbound holder."],
    [
      loops.length > 0,
      "callLoop",
      `Calls to ${loops.join(", ")} return to this user, so ${omitted} omitted.`,
    ],
    [isCooling(number, now), "cooling", `The number is cooling until ${iso(coolingUntil)}.`],
    [isReserved(number, now), "reserved", `The number is reserved until ${iso(reservation?.until)}.`],
    [
      off > 0,
      "inboundOff",
      `${off} ${off > 1 ? "users hold" : "user holds"} this number with inbound disabled.`,
    ],
    [holders.length === 0, "unassigned", "The number is not assigned."],
  ]);
}

export type Rule = readonly [applies: unknown, rule: string, text: string];

/** The first rule that applies decides. */
export function explanationOf(rules: readonly Rule[]): Explanation {
  const reasons = rules.flatMap(([applies, rule, text]) => (applies ? [{ rule, text }] : []));
  const [decided, ...overridden] = reasons;
  return { ...(decided as Reason), overridden };
}

export const isForeign = (by: Caller, org: number): boolean => by !== "router" && by !== org;
export const suspended = "The organization is suspended:";
const iso = (at: number | null | undefined): string => new Date(at ?? 0).toISOString();

const unknownLine: InboundAnswer = {
  org: null,
  number: null,
  holder: null,
  why: { rule: "unknownLine", text: "No organization has this line at this provider.", overridden: [] },
};
