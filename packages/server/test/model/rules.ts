import type { EventKind } from "../../src/model.ts";
import {
  type Dialect,
  type Held,
  type Holding,
  holdingNow,
  type Line,
  type Org,
  type User,
} from "./state.ts";

// What every change of the reference model is made of. A hand works on a draft: a refusal throws it away.

export class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface Hands {
  readonly org: Org;
  /** Who may have a line that this one wants. */
  readonly others: Org;
  readonly at: number;
  readonly dialect: Dialect;
  readonly reason: string | undefined;
  /** Taken by the change's first event. */
  undoes?: number | undefined;
}

interface Concerned {
  readonly user?: number;
  readonly number?: number;
  readonly before?: Held;
  readonly after?: Held;
}

export function record(hands: Hands, kind: EventKind, { user, number, before, after }: Concerned): void {
  const { org, at, dialect, reason, undoes } = hands;
  org.events.push({
    seq: org.events.length + 1,
    at,
    kind,
    user: user ?? null,
    number: number ?? null,
    reason: reason ?? null,
    undoes: undoes ?? null,
    dialect,
    before,
    after,
  });
  hands.undoes = undefined;
  org.lastAt = at;
}

export const day = 24 * 60 * 60 * 1000;

export function user(org: Org, serial: number): User {
  const found = org.users.find((it) => it.serial === serial && it.status !== "removed");
  if (found === undefined) throw new Refusal("user_not_found");
  return found;
}

/** From 100 on a reference is a line of the run; below it a serial. */
export function number(org: Org, reference: number): Line {
  const [found, another] =
    reference >= 100
      ? org.numbers.filter((it) => it.digit === reference - 100 && it.releasedAt === null)
      : org.numbers.filter((it) => it.serial === reference);
  if (another !== undefined) throw new Refusal("validation_failed");
  if (found === undefined) throw new Refusal("number_not_found");
  return found;
}

export const holdersOf = (org: Org, serial: number): Held[] =>
  org.held.filter((held) => holdingNow(held) && held.number === serial);
export const heldBy = (org: Org, serial: number): Held[] =>
  org.held.filter((held) => holdingNow(held) && held.user === serial);

export function setLine(hands: Hands, line: Line, changes: Partial<Line>): void {
  if (JSON.stringify({ ...line, ...changes }) === JSON.stringify(line)) return;
  Object.assign(line, changes, { version: line.version + 1 });
  record(hands, "number.updated", { number: line.serial });
}

export function end(hands: Hands, held: Held): void {
  const before = structuredClone(held);
  held.unassignedAt = hands.at;
  held.version += 1;
  record(hands, "number.unassigned", { user: held.user, number: held.number, before });
  if (held.holding.isInboundEnabled) cool(hands, held);
}

export function update(hands: Hands, held: Held, changes: Partial<Holding>): void {
  const before = structuredClone(held);
  held.holding = { ...held.holding, ...changes };
  held.version += 1;
  held.past.push({ at: hands.at, holding: held.holding });
  const after = structuredClone(held);
  record(hands, "assignment.updated", { user: held.user, number: held.number, before, after });
  if (before.holding.isInboundEnabled && !held.holding.isInboundEnabled) cool(hands, held);
}

function create(hands: Hands, { serial }: User, line: Line, holding: Holding): Held {
  const { org, at } = hands;
  const held: Held = {
    id: org.held.length + 1,
    user: serial,
    number: line.serial,
    provider: line.provider,
    assignedAt: at,
    unassignedAt: null,
    version: 1,
    holding,
    past: [{ at, holding }],
  };
  org.held.push(held);
  record(hands, "number.assigned", { user: serial, number: line.serial, after: structuredClone(held) });
  return held;
}

function cool(hands: Hands, held: Held): void {
  const { coolingDays } = hands.org;
  if (coolingDays === 0) return;
  const coolingUntil = hands.at + coolingDays * day;
  setLine(hands, number(hands.org, held.number), { coolingUntil, former: held.user });
}

export interface Placing {
  readonly flags: Partial<Holding>;
  readonly formerDefaultEnds?: boolean;
  readonly takesInbound?: boolean | undefined;
  readonly isNew?: boolean;
  readonly isVersionWrong?: boolean;
}

/** Gives the number to the user or changes how he holds it; says whether anything has changed. */
export function place(hands: Hands, to: User, line: Line, how: Placing): { held: Held; isChanged: boolean } {
  const { org, at, reason } = hands;
  const holders = holdersOf(org, line.serial);
  const held = holders.find((it) => it.user === to.serial);
  const rival = holders.find((it) => it.user !== to.serial && it.holding.isInboundEnabled);
  const wanted = { ...start, ...held?.holding, ...how.flags };
  if (held && how.isNew) throw new Refusal("already_assigned");
  if (how.isVersionWrong) throw new Refusal("version_stale");
  if (held && same(held.holding, wanted)) return { held, isChanged: false };
  if (line.releasedAt !== null) throw new Refusal("number_not_found");
  if (to.status !== "active") throw new Refusal("user_inactive");
  if (wanted.isInboundEnabled && rival && !how.takesInbound) throw new Refusal("number_held");
  if (!held && reason === undefined && isKeptForAnother(line, to, at)) throw new Refusal("number_reserved");
  const receivesAnew = wanted.isInboundEnabled && !held?.holding.isInboundEnabled;
  if (wanted.isInboundEnabled && rival) update(hands, rival, { isInboundEnabled: false });
  if (wanted.isDefault) retireDefault(hands, to, line, how.formerDefaultEnds ?? false);
  const isResting = line.coolingUntil !== null && line.coolingUntil > at && line.former !== to.serial;
  if (receivesAnew && isResting && reason === undefined) throw new Refusal("number_cooling");
  if (held) update(hands, held, wanted);
  else create(hands, to, line, wanted);
  setLine(hands, line, {
    ...(wanted.isInboundEnabled && { coolingUntil: null, former: null }),
    ...(!held && { reservation: null }),
  });
  return { held: held ?? (org.held.at(-1) as Held), isChanged: true };
}

const start: Holding = { isDefault: false, isInboundEnabled: true, isOutboundEnabled: true, label: null };

const same = (one: Holding, other: Holding): boolean =>
  (Object.keys(start) as (keyof Holding)[]).every((flag) => one[flag] === other[flag]);

const isKeptForAnother = ({ reservation }: Line, to: User, at: number): boolean =>
  reservation !== null &&
  reservation.until > at &&
  reservation.user !== to.serial &&
  reservation.email !== to.email;

function retireDefault(hands: Hands, { serial }: User, line: Line, ends: boolean): void {
  const former = heldBy(hands.org, serial).find(
    (it) => it.provider === line.provider && it.holding.isDefault && it.number !== line.serial,
  );
  if (former && ends) end(hands, former);
  else if (former) update(hands, former, { isDefault: false });
}
