/** Measures one candidate in one round: requests per second, or milliseconds. */
export type Measurement = () => Promise<number>;

/** One line of the result table. */
export interface Figure {
  readonly name: string;
  readonly whoseline: string;
  readonly bare: string;
  /** Whoseline divided by the bare server, per round. */
  readonly ratios: readonly number[];
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Runs every candidate once per round, in alternating order, so that other load affects all of them. The first
 * round warms up and does not count.
 */
export async function interleave<Name extends string, Result = number>(
  measurements: Record<Name, () => Promise<Result>>,
  rounds: number,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(measurements) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Result[]>;
  for (let round = 0; round <= rounds; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await measurements[name]();
      if (round > 0) figures[name].push(figure);
    }
  return figures;
}

/** Whoseline divided by the bare server, per round: both ran under the same load. */
export const ratiosOf = (ours: readonly number[], bare: readonly number[]): number[] =>
  ours.map((figure, round) => figure / (bare[round] ?? Number.NaN));

export function printTable(figures: readonly Figure[]): void {
  const cells = figures.map(({ name, whoseline, bare, ratios, target }) => [
    name,
    whoseline,
    bare,
    median(ratios).toFixed(2),
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    verdict(median(ratios), target),
  ]);
  const rows = [["measured", "Whoseline", "bare", "ratio", "of the rounds", "target"], ...cells];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  console.log([line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n"));
}

function verdict(ratio: number, target: Figure["target"]): string {
  if (target === undefined) return "none";
  const isMet = "atLeast" in target ? ratio >= target.atLeast : ratio <= target.atMost;
  const text = "atLeast" in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
  return `${text}: ${isMet ? "met" : "missed"}`;
}
