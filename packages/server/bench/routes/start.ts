import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { outcomeOf } from "../processes.ts";
import type { RoutesWorld } from "./world.ts";

const rounds = 3;

/** Time from the start of the process until it is ready, compared with only reading the same tables. */
export async function measureStart({ engine, database, lines }: RoutesWorld): Promise<Figure[]> {
  const { ready, read } = await interleave(
    {
      ready: () => outcomeOf<number>("routes/ready.ts", [database]),
      read: () => outcomeOf<number>("routes/bare-read.ts", [database]),
    },
    rounds,
  );
  return [
    {
      name: `${engine}: start until ready, ${lines.toLocaleString("en")} lines, against reading the tables`,
      whoseline: seconds(ready),
      bare: seconds(read),
      ratios: ratiosOf(ready, read),
    },
  ];
}

const seconds = (values: readonly number[]): string => `${(median(values) / 1000).toFixed(1)} s`;
