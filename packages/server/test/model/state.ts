import type { EventKind, NumberState, Provider, UserStatus } from "../../src/model.ts";

// The reference model's nouns. Every record is named by its serial, from 1 in the order it was made, and an
// assignment by its place in the order of all its organization's assignments.

export interface Holding {
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
}

/** One interval; `past` has how it was held, from when on. */
export interface Held {
  readonly id: number;
  readonly user: number;
  readonly number: number;
  readonly provider: Provider;
  readonly assignedAt: number;
  unassignedAt: number | null;
  version: number;
  holding: Holding;
  readonly past: { readonly at: number; readonly holding: Holding }[];
}

export interface User {
  readonly serial: number;
  readonly email: number;
  readonly isOwner: boolean;
  status: UserStatus;
  endpoints: readonly string[];
  removedAt: number | null;
  version: number;
}

export interface Reservation {
  readonly user: number | null;
  readonly email: number | null;
  readonly until: number;
}

export interface Line {
  readonly serial: number;
  readonly provider: Provider;
  /** Its place in `lines`; the real text is the run's own. */
  readonly digit: number;
  readonly addedAt: number;
  releasedAt: number | null;
  coolingUntil: number | null;
  former: number | null;
  reservation: Reservation | null;
  version: number;
}

export interface Plan {
  readonly user: User;
  readonly numbers: readonly {
    readonly held: Held;
    readonly to: number | null;
    readonly becomes: NumberState;
  }[];
  readonly groups: readonly number[];
  readonly keys: readonly number[];
}

export interface Offboarding {
  readonly serial: number;
  readonly plan: Plan;
  status: "planned" | "applied" | "undone";
  readonly wasPlanned: boolean;
  readonly plannedAt: number;
  appliedAt: number | null;
  undoneAt: number | null;
}

export interface Happened {
  readonly seq: number;
  readonly at: number;
  readonly kind: EventKind;
  readonly user: number | null;
  readonly number: number | null;
  readonly reason: string | null;
  readonly undoes: number | null;
  readonly dialect: Dialect;
  readonly before?: Held | undefined;
  readonly after?: Held | undefined;
}
export type Dialect = "native" | "tether" | "telnyx" | "ippanel";

export interface Org {
  status: "active" | "suspended";
  coolingDays: number;
  /** The moment of the last event. */
  lastAt: number;
  readonly users: User[];
  readonly numbers: Line[];
  readonly held: Held[];
  /** The members of each group. */
  readonly groups: number[][];
  readonly keys: { readonly user: number; revokedAt: number | null }[];
  readonly offboardings: Offboarding[];
  readonly events: Happened[];
}

/** The first answer under an idempotency key. */
export interface Kept {
  readonly credential: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly answer: unknown;
  readonly at: number;
}

export interface World {
  readonly orgs: Org[];
  kept: Kept[];
}

/** Every line there is; both organizations want them. The sixth is the first's digits at another provider. */
export const lines: readonly { readonly provider: Provider; readonly digit: number }[] = [
  { provider: "twilio", digit: 1 },
  { provider: "twilio", digit: 2 },
  { provider: "sinch", digit: 3 },
  { provider: "ippanel", digit: 4 },
  { provider: "twilio", digit: 5 },
  { provider: "sinch", digit: 1 },
  { provider: "twilio", digit: 7 },
  { provider: "sinch", digit: 8 },
];

/** What each of the two organizations begins with. */
export const beginnings = [
  { users: 4, keys: [1, 2, 3], members: [[2, 3], [2]], lines: [0, 1, 4, 2, 3] },
  { users: 2, keys: [1], members: [], lines: [6, 7] },
] as const;

export function beginning(at: number): World {
  return { kept: [], orgs: beginnings.map((wanted) => organization(at, wanted)) };
}

function organization(at: number, wanted: (typeof beginnings)[number]): Org {
  const events: Happened[] = [];
  const record = (kind: EventKind, user: number | null, number: number | null = null) => {
    const seq = events.length + 1;
    events.push({ seq, at, kind, user, number, reason: null, undoes: null, dialect: "native" });
  };
  record("organization.created", null);
  for (let user = 1; user <= wanted.users; user++) record("user.created", user);
  for (const user of wanted.keys) record("apiKey.created", user);
  for (const members of wanted.members) {
    record("group.created", null);
    for (const member of members) record("group.memberAdded", member);
  }
  for (const [index] of wanted.lines.entries()) record("number.added", null, index + 1);
  return {
    status: "active",
    coolingDays: 0,
    lastAt: at,
    users: Array.from({ length: wanted.users }, (_, index) => newUser(index + 1, index + 1)),
    numbers: wanted.lines.map((line, index) => newLine(index + 1, line, at)),
    held: [],
    groups: wanted.members.map((members) => [...members]),
    keys: wanted.keys.map((user) => ({ user, revokedAt: null })),
    offboardings: [],
    events,
  };
}

export const newUser = (serial: number, email: number): User => ({
  serial,
  email,
  isOwner: serial === 1,
  status: "active",
  endpoints: [],
  removedAt: null,
  version: 1,
});

export const newLine = (serial: number, line: number, addedAt: number): Line => ({
  serial,
  ...(lines[line] as (typeof lines)[number]),
  addedAt,
  releasedAt: null,
  coolingUntil: null,
  former: null,
  reservation: null,
  version: 1,
});

export const holdingNow = ({ unassignedAt }: Held): boolean => unassignedAt === null;

/** Who held what at a moment, as it was then. */
export const asOf = (org: Org, at: number): readonly Held[] =>
  org.held
    .filter((held) => held.assignedAt <= at && (held.unassignedAt === null || held.unassignedAt > at))
    .map((held) => ({
      ...held,
      unassignedAt: null,
      holding: held.past.findLast((was) => was.at <= at)?.holding ?? held.holding,
    }));

export function stateAt(org: Org, line: Line, now: number): NumberState {
  if (line.releasedAt !== null) return "released";
  if (org.held.some((held) => holdingNow(held) && held.number === line.serial)) return "assigned";
  return line.coolingUntil !== null && line.coolingUntil > now ? "cooling" : "available";
}
