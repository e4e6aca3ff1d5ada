import type {
  ApiKeyId,
  AssignmentDetails,
  GroupId,
  NumberState,
  OffboardingId,
  Timestamp,
  User,
  UserId,
} from "../model.ts";
import type { OffboardingTransfer, Restoration } from "./restoration.ts";

/** The removal of a user: a plan, applied or not. */
export interface Offboarding {
  readonly id: OffboardingId;
  readonly serial: number;
  readonly userId: UserId;
  readonly status: OffboardingStatus;
  readonly plan: OffboardingPlan;
  readonly plannedAt: Timestamp;
  readonly appliedAt: Timestamp | null;
  readonly undoneAt: Timestamp | null;
  /** Empty until the plan is applied, and in offboardings that earlier releases applied. */
  readonly transfers: readonly OffboardingTransfer[];
  /** Null until the undo, and in offboardings that earlier releases undid. */
  readonly restoration: Restoration | null;
}
export type OffboardingStatus = "planned" | "applied" | "undone";

/** The records as they were when planned, versions included. The plan is stale once any of them has changed. */
export interface OffboardingPlan {
  readonly user: User;
  readonly numbers: readonly OffboardedNumber[];
  readonly groupIds: readonly GroupId[];
  readonly apiKeyIds: readonly ApiKeyId[];
  /** When the user's personal values were erased; absent until then. */
  readonly erasedAt?: Timestamp;
  /** The keys of service users that the user created. */
  readonly createdKeys: readonly CreatedKey[];
  /** Whether the created keys are revoked too. */
  readonly revokesCreatedKeys: boolean;
}
export interface CreatedKey {
  readonly id: ApiKeyId;
  /** The service user. */
  readonly userId: UserId;
  readonly name: string;
  /** When the plan was made. A later use does not make the plan stale. */
  readonly lastUsedAt: Timestamp | null;
}
export interface OffboardedNumber {
  readonly assignment: AssignmentDetails;
  /** The new holder; null for none. */
  readonly to: UserId | null;
  readonly becomes: NumberState;
}
