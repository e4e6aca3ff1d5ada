import type { Provider } from "../../src/model.ts";
import { heldBy, holdersOf } from "./rules.ts";
import type { Held, Line, User, World } from "./state.ts";

// Where calls go, derived once more: by the two tables of docs/routing.md, from the model's intervals alone.

/** The owner of an organization, or a router. */
export type Caller = 0 | 1 | "router";
export interface Reason {
  readonly rule: string;
  readonly text: string;
}
export interface Why extends Reason {
  readonly lost: readonly Reason[];
}

export interface Inbound {
  readonly org: number | null;
  readonly number: number | null;
  readonly holder: { readonly user: User; readonly held: Held } | null;
  readonly why: Why;
}

/** Who is to answer what was dialled. */
export function inbound(
  { orgs }: World,
  dialled: Pick<Line, "provider" | "digit">,
  by: Caller,
  now: number,
): Inbound {
  const isIt = ({ provider, digit, releasedAt }: Line) =>
    provider === dialled.provider && digit === dialled.digit && releasedAt === null;
  const place = orgs.findIndex(({ numbers }) => numbers.some(isIt));
  const org = orgs[place];
  const line = org?.numbers.find(isIt);
  if (org === undefined || line === undefined || isForeign(by, place)) return notOurs;
  const holders = holdersOf(org, line.serial);
  const held = holders.find(({ holding }) => holding.isInboundEnabled);
  const user = held && (org.users[held.user - 1] as User);
  const off = holders.filter(({ holding }) => !holding.isInboundEnabled).length;
  const why = whyOf([
    [
      "organizationSuspended",
      org.status === "suspended" && "The organization is suspended: none of its numbers is answered.",
    ],
    [
      "holderDisabled",
      user && user.status !== "active" && `The user who receives on this number is ${user.status}.`,
    ],
    ["inboundHolder", user?.status === "active" && "This user receives on this number."],
    [
      "cooling",
      isAhead(line.coolingUntil, now) &&
        `The number rests until ${iso(line.coolingUntil)} before another user may receive on it.`,
    ],
    [
      "reserved",
      isAhead(line.reservation?.until, now) &&
        `The number is kept for somebody until ${iso(line.reservation?.until)}.`,
    ],
    [
      "inboundOff",
      off > 0 && `${off} ${off > 1 ? "users hold" : "user holds"} this number with inbound off.`,
    ],
    ["unassigned", holders.length === 0 && "Nobody holds this number."],
  ]);
  const isAnswered = why.rule === "inboundHolder" && held && user;
  return { org: place, number: line.serial, holder: isAnswered ? { user, held } : null, why };
}

export interface Outbound {
  readonly org: number | null;
  readonly from: Held | null;
  readonly why: Why;
}
export interface Asked {
  readonly org: 0 | 1;
  readonly user: number;
  readonly provider: Provider;
}

/** Which number the user calls from; `spell` gives the line of one that he holds. */
export function outbound(
  { orgs }: World,
  { org: place, user: serial, provider }: Asked,
  by: Caller,
  spell: (held: Held) => string,
): Outbound {
  const org = orgs[place];
  const user = org?.users.find((it) => it.serial === serial && it.status !== "removed");
  if (org === undefined || user === undefined || isForeign(by, place)) return userUnknown;
  // In the order in which they were given to him.
  const held = heldBy(org, serial).filter((it) => it.provider === provider);
  const on = held.filter(({ holding }) => holding.isOutboundEnabled);
  const off = held.filter(({ holding }) => !holding.isOutboundEnabled);
  const usual = on.find(({ holding }) => holding.isDefault);
  const [oldest] = on;
  const why = whyOf([
    [
      "organizationSuspended",
      org.status === "suspended" && "The organization is suspended: none of its numbers is called from.",
    ],
    ["userDisabled", user.status !== "active" && `The user is ${user.status}.`],
    ["default", usual && `${spell(usual)} is the user's default at this provider.`],
    [
      "oldest",
      oldest !== usual &&
        oldest &&
        `The user has held ${spell(oldest)} longest at this provider, of those with outbound on.`,
    ],
    [
      "outboundOff",
      off.length > 0 &&
        `The user holds ${off.length} number${off.length > 1 ? "s" : ""} at this provider with outbound off${off.some(({ holding }) => holding.isDefault) ? ", the default among them" : ""}.`,
    ],
    ["nothingHeld", held.length === 0 && "The user holds no number at this provider."],
  ]);
  const from = (why.rule === "default" && usual) || (why.rule === "oldest" && oldest) || null;
  return { org: place, from, why };
}

/** The rules that apply, of all in the order of their strength. */
function whyOf(rules: readonly (readonly [string, string | false | undefined])[]): Why {
  const [decided, ...lost] = rules.flatMap(([rule, text]) => (text ? [{ rule, text }] : []));
  return { ...(decided as Reason), lost };
}

const isForeign = (by: Caller, org: number): boolean => by !== "router" && by !== org;
const isAhead = (until: number | null | undefined, now: number): boolean => (until ?? 0) > now;
const iso = (at: number | null | undefined): string => new Date(at ?? 0).toISOString();

const notOurs: Inbound = {
  org: null,
  number: null,
  holder: null,
  why: { rule: "notOurs", text: "No organization has this line at this provider.", lost: [] },
};
const userUnknown: Outbound = {
  org: null,
  from: null,
  why: { rule: "userUnknown", text: "There is no user with this id.", lost: [] },
};
