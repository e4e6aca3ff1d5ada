import type { NumberState } from "../../src/model.ts";
import { day, end, type Hands, heldBy, holdersOf, number, place, Refusal, record, user } from "./rules.ts";
import { type Held, holdingNow, type Offboarding, type Org, type Plan } from "./state.ts";

// How users leave the reference model, and how that and single events are taken back.

export interface Leaving {
  readonly user: number;
  readonly numbers: readonly { readonly number: number; readonly to: number | null }[];
}

export function makePlan({ org, reason }: Hands, leaving: Leaving): Plan {
  const leaver = user(org, leaving.user);
  if (leaver.isOwner) throw new Refusal("owner_protected");
  const held = heldBy(org, leaver.serial);
  const destinations = destinationsOf(org, leaving, held);
  return structuredClone({
    user: leaver,
    numbers: held.map((it) => {
      const to = destinations.get(it.number) ?? null;
      const cools = it.holding.isInboundEnabled && org.coolingDays > 0;
      if (to !== null && cools && reason === undefined) throw new Refusal("number_cooling");
      const isLeft = to === null && holdersOf(org, it.number).length === 1;
      const becomes: NumberState = isLeft ? (cools ? "cooling" : "available") : "assigned";
      return { held: it, to, becomes };
    }),
    groups: org.groups.flatMap((members, index) => (members.includes(leaver.serial) ? [index + 1] : [])),
    keys: org.keys.flatMap(({ user: owner, revokedAt }, index) =>
      owner === leaver.serial && revokedAt === null ? [index + 1] : [],
    ),
  });
}

function destinationsOf(org: Org, { user: leaver, numbers }: Leaving, held: readonly Held[]) {
  const destinations = new Map<number, number | null>();
  for (const { number: reference, to } of numbers) {
    const { serial } = number(org, reference);
    if (!held.some((it) => it.number === serial) || destinations.has(serial) || to === leaver)
      throw new Refusal("validation_failed");
    if (to !== null && user(org, to).status !== "active") throw new Refusal("user_inactive");
    destinations.set(serial, to);
  }
  return destinations;
}

export function isStale(hands: Hands, plan: Plan): boolean {
  const numbers = plan.numbers.map(({ held, to }) => ({ number: held.number, to }));
  try {
    const now = makePlan(hands, { user: plan.user.serial, numbers });
    return JSON.stringify(now) !== JSON.stringify(plan);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "number_cooling") throw error;
    return true;
  }
}

export function applyPlan(hands: Hands, plan: Plan): void {
  const { org, at } = hands;
  const { serial } = plan.user;
  for (const { held, to } of plan.numbers) {
    end(hands, org.held[held.id - 1] as Held);
    if (to !== null) handOver(hands, held, to);
  }
  for (const key of org.keys)
    if (key.user === serial && key.revokedAt === null) {
      key.revokedAt = at;
      record(hands, "apiKey.revoked", { user: serial });
    }
  for (const members of org.groups) {
    if (!members.includes(serial)) continue;
    members.splice(members.indexOf(serial), 1);
    record(hands, "group.memberRemoved", { user: serial });
  }
  const leaver = user(org, serial);
  Object.assign(leaver, { status: "removed", removedAt: at, version: leaver.version + 1 });
  record(hands, "user.removed", { user: serial });
}

function handOver(hands: Hands, { number: serial, holding: left }: Held, to: number): void {
  const { org } = hands;
  const held = holdersOf(org, serial).find((it) => it.user === to)?.holding;
  place(hands, user(org, to), number(org, serial), {
    flags: {
      isInboundEnabled: left.isInboundEnabled || (held?.isInboundEnabled ?? false),
      isOutboundEnabled: left.isOutboundEnabled || (held?.isOutboundEnabled ?? false),
      label: held ? held.label : left.label,
    },
  });
}

export function undoOffboarding(hands: Hands, offboarding: Offboarding) {
  const { org, at } = hands;
  const { plan } = offboarding;
  if (at > (offboarding.appliedAt ?? 0) + 30 * day) throw new Refusal("undo_window_expired");
  const leaver = org.users[plan.user.serial - 1] as Org["users"][number];
  if (org.users.some((it) => it !== leaver && it.email === leaver.email && it.status !== "removed"))
    throw new Refusal("email_taken");
  Object.assign(leaver, { status: plan.user.status, removedAt: null, version: leaver.version + 1 });
  record(hands, "user.restored", { user: leaver.serial });
  for (const group of plan.groups) {
    org.groups[group - 1]?.push(leaver.serial);
    record(hands, "group.memberAdded", { user: leaver.serial });
  }
  Object.assign(offboarding, { status: "undone", undoneAt: at });
  return plan.numbers.map(({ held }) => ({ number: held.number, isRestored: giveBack(hands, held) }));
}

function giveBack(hands: Hands, held: Held): boolean {
  if (user(hands.org, held.user).status !== "active") return false;
  try {
    regain(hands, held);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function regain(hands: Hands, { user: serial, number: line, provider, holding }: Held) {
  const others = heldBy(hands.org, serial).filter((it) => it.provider === provider && it.number !== line);
  const isDefault = holding.isDefault && !others.some((it) => it.holding.isDefault);
  const to = user(hands.org, serial);
  return place(hands, to, number(hands.org, line), { flags: { ...holding, isDefault } });
}

export function undoEvent(hands: Hands, seq: number): void {
  const { org } = hands;
  const event = org.events[seq - 1];
  if (event === undefined) throw new Refusal("event_not_found");
  if (event.undoes !== null) throw new Refusal("undo_of_undo");
  if (org.events.some(({ undoes }) => undoes === seq)) throw new Refusal("already_undone");
  hands.undoes = seq;
  const { kind, before, after } = event;
  if (kind === "number.unassigned" && before) {
    if (holdersOf(org, before.number).some((it) => it.user === before.user))
      throw new Refusal("undo_conflict");
    regain(hands, before);
  } else if (kind === "number.assigned" && after) end(hands, unchanged(org, after));
  else if (kind === "assignment.updated" && before && after) {
    unchanged(org, after);
    if (!regain(hands, before).isChanged) throw new Refusal("undo_conflict");
  } else throw new Refusal("not_undoable");
}

function unchanged(org: Org, after: Held): Held {
  const held = org.held[after.id - 1];
  if (!held || !holdingNow(held) || held.version !== after.version) throw new Refusal("undo_conflict");
  return held;
}
