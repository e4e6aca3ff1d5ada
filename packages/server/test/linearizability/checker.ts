/** One request as its client saw it. Both times come from one clock that every client reads. */
export interface Operation<Input> {
  readonly input: Input;
  /** Undefined when the outcome is unknown: the operation may take effect at any time from `invokedAt` on. */
  readonly output: string | undefined;
  readonly invokedAt: number;
  readonly respondedAt: number;
}

/** The sequential behaviour of one object. */
export interface Model<Input> {
  readonly initial: string;
  step(state: string, input: Input): { readonly state: string; readonly output: string };
}

/**
 * Whether the operations have an order that produces every output, with each operation between its invocation and
 * its response (the search of Wing and Gong, with Lowe's cache of visited configurations).
 */
export function isLinearizable<Input>(
  { initial, step }: Model<Input>,
  history: readonly Operation<Input>[],
): boolean {
  const operations = history.toSorted((a, b) => a.invokedAt - b.invokedAt);
  const visited = new Set<string>();
  return search(0n, initial);

  function search(done: bigint, state: string): boolean {
    const configuration = `${done.toString(36)} ${state}`;
    if (visited.has(configuration)) return false;
    visited.add(configuration);
    const deadline = earliestResponse(done);
    if (deadline === Number.POSITIVE_INFINITY) return true;
    return operations.some((operation, index) => {
      const bit = 1n << BigInt(index);
      if ((done & bit) !== 0n || operation.invokedAt > deadline) return false;
      const next = step(state, operation.input);
      const isPossible = operation.output === undefined || operation.output === next.output;
      return isPossible && search(done | bit, next.state);
    });
  }

  /** Operations invoked later than this cannot come next; infinite when only unknown outcomes are left. */
  function earliestResponse(done: bigint): number {
    let earliest = Number.POSITIVE_INFINITY;
    operations.forEach(({ output, respondedAt }, index) => {
      const isPending = output !== undefined && (done & (1n << BigInt(index))) === 0n;
      if (isPending && respondedAt < earliest) earliest = respondedAt;
    });
    return earliest;
  }
}
