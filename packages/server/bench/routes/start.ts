import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { outcomeOf } from "../processes.ts";
import type { RoutesWorld } from "./world.ts";

const rounds = 3;

/**
 * Time from the start of the process until it is ready, from the tables and from a snapshot, compared with only reading
 * the tables.
 */
export async function measureStart({ engine, database, lines }: RoutesWorld): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), "whoseline-bench-"));
  const { tables, snapshot, read } = await interleave(
    {
      tables: () => outcomeOf<number>("routes/ready.ts", [database]),
      // The first round, which does not count, writes it.
      snapshot: () => outcomeOf<number>("routes/ready.ts", [database, directory]),
      read: () => outcomeOf<number>("routes/bare-read.ts", [database]),
    },
    rounds,
  );
  await rm(directory, { recursive: true });
  const name = (from: string) =>
    `${engine}: start until ready from ${from}, ${lines.toLocaleString("en")} lines, against reading the tables`;
  return [
    {
      name: name("the tables"),
      whoseline: seconds(tables),
      bare: seconds(read),
      ratios: ratiosOf(tables, read),
      target: { atMost: 1 },
    },
    {
      name: name("a snapshot"),
      whoseline: seconds(snapshot),
      bare: seconds(read),
      ratios: ratiosOf(snapshot, read),
    },
  ];
}

const seconds = (values: readonly number[]): string => `${(median(values) / 1000).toFixed(1)} s`;
