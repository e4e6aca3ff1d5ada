import type { ApiKeyId, AssignmentId, GroupId, NumberId } from "../model.ts";

/** What an applied plan assigned to the new holder of a number. Absent where they had everything already. */
export interface OffboardingTransfer {
  readonly numberId: NumberId;
  /** The assignment of the new holder. */
  readonly assignmentId: AssignmentId;
  /** The version that the plan left. */
  readonly version: number;
  /** What the new holder had before; null when they did not hold the number. */
  readonly before: AssignmentDirections | null;
}
export interface AssignmentDirections {
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
}

/** What the undo of an offboarding restores. */
export interface Restoration {
  readonly numbers: readonly (RestorationOutcome & { readonly numberId: NumberId })[];
  readonly groups: readonly (RestorationOutcome & { readonly groupId: GroupId })[];
  readonly apiKeys: readonly (RestorationOutcome & { readonly apiKeyId: ApiKeyId })[];
  readonly access: readonly (RestorationOutcome & { readonly what: RestorationAccess })[];
}
export interface RestorationOutcome {
  /** Null while it depends on what happens until the undo. */
  readonly isRestored: boolean | null;
  /** Why not, or on what it depends; empty when it was restored. */
  readonly why: string;
}
export const restorationAccess = ["tokens", "identity", "invitation"] as const;
export type RestorationAccess = (typeof restorationAccess)[number];
