/** An error of one call to the database. */
export interface Fault {
  readonly code: string;
  /** Whether the call took effect before its response was lost, or never ran. */
  readonly when: "before" | "after" | "undone";
}

export const nameOf = ({ code, when }: Fault): string => `${code} ${when}`;

/** Makes the nth call to the database fail, once. */
export class FaultPlan {
  #fault: Fault | undefined;
  #left = 0;

  arm(point: number, fault: Fault): void {
    this.#fault = fault;
    this.#left = point;
  }

  /** Whether the fault has occurred. */
  disarm(): boolean {
    const isMet = this.#fault === undefined;
    this.#fault = undefined;
    return isMet;
  }

  /** Called for every call; returns the fault to inject. */
  next(): Fault | undefined {
    if (this.#fault === undefined) return undefined;
    this.#left -= 1;
    if (this.#left > 0) return undefined;
    const fault = this.#fault;
    this.#fault = undefined;
    return fault;
  }
}
