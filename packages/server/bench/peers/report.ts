import { median } from "../measure.ts";
import type { Sample } from "./contestant.ts";
import type { Started } from "./peer.ts";

/** Prints the medians of the rounds. */
export function printSamples(title: string, samples: Readonly<Record<string, readonly Sample[]>>): void {
  const rows = Object.entries(samples).map(([name, rounds]) => {
    const of = (field: "perSecond" | "cpu" | "p99Ms") => rounds.map((sample) => sample[field] ?? Number.NaN);
    const rates = of("perSecond");
    const range = `${integer(Math.min(...rates))} to ${integer(Math.max(...rates))}`;
    const p99 = median(of("p99Ms"));
    return [
      name,
      integer(median(rates)),
      range,
      median(of("cpu")).toFixed(1),
      Number.isNaN(p99) ? "–" : p99.toFixed(1),
    ];
  });
  printRows([[title, "per second", "of the rounds", "CPU, µs", "p99, ms"], ...rows]);
}

/** Prints bytes per number. */
export function printMemory(lines: number, memory: NonNullable<Started["memory"]>): void {
  const rows = Object.entries(memory).map(([name, bytes]) => [name, (bytes / lines).toFixed(0)]);
  printRows([[`memory of ${integer(lines)} numbers`, "bytes per number"], ...rows]);
}

const integer = (value: number): string => Math.round(value).toLocaleString("en");

function printRows([head = [], ...body]: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  console.log(`\n${[line(head), rule, ...body.map(line)].join("\n")}`);
}
