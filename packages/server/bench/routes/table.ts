import { type Figure, median, ratiosOf } from "../measure.ts";
import { outcomeOf } from "../processes.ts";
import type { CandidateFigures } from "./candidate.ts";
import type { Kind } from "./tables.ts";

const rounds = 3;
const kinds: readonly Kind[] = ["table", "numbers", "strings"];

/** The table of lines alone, compared with JavaScript maps, each in a separate process. */
export async function measureTable(lines: number): Promise<Figure[]> {
  const all: Record<Kind, CandidateFigures[]> = { table: [], numbers: [], strings: [] };
  for (let round = 0; round < rounds; round++)
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed())
      all[kind].push(
        await outcomeOf("routes/candidate.ts", [kind, String(lines)], ["--max-old-space-size=16000"]),
      );
  const versus = (what: keyof CandidateFigures, other: Kind, say: (value: number) => string) => {
    const [whoseline, theirs] = [all.table, all[other]].map((figures) =>
      figures.map((figure) => figure[what]),
    );
    return {
      name: `${lines.toLocaleString("en")} lines: ${titles[what]}`,
      whoseline: say(median(whoseline ?? [])),
      bare: `${maps[other]} ${say(median(theirs ?? []))}`,
      ratios: ratiosOf(whoseline ?? [], theirs ?? []),
    };
  };
  return [
    { ...versus("lookups", "numbers", millions), target: { atLeast: 5 } },
    versus("lookups", "strings", millions),
    versus("fromBytes", "numbers", millions),
    versus("fromBytes", "strings", millions),
    { ...versus("bytesPerLine", "strings", bytes), target: { atMost: 0.2 } },
    versus("bytesPerLine", "numbers", bytes),
    versus("buildMs", "numbers", seconds),
    versus("buildMs", "strings", seconds),
  ];
}

const titles: Readonly<Record<keyof CandidateFigures, string>> = {
  lookups: "lookups",
  fromBytes: "lookups from a request's bytes",
  bytesPerLine: "memory in use per line",
  buildMs: "building",
};
const maps: Readonly<Record<Kind, string>> = {
  table: "",
  numbers: "Map<number>",
  strings: "Map<string>",
};
const millions = (rate: number): string => `${(rate / 1e6).toFixed(1)} M/s`;
const bytes = (value: number): string => `${value.toFixed(1)} B`;
const seconds = (value: number): string => `${(value / 1000).toFixed(2)} s`;
