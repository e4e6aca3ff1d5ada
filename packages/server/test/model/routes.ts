import type { Provider } from "../../src/model.ts";
import { type Assignment, heldBy, holdersOf, inboundHolderOf } from "./log/assignments.ts";
import { callLoopsOf } from "./log/call-loops.ts";
import { isSenderId, type Line, lineOf } from "./log/lines.ts";
import type { Log } from "./log/log.ts";
import { isCooling, isReserved, numberWithLine, type PhoneNumber } from "./log/numbers.ts";
import { organizationOf } from "./log/organization.ts";
import { presentUsersOf, type User, usersOf } from "./log/users.ts";
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

export interface OutboundAnswer {
  readonly org: number | null;
  readonly from: OutboundLine | null;
  readonly why: Explanation;
}
interface OutboundLine {
  readonly assignment: Assignment;
  readonly line: string;
}
export interface OutboundQuery {
  readonly org: 0 | 1;
  readonly user: number;
  readonly provider: Provider;
}

/** Which number the user calls from. */
export function outbound(
  { logs }: World,
  query: OutboundQuery,
  { by, lineText }: LookupContext,
): OutboundAnswer {
  const log = logs[query.org];
  const user = presentUsersOf(log).find(({ serial }) => serial === query.user);
  if (user === undefined || isForeign(by, query.org)) return unknownUser;
  const held = heldBy(log, user.serial).filter(({ provider }) => provider === query.provider);
  const isSender = ({ number }: Assignment) => isSenderId(log, number);
  // The oldest first, those that can be called from before sender ids.
  const on = [...held.filter((it) => !isSender(it)), ...held.filter(isSender)]
    .filter(({ flags }) => flags.isOutboundEnabled)
    .map((assignment) => ({ assignment, line: lineText(lineOf(log, assignment.number).digit) }));
  const usual = on.find(({ assignment }) => assignment.flags.isDefault);
  const oldest = on[0] === usual ? undefined : on[0];
  const noun = oldest && !isSender(oldest.assignment) && held.some(isSender) ? "phone number" : "assignment";
  const why = explainOutbound({ log, user, held, usual, oldest, noun });
  const from = (why.rule === "default" && usual) || (why.rule === "oldest" && oldest) || null;
  return { org: query.org, from, why };
}

interface OutboundInput {
  readonly log: Log;
  readonly user: User;
  readonly held: readonly Assignment[];
  readonly usual: OutboundLine | undefined;
  readonly oldest: OutboundLine | undefined;
  /** What the oldest one is called. */
  readonly noun: string;
}

function explainOutbound({ log, user, held, usual, oldest, noun }: OutboundInput): Explanation {
  const off = held.filter(({ flags }) => !flags.isOutboundEnabled);
  const including = off.some(({ flags }) => flags.isDefault) ? ", including the default" : "";
  const numbers = off.length > 1 ? "numbers" : "number";
  return explanationOf([
    [
      organizationOf(log).status === "suspended",
      "organizationSuspended",
      `${suspended} outbound calls are not allowed.`,
    ],
    [user.status !== "active", "userDisabled", `The user is ${user.status}.`],
    [usual, "default", `${usual?.line} is the user's default number at this provider.`],
    [
      oldest,
      "oldest",
      `${oldest?.line} is the user's oldest ${noun} with outbound enabled at this provider.`,
    ],
    [
      off.length > 0,
      "outboundOff",
      `The user holds ${off.length} ${numbers} at this provider with outbound disabled${including}.`,
    ],
    [held.length === 0, "noNumber", "The user holds no number at this provider."],
  ]);
}

type Rule = readonly [applies: unknown, rule: string, text: string];

/** The first rule that applies decides. */
function explanationOf(rules: readonly Rule[]): Explanation {
  const reasons = rules.flatMap(([applies, rule, text]) => (applies ? [{ rule, text }] : []));
  const [decided, ...overridden] = reasons;
  return { ...(decided as Reason), overridden };
}

const isForeign = (by: Caller, org: number): boolean => by !== "router" && by !== org;
const suspended = "The organization is suspended:";
const iso = (at: number | null | undefined): string => new Date(at ?? 0).toISOString();

const unknownLine: InboundAnswer = {
  org: null,
  number: null,
  holder: null,
  why: { rule: "unknownLine", text: "No organization has this line at this provider.", overridden: [] },
};
const unknownUser: OutboundAnswer = {
  org: null,
  from: null,
  why: { rule: "unknownUser", text: "There is no such user.", overridden: [] },
};
