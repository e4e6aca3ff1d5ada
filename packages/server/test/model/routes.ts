import type { Provider } from "../../src/model.ts";
import { heldBy, holdersOf } from "./rules.ts";
import type { Held, Line, Org, User, World } from "./state.ts";

// Where calls go, derived once more: by the two tables of docs/routing.md, from the model's intervals alone.

/** The owner of an organization, or a router. */
export type Caller = 0 | 1 | "router";
export interface Asking {
  readonly by: Caller;
  readonly now: number;
  /** How the line with this digit reads. */
  readonly spell: (digit: number) => string;
}
export interface Reason {
  readonly rule: string;
  readonly text: string;
}
export interface Why extends Reason {
  readonly overridden: readonly Reason[];
}

export type Dialled = Pick<Line, "provider" | "digit">;
export interface Inbound {
  readonly org: number | null;
  readonly number: number | null;
  readonly holder: { readonly user: User; readonly held: Held } | null;
  readonly why: Why;
}

/** Who is to answer what was dialled. */
export function inbound({ orgs }: World, dialled: Dialled, { by, now }: Asking): Inbound {
  const isIt = ({ provider, digit, releasedAt }: Line) =>
    provider === dialled.provider && digit === dialled.digit && releasedAt === null;
  const place = orgs.findIndex(({ numbers }) => numbers.some(isIt));
  const org = orgs[place];
  const line = org?.numbers.find(isIt);
  if (org === undefined || line === undefined || isForeign(by, place)) return unknownLine;
  const holders = holdersOf(org, line.serial);
  const held = holders.find(({ holding }) => holding.isInboundEnabled);
  const user = held && org.users[held.user - 1];
  const why = whyInbound({ org, line, user, holders, now });
  const holder = why.rule === "inboundHolder" && held && user ? { user, held } : null;
  return { org: place, number: line.serial, holder, why };
}

interface Reached {
  readonly org: Org;
  readonly line: Line;
  readonly user: User | undefined;
  readonly holders: readonly Held[];
  readonly now: number;
}

function whyInbound({ org, line: { coolingUntil, reservation }, user, holders, now }: Reached): Why {
  const off = holders.filter(({ holding }) => !holding.isInboundEnabled).length;
  const isKept = reservation !== null && reservation.until > now;
  return whyOf([
    [org.status === "suspended", "organizationSuspended", `${suspended} inbound calls are not routed.`],
    [user && user.status !== "active", "holderDisabled", `The inbound holder is ${user?.status}.`],
    [user?.status === "active", "inboundHolder", "This user is the number's inbound holder."],
    [
      coolingUntil !== null && coolingUntil > now,
      "cooling",
      `The number is cooling until ${iso(coolingUntil)}.`,
    ],
    [isKept, "reserved", `The number is reserved until ${iso(reservation?.until)}.`],
    [
      off > 0,
      "inboundOff",
      `${off} ${off > 1 ? "users hold" : "user holds"} this number with inbound disabled.`,
    ],
    [holders.length === 0, "unassigned", "The number is not assigned."],
  ]);
}

export interface Outbound {
  readonly org: number | null;
  readonly from: Choice | null;
  readonly why: Why;
}
interface Choice {
  readonly held: Held;
  readonly line: string;
}
export interface Asked {
  readonly org: 0 | 1;
  readonly user: number;
  readonly provider: Provider;
}

/** Which number the user calls from. */
export function outbound({ orgs }: World, asked: Asked, { by, spell }: Asking): Outbound {
  const org = orgs[asked.org];
  const user = org?.users.find(({ serial, status }) => serial === asked.user && status !== "removed");
  if (org === undefined || user === undefined || isForeign(by, asked.org)) return unknownUser;
  const held = heldBy(org, user.serial).filter(({ provider }) => provider === asked.provider);
  // In the order in which they were given to him.
  const on = held
    .filter(({ holding }) => holding.isOutboundEnabled)
    .map((it) => ({ held: it, line: spell(org.numbers[it.number - 1]?.digit as number) }));
  const usual = on.find((it) => it.held.holding.isDefault);
  const oldest = on[0] === usual ? undefined : on[0];
  const why = whyOutbound({ org, user, held, usual, oldest });
  const from = (why.rule === "default" && usual) || (why.rule === "oldest" && oldest) || null;
  return { org: asked.org, from, why };
}

interface Choices {
  readonly org: Org;
  readonly user: User;
  readonly held: readonly Held[];
  readonly usual: Choice | undefined;
  readonly oldest: Choice | undefined;
}

function whyOutbound({ org, user, held, usual, oldest }: Choices): Why {
  const off = held.filter(({ holding }) => !holding.isOutboundEnabled);
  const among = off.some(({ holding }) => holding.isDefault) ? ", including the default" : "";
  const numbers = off.length > 1 ? "numbers" : "number";
  return whyOf([
    [org.status === "suspended", "organizationSuspended", `${suspended} outbound calls are not allowed.`],
    [user.status !== "active", "userDisabled", `The user is ${user.status}.`],
    [usual, "default", `${usual?.line} is the user's default number at this provider.`],
    [
      oldest,
      "oldest",
      `${oldest?.line} is the user's oldest assignment with outbound enabled at this provider.`,
    ],
    [
      off.length > 0,
      "outboundOff",
      `The user holds ${off.length} ${numbers} at this provider with outbound disabled${among}.`,
    ],
    [held.length === 0, "noNumber", "The user holds no number at this provider."],
  ]);
}

type Rule = readonly [applies: unknown, rule: string, text: string];

/** The rules stand in the order of their strength. */
function whyOf(rules: readonly Rule[]): Why {
  const reasons = rules.flatMap(([applies, rule, text]) => (applies ? [{ rule, text }] : []));
  const [decided, ...overridden] = reasons;
  return { ...(decided as Reason), overridden };
}

const isForeign = (by: Caller, org: number): boolean => by !== "router" && by !== org;
const suspended = "The organization is suspended:";
const iso = (at: number | null | undefined): string => new Date(at ?? 0).toISOString();

const unknownLine: Inbound = {
  org: null,
  number: null,
  holder: null,
  why: { rule: "unknownLine", text: "No organization has this line at this provider.", overridden: [] },
};
const unknownUser: Outbound = {
  org: null,
  from: null,
  why: { rule: "unknownUser", text: "No user has this id.", overridden: [] },
};
