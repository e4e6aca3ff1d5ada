import { spawnSync } from "node:child_process";
import { join } from "node:path";

// Measures how much longer commands take than Node alone, over the compiled packages (`npm run build`). The runs of the
// commands alternate, so that the load of the machine is the same for all; the medians are printed in milliseconds.

const bin = join(import.meta.dirname, "../bin/whoseline.js");
const rounds = 15;
const commands: Readonly<Record<string, readonly string[]>> = {
  "node alone": ["--eval", "0"],
  "whoseline --help": [bin, "--help"],
  "whoseline numbers list -h": [bin, "numbers", "list", "-h"],
  "whoseline profiles": [bin, "profiles"],
};

const times = Object.fromEntries(Object.keys(commands).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round++)
  for (const [name, args] of Object.entries(commands)) times[name]?.push(measure(args));

const bare = median(times["node alone"] ?? []);
for (const [name, taken] of Object.entries(times))
  process.stdout.write(
    `${name}: ${median(taken).toFixed(0)} ms, ${(median(taken) - bare).toFixed(0)} ms above Node\n`,
  );

function measure(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}. Run npm run build before.`);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
