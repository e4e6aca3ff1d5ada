import type {
  Offboarding,
  OffboardingId,
  OffboardingPlan,
  OffboardingTransfer,
  Page,
  PageRequest,
  Restoration,
  Timestamp,
  UserId,
} from "../../model.ts";

export interface OffboardingReader {
  find(id: OffboardingId): Promise<Offboarding | undefined>;
  /** The offboarding that removed the user, unless it was undone. */
  ofRemovedUser(userId: UserId): Promise<Offboarding | undefined>;
  /** Ordered by serial, without plans that were never applied. */
  list(page: PageRequest): Promise<Page<Offboarding>>;
}

export interface OffboardingWriter extends OffboardingReader {
  /** The status is `applied` when `appliedAt` is set, otherwise `planned`. */
  create(offboarding: NewOffboarding): Promise<Offboarding>;
  /** Sets the status to `applied`, with what the new holders of numbers were given. */
  markApplied(
    id: OffboardingId,
    transfers: readonly OffboardingTransfer[],
    at: Timestamp,
  ): Promise<Offboarding>;
  /** Sets the status to `undone`, with what was restored. */
  markUndone(id: OffboardingId, restoration: Restoration, at: Timestamp): Promise<Offboarding>;
  /** Replaces the personal values in all plans of a user by placeholders, and sets `erasedAt`. */
  erase(userId: UserId, at: Timestamp): Promise<void>;
}

export interface NewOffboarding {
  readonly id: OffboardingId;
  readonly plan: OffboardingPlan;
  readonly plannedAt: Timestamp;
  readonly appliedAt: Timestamp | null;
  /** Empty for a plan. */
  readonly transfers: readonly OffboardingTransfer[];
}
