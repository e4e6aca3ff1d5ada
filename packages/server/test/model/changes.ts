import { applyPlan, isStale, makePlan, undoEvent, undoOffboarding } from "./offboarding.ts";
import type { Act } from "./operations.ts";
import {
  end,
  type Hands,
  heldBy,
  holdersOf,
  number,
  place,
  Refusal,
  record,
  setLine,
  user,
} from "./rules.ts";
import { type Held, holdingNow, lines, newLine, newUser, type Offboarding, type Org } from "./state.ts";

// Every act that changes something, in the order of the commands; it throws what refuses it.

const requireVersion = ({ ifMatch }: Act): void => {
  if (ifMatch === "wrong") throw new Refusal("version_stale");
};

/** What a change answers: what is decisive in it. */
export function change(hands: Hands, act: Act): unknown {
  const { org, at } = hands;
  const isVersionWrong = act.ifMatch === "wrong";
  switch (act.kind) {
    case "assign":
    case "ippanelAssign": {
      const { user: serial, number: reference } = act;
      const to = user(org, serial);
      const flags =
        act.kind === "assign"
          ? given(act.flags)
          : { isOutboundEnabled: act.send, isInboundEnabled: act.gets };
      const how = { flags, isVersionWrong, isNew: act.kind === "ippanelAssign" };
      return shown(place(hands, to, number(org, reference), how).held);
    }
    case "tetherAssign": {
      const { isDefault = true, isInboundEnabled = true, label, transfer } = act;
      const to = user(org, act.user);
      const wanted = lines[act.line] as (typeof lines)[number];
      const isIt = (it: { provider: string; digit: number; releasedAt: number | null }) =>
        it.provider === wanted.provider && it.digit === wanted.digit && it.releasedAt === null;
      const line = org.numbers.find(isIt) ?? add(hands, act.line);
      const flags = given({ isDefault, isInboundEnabled, label: label === "" ? null : label });
      return shown(place(hands, to, line, { flags, formerDefaultEnds: true, takesInbound: transfer }).held);
    }
    case "unassign":
    case "ippanelUnassign": {
      const { serial } = user(org, act.user);
      const line = number(org, act.number);
      const held = holdersOf(org, line.serial).find((it) => it.user === serial);
      if (held === undefined) throw new Refusal("assignment_not_found");
      requireVersion(act);
      end(hands, held);
      return shown(held);
    }
    case "transfer": {
      const from = user(org, act.from);
      const to = user(org, act.to);
      const line = number(org, act.number);
      const held = holdersOf(org, line.serial).find((it) => it.user === from.serial);
      if (!held?.holding.isInboundEnabled) throw new Refusal("holder_changed");
      requireVersion(act);
      end(hands, held);
      const flags = { ...held.holding, ...given(act.flags), isInboundEnabled: true };
      return shown(place(hands, to, line, { flags }).held);
    }
    case "add":
      return { number: add(hands, act.line).serial };
    case "release": {
      const line = live(org, act.number);
      requireVersion(act);
      if (holdersOf(org, line.serial).length > 0) throw new Refusal("number_in_use");
      const none = { coolingUntil: null, former: null, reservation: null };
      Object.assign(line, { ...none, releasedAt: at, version: line.version + 1 });
      record(hands, "number.released", { number: line.serial });
      return { number: line.serial, releasedAt: at };
    }
    case "reserve": {
      const line = live(org, act.number);
      requireVersion(act);
      if (act.for === "user") user(org, act.whom);
      if (act.for !== "nobody" && act.until <= at) throw new Refusal("validation_failed");
      const { whom, until } = act;
      const of = { user: act.for === "user" ? whom : null, email: act.for === "email" ? whom : null };
      const reservation = act.for === "nobody" ? null : { ...of, until };
      setLine(hands, line, { reservation });
      return { number: line.serial, reservation: line.reservation };
    }
    case "setUser": {
      const it = user(org, act.user);
      requireVersion(act);
      if (it.status !== act.status) {
        if ([it.status, act.status].includes("blocked")) throw new Refusal("insufficient_role");
        if (it.isOwner) throw new Refusal("owner_protected");
        Object.assign(it, { status: act.status, version: it.version + 1 });
        record(hands, "user.updated", { user: it.serial });
      }
      return { user: it.serial, status: it.status };
    }
    case "setEndpoints": {
      const it = user(org, act.user);
      requireVersion(act);
      const { endpoints } = act;
      if (String(it.endpoints) !== String(endpoints)) {
        Object.assign(it, { endpoints, version: it.version + 1 });
        record(hands, "user.updated", { user: it.serial });
      }
      return { endpoints };
    }
    case "addUser": {
      if (org.users.some((it) => it.email === act.email && it.status !== "removed"))
        throw new Refusal("email_taken");
      const added = newUser(org.users.length + 1, act.email);
      org.users.push(added);
      record(hands, "user.created", { user: added.serial });
      return { user: added.serial, status: "active" };
    }
    case "join":
    case "leave": {
      const members = org.groups[act.group - 1];
      if (members === undefined) throw new Refusal("group_not_found");
      const { serial } = user(org, act.user);
      if (members.includes(serial) === (act.kind === "join")) return {};
      if (act.kind === "join") members.push(serial);
      else members.splice(members.indexOf(serial), 1);
      record(hands, act.kind === "join" ? "group.memberAdded" : "group.memberRemoved", { user: serial });
      return {};
    }
    case "remove":
    case "telnyxRemove":
    case "offboard": {
      const plan = makePlan(hands, { user: act.user, numbers: act.kind === "offboard" ? act.numbers : [] });
      if (act.kind !== "telnyxRemove") requireVersion(act);
      applyPlan(hands, plan);
      const offboarding = keep(hands, plan, "applied");
      return act.kind === "offboard" ? told(offboarding) : { user: plan.user.serial };
    }
    case "plan":
      return told(keep(hands, makePlan(hands, act), "planned"));
    case "applyPlan": {
      const planned = org.offboardings[act.offboarding - 1];
      // Whoever left at once has no token.
      if (planned === undefined || !planned.wasPlanned) throw new Refusal("offboarding_not_found");
      if (planned.status !== "planned" || isStale(hands, planned.plan)) throw new Refusal("plan_stale");
      applyPlan(hands, planned.plan);
      Object.assign(planned, { status: "applied", appliedAt: at });
      return told(planned);
    }
    case "undoOffboarding": {
      const found = org.offboardings[act.offboarding - 1];
      if (found === undefined || found.status === "planned") throw new Refusal("offboarding_not_found");
      if (found.status === "undone") throw new Refusal("already_undone");
      return undoOffboarding(hands, found);
    }
    case "undoEvent":
      undoEvent(hands, act.seq);
      return { seq: act.seq };
    case "organization": {
      requireVersion(act);
      const { status = org.status, coolingDays = org.coolingDays } = act;
      if (status !== org.status || coolingDays !== org.coolingDays) {
        Object.assign(org, { status, coolingDays });
        record(hands, "organization.updated", {});
      }
      return { status, coolingDays };
    }
    case "tetherRemove": {
      const { serial } = user(org, act.user);
      const held = heldBy(org, serial).filter((it) => it.provider === act.provider);
      if (held.length === 0) throw new Refusal("no_assignment_on_provider");
      for (const it of held) end(hands, it);
      return {};
    }
    default:
      throw new Error(`${act.kind} is no change`);
  }
}

const given = <T extends object>(flags: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== undefined)) as never;

const shown = (held: Held) => ({
  user: held.user,
  number: held.number,
  ...held.holding,
  isOpen: holdingNow(held),
});

const told = ({ plan, status }: Offboarding) => ({
  status,
  user: plan.user.serial,
  numbers: plan.numbers.map(({ held, to, becomes }) => ({ number: held.number, to, becomes })),
  groups: plan.groups,
});

function live(org: Org, reference: number) {
  const line = number(org, reference);
  if (line.releasedAt !== null) throw new Refusal("number_not_found");
  return line;
}

function add(hands: Hands, index: number) {
  const { org, at, others } = hands;
  const line = newLine(org.numbers.length + 1, index, at);
  const isSame = (it: typeof line) =>
    it.releasedAt === null && it.provider === line.provider && it.digit === line.digit;
  if (org.numbers.some(isSame)) throw new Refusal("number_exists");
  if (others.numbers.some(isSame)) throw new Refusal("number_unavailable");
  org.numbers.push(line);
  record(hands, "number.added", { number: line.serial });
  return line;
}

function keep({ org, at }: Hands, plan: Offboarding["plan"], status: "planned" | "applied"): Offboarding {
  const serial = org.offboardings.length + 1;
  const appliedAt = status === "applied" ? at : null;
  const wasPlanned = status === "planned";
  const offboarding = { serial, plan, status, wasPlanned, plannedAt: at, appliedAt, undoneAt: null };
  org.offboardings.push(offboarding);
  return offboarding;
}
