import type {
  EventKind,
  NumberId,
  OffboardingId,
  Page,
  PlanId,
  Provider,
  Reservation,
  Timestamp,
  UserId,
} from "../model.ts";

export const planActionKinds = [
  "assign",
  "unassign",
  "transfer",
  "label",
  "reserve",
  "release",
  "offboard",
] as const;
export type PlanActionKind = (typeof planActionKinds)[number];

/** What a plan does with each of its numbers. */
export type PlanAction =
  | {
      readonly kind: "assign";
      readonly toUserId: UserId;
      readonly flags: PlanFlags;
      readonly takesInbound: boolean;
    }
  /** Of one holder, or of every holder. */
  | { readonly kind: "unassign"; readonly fromUserId: UserId | null }
  /** From this holder; or from the inbound holder, or the only holder. */
  | { readonly kind: "transfer"; readonly fromUserId: UserId | null; readonly toUserId: UserId }
  /** Of one holder's assignment, or of every holder's. */
  | { readonly kind: "label"; readonly userId: UserId | null; readonly label: string | null }
  /** Null ends the reservation. */
  | { readonly kind: "reserve"; readonly reservation: Reservation | null }
  | { readonly kind: "release" }
  | { readonly kind: "offboard"; readonly userId: UserId; readonly revokesCreatedKeys: boolean };

export interface PlanFlags {
  readonly isDefault?: boolean | undefined;
  readonly isInboundEnabled?: boolean | undefined;
  readonly isOutboundEnabled?: boolean | undefined;
  readonly label?: string | null | undefined;
}

/** `planning`: not every number is in it yet; nobody can see the plan. */
export type PlanStatus = "planning" | "planned" | "applying" | "applied" | "undoing" | "undone";

/** `each`: a refused number does not keep the others from being changed. `atomic`: all or none, in one transaction. */
export const planModes = ["each", "atomic"] as const;
export type PlanMode = (typeof planModes)[number];

export const planFates = ["change", "same", "refused"] as const;
export type PlanFate = (typeof planFates)[number];
export type FateCounts = Readonly<Record<PlanFate, number>>;

export interface Plan {
  readonly id: PlanId;
  readonly action: PlanAction;
  readonly reason: string | null;
  readonly status: PlanStatus;
  readonly mode: PlanMode | null;
  readonly createdBy: UserId;
  readonly credentialId: string;
  readonly offboardingId: OffboardingId | null;
  readonly plannedAt: Timestamp;
  /** When applying began, and through which API. */
  readonly startedAt: Timestamp | null;
  readonly startedVia: string | null;
  readonly appliedAt: Timestamp | null;
  readonly undoneAt: Timestamp | null;
  /** The items before this position are applied or undone. */
  readonly nextPosition: number;
  readonly counts: PlanCounts;
}

export interface PlanCounts {
  readonly planned: FateCounts;
  readonly applied: FateCounts;
  readonly undone: FateCounts;
}

/** One number of a plan, or what an offboarding changes besides numbers. */
export interface PlanItem {
  readonly position: number;
  /** How the caller named the number; null for a number of a filter. */
  readonly named: string | null;
  /** Null when the name matches no number, and for what concerns no number. */
  readonly number: PlannedNumber | null;
  /** Null for an item without a number. */
  readonly seen: RecordVersions | null;
  /** The versions after the item was applied; null until then. */
  readonly remaining: RecordVersions | null;
  /** Null when the personal values of a user were erased since. */
  readonly effects: readonly PlanEffect[] | null;
  readonly fate: PlanFate;
  /** Of a refused item. */
  readonly refusal: PlanRefusal | null;
  /** Null until the plan was applied. */
  readonly result: PlanItemResult | null;
  /** Null until the plan was undone. */
  readonly undo: PlanItemResult | null;
}

export interface PlannedNumber {
  readonly id: NumberId;
  readonly provider: Provider;
  readonly line: string;
}

/** The versions of a number and of its open assignments, by which a later change is noticed. */
export interface RecordVersions {
  readonly number: number;
  readonly assignments: Readonly<Record<string, number>>;
}

/** A change to one record, as the event of it shows it. */
export interface PlanEffect {
  readonly kind: EventKind;
  readonly numberId: NumberId | null;
  readonly userId: UserId | null;
  readonly before: PlanEffectValues | null;
  readonly after: PlanEffectValues | null;
}

/** Of an assignment: its flags. Of a number: its cooling and reservation. Of other records: none. */
export interface PlanEffectValues {
  readonly isDefault?: boolean;
  readonly isInboundEnabled?: boolean;
  readonly isOutboundEnabled?: boolean;
  readonly label?: string | null;
  readonly coolingUntil?: Timestamp | null;
  /** Of a cooling period that the change starts, in milliseconds. */
  readonly coolsForMs?: number;
  readonly reservation?: Reservation | null;
}

export interface PlanRefusal {
  readonly code: string;
  readonly sentence: string;
}

export interface PlanItemResult {
  readonly fate: PlanFate;
  readonly refusal: PlanRefusal | null;
  /** The first and the last event of the change. */
  readonly seqs: readonly [number, number] | null;
}

export interface PlanPage {
  readonly plan: Plan;
  readonly items: Page<PlanItem>;
}
