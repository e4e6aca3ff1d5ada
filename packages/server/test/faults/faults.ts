/** Something that goes wrong with one call to the database. */
export interface Fault {
  readonly code: string;
  /** Whether the call took effect before its answer was lost, or never ran. */
  readonly when: "before" | "after" | "undone";
}

export const nameOf = ({ code, when }: Fault): string => `${code} ${when}`;

/** Lets the nth call to the database fail, once. */
export class FaultPlan {
  #fault: Fault | undefined;
  #left = 0;

  arm(point: number, fault: Fault): void {
    this.#fault = fault;
    this.#left = point;
  }

  /** Whether the fault has been met. */
  disarm(): boolean {
    const isMet = this.#fault === undefined;
    this.#fault = undefined;
    return isMet;
  }

  /** Asked at every call: what is to go wrong with it. */
  next(): Fault | undefined {
    if (this.#fault === undefined) return undefined;
    this.#left -= 1;
    if (this.#left > 0) return undefined;
    const fault = this.#fault;
    this.#fault = undefined;
    return fault;
  }
}
