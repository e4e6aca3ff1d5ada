import type { ChainPosition } from "./chain-events.ts";
import type { PublicEvent } from "./public-event.ts";
import { type ChainFault, chainStart, faultOf } from "./verify-chain.ts";

/** A position that a chain must have, from a checkpoint or from the table of heads. */
export interface ExpectedPosition extends ChainPosition {
  /** Completes the sentence "The event is not that of …". */
  readonly source: string;
}

export interface ChainReport {
  /** The position before the first event. */
  readonly from: ChainPosition;
  /** The last event that fits. */
  readonly head: ChainPosition;
  /** One sentence for each fault; none for a chain that fits. */
  readonly faults: readonly string[];
}

const reasons: Readonly<Record<ChainFault, string>> = {
  number: "its number is not the next one, so events are missing, repeated or out of order",
  link: "its previousHash is not the hash of the event before it",
  version: "its hashVersion is unknown to this version of Whoseline",
  content: "its hash is not that of its content",
  personal: "its personal values do not fit its salt and digests",
};

/** Verifies the events of one organization one by one. */
export class ChainVerifier {
  readonly #expected: readonly ExpectedPosition[];
  readonly #isPartial: boolean;
  readonly #hashes = new Map<number, string>();
  #from: ChainPosition | undefined;
  #head: ChainPosition = chainStart;
  #fault: string | undefined;

  /** `isPartial`: the first event may have any number, and is trusted to name its predecessor. */
  constructor(expected: readonly ExpectedPosition[], { isPartial }: { readonly isPartial: boolean }) {
    this.#expected = expected;
    this.#isPartial = isPartial;
  }

  /** Ignores every event after the first one that does not fit. */
  add(event: PublicEvent): void {
    if (this.#fault !== undefined) return;
    this.#from ??= this.#start(event);
    const fault = faultOf(this.#head, event);
    if (fault !== undefined) {
      this.#fault = `Event ${event?.seq} does not fit: ${reasons[fault]}.`;
      return;
    }
    this.#head = { seq: event.seq, hash: event.hash };
    if (this.#expected.some(({ seq }) => seq === event.seq)) this.#hashes.set(event.seq, event.hash);
  }

  report(): ChainReport {
    const from = this.#from ?? chainStart;
    const fault = this.#fault === undefined ? [] : [this.#fault];
    return {
      from,
      head: this.#head,
      faults: [...fault, ...this.#expected.flatMap((it) => this.#missing(it))],
    };
  }

  #start(event: PublicEvent): ChainPosition {
    const isLater = this.#isPartial && Number.isInteger(event?.seq) && event.seq > 1;
    if (isLater) this.#head = { seq: event.seq - 1, hash: event.previousHash };
    return this.#head;
  }

  #missing({ seq, hash, source }: ExpectedPosition): string[] {
    const from = this.#from ?? chainStart;
    if (seq === 0 || seq < from.seq) return [];
    // The first event of a part names the hash of the event before it.
    if (seq === from.seq) return from.hash === hash ? [] : [`Event ${seq} is not that of ${source}.`];
    if (seq > this.#head.seq)
      return this.#fault === undefined
        ? [`Events ${this.#head.seq + 1} to ${seq} are missing: ${source} covers them.`]
        : [];
    return this.#hashes.get(seq) === hash ? [] : [`Event ${seq} is not that of ${source}.`];
  }
}
