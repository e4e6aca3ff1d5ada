import type { NumberState, Provider, UserStatus } from "../../src/model.ts";
import type { Leaving } from "./offboarding.ts";
import type { Dialect, Holding } from "./state.ts";

// What a sequence is made of. Users, groups and offboardings are named by serial; a number by serial, or by 100
// and its line's digit. Below 0 the other organization's is meant, which must be as one that nobody has.

interface Common {
  readonly org: 0 | 1;
  /** An Idempotency-Key. */
  readonly key?: "k1" | "k2" | undefined;
  /** The owner of the other organization asks. */
  readonly isForeign?: boolean | undefined;
  readonly ifMatch?: "right" | "wrong" | undefined;
  readonly reason?: "because" | undefined;
  /** Only until the sequence runs: which of what there is then. */
  readonly aim?: number | undefined;
}
type One<Kind extends string, Fields> = Common & { readonly kind: Kind } & Fields;

export type Flags = { readonly [Flag in keyof Holding]?: Holding[Flag] | undefined };
interface Pair {
  readonly user: number;
  readonly number: number;
}

export type Act =
  | One<"assign", Pair & { flags: Flags }>
  | One<"unassign", Pair>
  | One<"transfer", { number: number; from: number; to: number; flags: Flags }>
  | One<"add", { line: number; isOwners?: boolean }>
  | One<"release", { number: number }>
  | One<"reserve", { number: number; for: "user" | "email" | "nobody"; whom: number; until: number }>
  | One<"setUser", { user: number; status: UserStatus }>
  | One<"setEndpoints", { user: number; endpoints: readonly string[] }>
  | One<"addUser", { email: number }>
  | One<"join" | "leave", { user: number; group: number }>
  | One<"remove", { user: number }>
  | One<"telnyxRemove", { user: number; isRetry: boolean }>
  | One<"plan" | "offboard", Leaving>
  | One<"applyPlan", { offboarding: number }>
  | One<"undoOffboarding", { offboarding: number }>
  | One<"undoEvent", { seq: number }>
  | One<"organization", { coolingDays?: number | undefined; status?: "active" | "suspended" | undefined }>
  | One<"tetherAssign", TetherAssign>
  | One<"tetherRemove", { user: number; provider: Provider }>
  | One<"ippanelAssign", Pair & { send: boolean; gets: boolean }>
  | One<"ippanelUnassign", Pair>
  | Read;

interface TetherAssign {
  readonly user: number;
  readonly line: number;
  readonly isDefault?: boolean | undefined;
  readonly isInboundEnabled?: boolean | undefined;
  readonly label?: string | undefined;
  readonly transfer?: boolean | undefined;
}

export type Read =
  | One<"list", { user?: number | undefined; provider?: Provider | undefined }>
  | One<"asOf", { at: number; user?: number | undefined }>
  | One<"number", { number: number }>
  | One<"numbers", { state: NumberState }>
  | One<"history", { number: number }>
  | One<"tetherList" | "telnyxList" | "ippanelList", object>;

/** What is drawn: a moment is relative until the sequence runs, and an act may be the last one again, or the last
 * that had a key. */
export type Command =
  | { readonly kind: "tick"; readonly ms: number }
  | { readonly kind: "again"; readonly isKeyed: boolean }
  | {
      readonly kind: "undoBack";
      readonly org: 0 | 1;
      readonly back: number;
      readonly isAimed: boolean;
      readonly reason?: "because" | undefined;
    }
  | { readonly kind: "asOfEvent"; readonly org: 0 | 1; readonly back: number; readonly shift: number }
  | Act;

export const dialectOf = ({ kind }: Act): Dialect =>
  (["tether", "telnyx", "ippanel"] as const).find((dialect) => kind.startsWith(dialect)) ?? "native";

const reads: readonly string[] = [
  "list",
  "asOf",
  "number",
  "numbers",
  "history",
  "tetherList",
  "telnyxList",
  "ippanelList",
];
export const isRead = (act: Act): act is Read => reads.includes(act.kind);

/** Who may do it: the platform's superadmin, or the organization's owner. */
export const isPlatforms = (act: Act): boolean =>
  (act.kind === "add" && !act.isOwners) || act.kind === "organization" || act.kind.startsWith("tether");
