/** What a client saw of one request. The moments are of one clock that every client reads. */
export interface Operation<Input> {
  readonly input: Input;
  /** Undefined when nobody knows whether it happened: then it may have, at any moment from `invokedAt` on. */
  readonly output: string | undefined;
  readonly invokedAt: number;
  readonly respondedAt: number;
}

/** What one thing does when it is asked by one client at a time. */
export interface Model<Input> {
  readonly initial: string;
  step(state: string, input: Input): { readonly state: string; readonly output: string };
}

/**
 * Whether some order of the operations explains every answer, with each operation somewhere between its
 * invocation and its response (Wing and Gong's search, with Lowe's memory of the situations already tried).
 */
export function isLinearizable<Input>(
  { initial, step }: Model<Input>,
  history: readonly Operation<Input>[],
): boolean {
  const operations = history.toSorted((a, b) => a.invokedAt - b.invokedAt);
  const tried = new Set<string>();
  return search(0n, initial);

  function search(done: bigint, state: string): boolean {
    const situation = `${done.toString(36)} ${state}`;
    if (tried.has(situation)) return false;
    tried.add(situation);
    const deadline = earliestResponse(done);
    if (deadline === Number.POSITIVE_INFINITY) return true;
    return operations.some((operation, index) => {
      const bit = 1n << BigInt(index);
      if ((done & bit) !== 0n || operation.invokedAt > deadline) return false;
      const next = step(state, operation.input);
      const isExplained = operation.output === undefined || operation.output === next.output;
      return isExplained && search(done | bit, next.state);
    });
  }

  /** Whatever was invoked after this moment comes later; infinite when only unknown outcomes are left. */
  function earliestResponse(done: bigint): number {
    let earliest = Number.POSITIVE_INFINITY;
    operations.forEach(({ output, respondedAt }, index) => {
      const isOpen = output !== undefined && (done & (1n << BigInt(index))) === 0n;
      if (isOpen && respondedAt < earliest) earliest = respondedAt;
    });
    return earliest;
  }
}
