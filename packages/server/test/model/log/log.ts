import type { NumberState, UserStatus } from "../../../src/model.ts";
import type { Assignment } from "./assignments.ts";
import type { User } from "./users.ts";

// The reference model keeps one log of accepted facts for each organization, and nothing else about it. Every
// other thing it knows (who holds a number, whether it is cooling, …) is a pure function of that log.
//
// Users, numbers, groups, API keys and offboardings are named by serial: from 1, in the order of creation.

export interface AssignmentFlags {
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
}

/** For a user of the organization, or for an e-mail address; until an instant. */
export interface Reservation {
  readonly user: number | null;
  readonly email: number | null;
  readonly until: number;
}

/** What an offboarding does: where each number goes, and what else ends. */
export interface Plan {
  readonly user: User;
  readonly numbers: readonly {
    readonly assignment: Assignment;
    readonly to: number | null;
    readonly becomes: NumberState;
  }[];
  readonly groups: readonly number[];
  readonly apiKeys: readonly number[];
}

/** What the undo of an offboarding restored, of what the plan lists. */
export interface Restored {
  readonly numbers: readonly { readonly number: number; readonly isRestored: boolean }[];
  readonly groups: readonly number[];
}

interface Pair {
  readonly user: number;
  readonly number: number;
}

interface Membership {
  readonly user: number;
  readonly group: number;
}

/** Facts that the app publishes as events. */
type EventFact =
  | { readonly kind: "organization.created" }
  | {
      readonly kind: "organization.updated";
      readonly status: "active" | "suspended";
      readonly coolingDays: number;
    }
  | { readonly kind: "user.created"; readonly user: number; readonly email: number }
  | {
      readonly kind: "user.updated";
      readonly user: number;
      readonly status?: UserStatus;
      readonly endpoints?: readonly string[];
    }
  | { readonly kind: "user.removed"; readonly user: number }
  | { readonly kind: "user.signedOut"; readonly user: number }
  | { readonly kind: "emailBlock.created"; readonly user: number }
  | { readonly kind: "emailBlock.lifted"; readonly user: number }
  | { readonly kind: "user.restored"; readonly user: number; readonly status: UserStatus }
  | { readonly kind: "apiKey.created"; readonly user: number }
  | { readonly kind: "apiKey.revoked"; readonly user: number; readonly apiKey: number }
  | { readonly kind: "group.created" }
  | (Membership & { readonly kind: "group.memberAdded" })
  | (Membership & { readonly kind: "group.memberRemoved" })
  | { readonly kind: "number.added"; readonly number: number; readonly line: number }
  /** Without `reservation` it is the consequence of an assignment's change: see `Transaction`. */
  | { readonly kind: "number.updated"; readonly number: number; readonly reservation?: Reservation | null }
  | { readonly kind: "number.released"; readonly number: number }
  | (Pair & { readonly kind: "number.assigned"; readonly flags: AssignmentFlags })
  | (Pair & { readonly kind: "assignment.updated"; readonly flags: AssignmentFlags })
  | (Pair & { readonly kind: "number.unassigned" });

/** Facts for which the app writes no event of their own. */
type OffboardingFact =
  | { readonly kind: "offboarding.planned"; readonly offboarding: number; readonly plan: Plan }
  | { readonly kind: "offboarding.applied"; readonly offboarding: number; readonly plan: Plan }
  | { readonly kind: "offboarding.undone"; readonly offboarding: number; readonly restored: Restored };

export type Fact = EventFact | OffboardingFact;
export type Dialect = "native" | "tether" | "telnyx" | "ippanel";

interface Metadata {
  /** The event's number in the organization's feed; null where the app writes no event. */
  readonly seq: number | null;
  readonly at: number;
  readonly reason: string | null;
  /** The event that this one undoes. */
  readonly undoes: number | null;
  readonly dialect: Dialect;
}

export type Entry = Fact & Metadata;
/** In the order of acceptance. A log is never changed: appending makes another one. */
export type Log = readonly Entry[];

export type EntryOf<Kind extends Fact["kind"]> = Extract<Entry, { readonly kind: Kind }>;

/** The entries of these kinds. */
export const entriesOf = <Kind extends Fact["kind"]>(log: Log, ...kinds: readonly Kind[]): EntryOf<Kind>[] =>
  log.filter((entry) => (kinds as readonly string[]).includes(entry.kind)) as EntryOf<Kind>[];

/** What was accepted up to an instant, that instant included. */
export const until = (log: Log, at: number): Log => log.filter((entry) => entry.at <= at);

/** A function of a log, computed once for each log. */
export function ofLog<Result>(derive: (log: Log) => Result): (log: Log) => Result {
  const results = new WeakMap<Log, { readonly result: Result }>();
  return (log) => {
    const known = results.get(log) ?? { result: derive(log) };
    results.set(log, known);
    return known.result;
  };
}

type Event = EventFact & Metadata & { readonly seq: number };

/** The events that the app must have written, in order. */
export const eventsOf = ofLog((log) => log.filter((entry): entry is Event => entry.seq !== null));

export const eventOf = (log: Log, seq: number): Event | undefined => eventsOf(log)[seq - 1];

/** The instant of the last event: the next one is never earlier, even if the clock was set back. */
export const lastEventAt = (log: Log): number => eventsOf(log).at(-1)?.at ?? Number.NEGATIVE_INFINITY;
