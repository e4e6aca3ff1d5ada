import { mkdirSync } from "node:fs";
import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { insertByHand } from "./by-hand.ts";
import type { Elapsed } from "./elapsed.ts";
import { runImport } from "./import-run.ts";

const rounds = 3;
const rows = 5000;

/** Importing new numbers with holders, compared with inserting the same rows by hand. */
export async function measureImports(folder: string): Promise<readonly Figure[]> {
  mkdirSync(folder);
  // Every round imports into a database of its own, and inserts what was imported there.
  const results = await interleave({ round: () => measureRound(folder) }, rounds);
  const figure = (name: "dryRun" | "apply", key: keyof Elapsed, atLeast: number): Figure => {
    const rate = (of: "dryRun" | "apply" | "byHand") =>
      results.round.map((it) => rows / (it[of][key] / 1000));
    const [ours, byHand] = [rate(name), rate("byHand")];
    const unit = key === "ms" ? "rows/s" : "rows per CPU second";
    return {
      name: `${name === "dryRun" ? "dry run of an import" : "apply of an import"}, ${unit}`,
      whoseline: median(ours).toFixed(0),
      bare: median(byHand).toFixed(0),
      ratios: ratiosOf(ours, byHand),
      target: { atLeast },
    };
  };
  return [
    figure("dryRun", "ms", 3),
    figure("dryRun", "cpuMs", 3),
    figure("apply", "ms", 0.5),
    figure("apply", "cpuMs", 0.5),
  ];
}

async function measureRound(folder: string) {
  const { database, ...ours } = await runImport(folder, rows);
  return { ...ours, byHand: await insertByHand(database) };
}
