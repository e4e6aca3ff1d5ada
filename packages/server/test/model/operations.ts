import type { NumberState, Provider, UserStatus } from "../../src/model.ts";
import type { AssignmentFlags, Dialect } from "./log/log.ts";

// What a sequence is made of. Users, groups and offboardings are named by serial; a number by serial, or by 100
// plus its line's digit. A negative serial is one of the other organization, which must be treated as missing.

interface Common {
  readonly org: 0 | 1;
  /** An Idempotency-Key. */
  readonly key?: "k1" | "k2" | undefined;
  /** The caller is the owner of the other organization. */
  readonly isForeign?: boolean | undefined;
  readonly ifMatch?: "current" | "stale" | undefined;
  readonly reason?: "because" | undefined;
  /** Only until the sequence runs: selects one of the records that exist by then. */
  readonly target?: number | undefined;
}
type One<Kind extends string, Fields> = Common & { readonly kind: Kind } & Fields;

export type FlagsPatch = {
  readonly [Flag in keyof AssignmentFlags]?: AssignmentFlags[Flag] | undefined;
};
interface Pair {
  readonly user: number;
  readonly number: number;
}

export interface OffboardingRequest {
  readonly user: number;
  readonly numbers: readonly { readonly number: number; readonly to: number | null }[];
}

interface TetherAssign {
  readonly user: number;
  readonly line: number;
  readonly isDefault?: boolean | undefined;
  readonly isInboundEnabled?: boolean | undefined;
  readonly label?: string | undefined;
  readonly transfer?: boolean | undefined;
}

export type Write =
  | One<"assign", Pair & { readonly flags: FlagsPatch }>
  | One<"unassign", Pair>
  | One<
      "transfer",
      { readonly number: number; readonly from: number; readonly to: number; readonly flags: FlagsPatch }
    >
  | One<"addNumber", { readonly line: number; readonly isByOwner?: boolean }>
  | One<"releaseNumber", { readonly number: number }>
  | One<"reserveNumber", Pick<Pair, "number"> & ReservationRequest>
  | One<"setUserStatus", { readonly user: number; readonly status: UserStatus }>
  | One<"setEndpoints", { readonly user: number; readonly endpoints: readonly string[] }>
  | One<"blockUser", { readonly user: number; readonly status: "active" | "blocked" }>
  | One<"signOutUser", { readonly user: number }>
  | One<"createUser", { readonly email: number }>
  | One<"addMember", { readonly user: number; readonly group: number }>
  | One<"removeMember", { readonly user: number; readonly group: number }>
  | One<"removeUser", { readonly user: number }>
  | One<"telnyxRemoveUser", { readonly user: number; readonly isRetry: boolean }>
  | One<"planOffboarding", OffboardingRequest>
  | One<"offboard", OffboardingRequest>
  | One<"applyPlan", { readonly offboarding: number }>
  | One<"undoOffboarding", { readonly offboarding: number }>
  | One<"undoEvent", { readonly seq: number }>
  | One<
      "updateOrganization",
      { readonly coolingDays?: number | undefined; readonly status?: "active" | "suspended" | undefined }
    >
  | One<"tetherAssign", TetherAssign>
  | One<"tetherUnassignProvider", { readonly user: number; readonly provider: Provider }>
  | One<"ippanelAssign", Pair & { readonly send: boolean; readonly gets: boolean }>
  | One<"ippanelUnassign", Pair>;

/** `for` is the type of `reservee`. */
interface ReservationRequest {
  readonly for: "user" | "email" | "none";
  readonly reservee: number;
  readonly until: number;
}

export type Read =
  | One<"listAssignments", { readonly user?: number | undefined; readonly provider?: Provider | undefined }>
  | One<"listAssignmentsAsOf", { readonly at: number; readonly user?: number | undefined }>
  | One<"getNumber", { readonly number: number }>
  | One<"listNumbers", { readonly state: NumberState }>
  | One<"listNumberHistory", { readonly number: number }>
  | One<"tetherListAssignments", object>
  | One<"telnyxListUsers", object>
  | One<"ippanelListNumbers", object>;

export type Operation = Write | Read;
export type OperationOf<Kind extends Operation["kind"]> = Extract<Operation, { readonly kind: Kind }>;

/** An operation as it is generated: relative to what exists, and to the present, when the sequence runs. */
export type Command =
  | { readonly kind: "advanceClock"; readonly ms: number }
  /** The last write again, or the last that had an idempotency key. */
  | { readonly kind: "repeat"; readonly isKeyed: boolean }
  | {
      readonly kind: "undoRecentEvent";
      readonly org: 0 | 1;
      readonly back: number;
      readonly isUndoable: boolean;
      readonly reason?: "because" | undefined;
    }
  | {
      readonly kind: "listAssignmentsAroundEvent";
      readonly org: 0 | 1;
      readonly back: number;
      readonly shift: number;
    }
  | Operation;

export const dialectOf = ({ kind }: Operation): Dialect =>
  (["tether", "telnyx", "ippanel"] as const).find((dialect) => kind.startsWith(dialect)) ?? "native";

const readKinds: readonly string[] = [
  "listAssignments",
  "listAssignmentsAsOf",
  "getNumber",
  "listNumbers",
  "listNumberHistory",
  "tetherListAssignments",
  "telnyxListUsers",
  "ippanelListNumbers",
] satisfies Read["kind"][];

export const isRead = (operation: Operation): operation is Read => readKinds.includes(operation.kind);

/** Whether the caller is the platform's superadmin; otherwise it is the organization's owner. */
export const isBySuperadmin = (operation: Operation): boolean =>
  (operation.kind === "addNumber" && !operation.isByOwner) ||
  operation.kind === "updateOrganization" ||
  operation.kind === "blockUser" ||
  operation.kind.startsWith("tether");
