/** Who held a number when, in milliseconds: from the begin of the request that began it to the end of the one that ended it. */
export interface Tenure {
  readonly line: string;
  readonly holder: string;
  readonly from: number;
  until: number;
}

export interface Call {
  readonly line: string;
  readonly rang: string;
  readonly began: number;
  readonly answered: number;
}

/** The calls that rang somebody who held the number at no instant between their begin and their answer. */
export function findMisrouted(calls: readonly Call[], tenures: readonly Tenure[]): readonly Call[] {
  const byLine = Map.groupBy(tenures, ({ line, holder }) => `${line} ${holder}`);
  return calls.filter(
    ({ line, rang, began, answered }) =>
      !byLine.get(`${line} ${rang}`)?.some(({ from, until }) => from <= answered && until >= began),
  );
}
