import type { PlanActionKind, PlanFlags, PlanId, PlanMode, UserHandle } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import type { Permission } from "../auth/access.ts";
import type { NumberListFilter } from "../numbers/read-numbers.ts";
import type { NewReservation } from "../numbers/update-number.ts";
import type { NumberDestination } from "../offboarding/plan-offboarding.ts";

/** What a plan does with each of its numbers, as the caller names the users. */
export type NumberActionInput =
  | {
      readonly kind: "assign";
      readonly toUser: UserHandle;
      readonly flags: PlanFlags;
      /** Moves inbound from the present inbound holder, who keeps the number for outbound use. */
      readonly takesInbound?: boolean | undefined;
    }
  | { readonly kind: "unassign"; readonly fromUser?: UserHandle | undefined }
  | { readonly kind: "transfer"; readonly fromUser?: UserHandle | undefined; readonly toUser: UserHandle }
  | { readonly kind: "label"; readonly user?: UserHandle | undefined; readonly label: string | null }
  | { readonly kind: "reserve"; readonly reservation: NewReservation | null }
  | { readonly kind: "release" };

/** A number as the caller names it. */
export interface NamedNumber {
  readonly reference: NumberReference;
  /** Null for a number of a filter. */
  readonly named: string | null;
}

/** With the numbers one by one, or with every number that matches a filter now. */
export type NumberPlanInput = {
  readonly action: NumberActionInput;
  readonly reason?: string | undefined;
} & (
  | { readonly numbers: readonly NamedNumber[]; readonly filter?: undefined }
  | { readonly numbers?: undefined; readonly filter: NumberListFilter }
);

export interface RemovalPlanInput {
  readonly user: UserHandle;
  /** The new holder of each number; the numbers left out become available or start cooling. */
  readonly destinations: readonly NumberDestination[];
  readonly revokeCreatedKeys?: boolean | undefined;
  readonly reason?: string | undefined;
}

export interface ApplyInput {
  readonly planId: PlanId;
  readonly mode?: PlanMode | undefined;
  /** After this time, in milliseconds, no further part is applied: the next call continues. */
  readonly budgetMs?: number | undefined;
}

export interface UndoInput extends Pick<ApplyInput, "planId" | "budgetMs"> {
  readonly reason?: string | undefined;
}

/** What planning, applying and undoing an action requires. */
export const permissionOf: Readonly<Record<PlanActionKind, Permission>> = {
  assign: "assignments:write",
  unassign: "assignments:write",
  transfer: "assignments:write",
  label: "assignments:write",
  reserve: "numbers:write",
  release: "numbers:write",
  offboard: "users:write",
};
