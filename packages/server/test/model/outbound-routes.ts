import type { Provider } from "../../src/model.ts";
import { type Assignment, heldBy } from "./log/assignments.ts";
import { isSenderId, lineOf } from "./log/lines.ts";
import type { Log } from "./log/log.ts";
import { organizationOf } from "./log/organization.ts";
import { presentUsersOf, type User } from "./log/users.ts";
import { countryOf } from "./names.ts";
import {
  type Explanation,
  explanationOf,
  isForeign,
  type LookupContext,
  type Rule,
  suspended,
} from "./routes.ts";
import type { World } from "./world.ts";

// Which number a user calls from, by the rules of docs/routing.md and from the logs alone.

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
  /** Not set: every one, with `call`. */
  readonly provider?: Provider | undefined;
  readonly call?:
    | { readonly to: number; readonly policy?: "sameCountry" | "default" | undefined }
    | undefined;
}

/** The numbers that users call: two countries of which the model has numbers, one of which not, and none. */
export const calledNumbers = [
  { to: "+34911234567", country: "ES" },
  { to: "+41443051234", country: "CH" },
  { to: "+12125550100", country: "US" },
  { to: "+80012345678", country: null },
] as const;

/** Which number the user calls from. */
export function outbound(
  { logs }: World,
  query: OutboundQuery,
  { by, lineText }: LookupContext,
): OutboundAnswer {
  const log = logs[query.org];
  const user = presentUsersOf(log).find(({ serial }) => serial === query.user);
  if (user === undefined || isForeign(by, query.org)) return unknownUser;
  const held = heldBy(log, user.serial).filter(
    ({ provider }) => query.provider === undefined || provider === query.provider,
  );
  if (query.call !== undefined) return callOf({ log, user, held, query, lineText });
  const isSender = ({ number }: Assignment) => isSenderId(log, number);
  // The oldest first, those that can be called from before sender ids.
  const on = [...held.filter((it) => !isSender(it)), ...held.filter(isSender)]
    .filter(({ flags }) => flags.isOutboundEnabled)
    .map((assignment) => ({ assignment, line: lineText(lineOf(log, assignment.number).digit) }));
  const usual = on.find(({ assignment }) => assignment.flags.isDefault);
  const oldest = on[0] === usual ? undefined : on[0];
  const noun = oldest && !isSender(oldest.assignment) && held.some(isSender) ? "phone number" : "assignment";
  const why = explainOutbound({ log, user, held, usual, oldest, noun, where: " at this provider" });
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
  readonly where: string;
}

function explainOutbound({ log, user, held, usual, oldest, noun, where }: OutboundInput): Explanation {
  return explanationOf([
    ...statusRules(log, user),
    [usual, "default", `${usual?.line} is the user's default number at this provider.`],
    [
      oldest,
      "oldest",
      `${oldest?.line} is the user's oldest ${noun} with outbound enabled at this provider.`,
    ],
    ...absenceRules(held, where),
  ]);
}

const statusRules = (log: Log, user: User): readonly Rule[] => [
  [
    organizationOf(log).status === "suspended",
    "organizationSuspended",
    `${suspended} outbound calls are not allowed.`,
  ],
  [user.status !== "active", "userDisabled", `The user is ${user.status}.`],
];

function absenceRules(held: readonly Assignment[], where: string): readonly Rule[] {
  const off = held.filter(({ flags }) => !flags.isOutboundEnabled);
  const including = off.some(({ flags }) => flags.isDefault) ? ", including the default" : "";
  const disabled = `${where} with outbound disabled${including}.`;
  return [
    [off.length > 0, "outboundOff", `The user holds ${countOf(off)}${disabled}`],
    [held.length === 0, "noNumber", `The user holds no number${where}.`],
  ];
}

const countOf = ({ length }: readonly unknown[]): string => `${length} number${length === 1 ? "" : "s"}`;

interface CallInput {
  readonly log: Log;
  readonly user: User;
  /** The oldest first. */
  readonly held: readonly Assignment[];
  readonly query: OutboundQuery;
  readonly lineText: (digit: number) => string;
}

/** Which number the user calls another one from. */
function callOf({ log, user, held, query, lineText }: CallInput): OutboundAnswer {
  const { to = 0, policy = "sameCountry" } = query.call ?? {};
  const country = calledNumbers[to]?.country ?? null;
  const on = held.filter(({ flags }) => flags.isOutboundEnabled);
  const able = on.filter((it) => it.provider !== "ippanel" && !isSenderId(log, it.number));
  const local = able.filter((it) => country !== null && countryOf(lineOf(log, it.number).digit) === country);
  const isDefault = ({ flags }: Assignment) => flags.isDefault;
  const chosen: Record<string, Assignment | undefined> = {
    sameCountry: local.find(isDefault) ?? local[0],
    default: able.find(isDefault),
    oldest: able[0],
  };
  const lineAt = (it: Assignment | undefined) => it && lineText(lineOf(log, it.number).digit);
  const texts: Record<string, string> = {
    sameCountry: `is in the country that is called, ${country}.`,
    default: `is the user's default number at ${chosen.default?.provider}.`,
    oldest: "is the user's oldest assignment that can call there.",
  };
  const order = policy === "default" ? ["default", "sameCountry"] : ["sameCountry", "default"];
  const choices = [...order, "oldest"].map((rule, index, all): Rule => {
    const isNamed = all.slice(0, index).some((stronger) => chosen[stronger] === chosen[rule]);
    return [chosen[rule] && !isNamed, rule, `${lineAt(chosen[rule])} ${texts[rule]}`];
  });
  const where = query.provider === undefined ? "" : " at this provider";
  const unable = on.filter((it) => !able.includes(it));
  const problems = [
    unable.some((it) => it.provider === "ippanel") ? "ippanel has no calls" : [],
    unable.some((it) => it.provider !== "ippanel") ? "short codes and sender ids only send messages" : [],
  ].flat();
  const cannot = `${countOf(unable)}${where} with outbound enabled cannot call there: ${problems.join(", ")}.`;
  const why = explanationOf([
    ...statusRules(log, user),
    ...choices,
    [unable.length > 0, "cannotCall", cannot],
    ...absenceRules(held, where),
  ]);
  const assignment = chosen[why.rule];
  const line = lineAt(assignment);
  return { org: query.org, from: assignment && line ? { assignment, line } : null, why };
}

const unknownUser: OutboundAnswer = {
  org: null,
  from: null,
  why: { rule: "unknownUser", text: "There is no such user.", overridden: [] },
};
