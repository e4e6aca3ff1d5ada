import type {
  Offboarding,
  OffboardingId,
  OffboardingPlan,
  Page,
  PageRequest,
  Timestamp,
} from "../../model.ts";

export interface OffboardingReader {
  find(id: OffboardingId): Promise<Offboarding | undefined>;
  /** Ordered by serial, without plans that were never applied. */
  list(page: PageRequest): Promise<Page<Offboarding>>;
}

export interface OffboardingWriter extends OffboardingReader {
  /** The status is `applied` when `appliedAt` is set, otherwise `planned`. */
  create(offboarding: NewOffboarding): Promise<Offboarding>;
  /** Sets the next status and its timestamp. */
  advance(id: OffboardingId, status: "applied" | "undone", at: Timestamp): Promise<Offboarding>;
}

export interface NewOffboarding {
  readonly id: OffboardingId;
  readonly plan: OffboardingPlan;
  readonly plannedAt: Timestamp;
  readonly appliedAt: Timestamp | null;
}
