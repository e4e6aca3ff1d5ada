import type { InboundRule } from "../../routing/inbound.ts";
import type { OutboundRule } from "../../routing/outbound.ts";

/** Statistics of the routing index. */
export interface RouteStats {
  /** Since the start of the process, by question and deciding rule. */
  readonly lookups: readonly Lookups[];
  /** 0 while there is no index. */
  readonly lines: number;
  /** The age of the index; NaN while there is no index. */
  readonly ageSeconds: number;
}

export interface Lookups {
  readonly question: "inbound" | "outbound";
  readonly outcome: string;
  readonly count: number;
}

/** Counts lookups by question and deciding rule. */
export interface LookupCounter {
  inbound(rule: InboundRule): void;
  outbound(rule: OutboundRule): void;
}

/** The lookups of one process. */
export class LookupCounts implements LookupCounter {
  readonly #inbound = new Map<InboundRule, number>();
  readonly #outbound = new Map<OutboundRule, number>();

  inbound(rule: InboundRule): void {
    this.#inbound.set(rule, (this.#inbound.get(rule) ?? 0) + 1);
  }

  outbound(rule: OutboundRule): void {
    this.#outbound.set(rule, (this.#outbound.get(rule) ?? 0) + 1);
  }

  all(): readonly Lookups[] {
    const listed = (question: Lookups["question"], counts: ReadonlyMap<string, number>) =>
      [...counts].map(([outcome, count]) => ({ question, outcome, count }));
    return [...listed("inbound", this.#inbound), ...listed("outbound", this.#outbound)];
  }
}
