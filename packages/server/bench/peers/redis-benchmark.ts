import { connections, type LoadResult, runLoad } from "./contestant.ts";

interface Target {
  readonly program: string;
  readonly port: number;
  readonly password?: string | undefined;
  /** The number of keys that replace `__rand_int__`. */
  readonly keys: number;
  readonly seconds: number;
}

/** Commands with random keys. The tool takes a number of commands, which follows from the rate of the run before. */
export function redisBenchmark(target: Target, pipelined: number, command: readonly string[]) {
  const { program, port, password, keys, seconds } = target;
  let count = 10_000;
  return async (): Promise<LoadResult> => {
    const options = { "-p": port, "-c": connections, "-n": count, "-r": keys, "-P": pipelined };
    const text = await runLoad(program, [
      ...Object.entries(options).flatMap(([name, value]) => [name, String(value)]),
      ...(password === undefined ? [] : ["-a", password]),
      ...["--csv", ...command],
    ]);
    const result = { ...readCsv(text), count };
    count = Math.ceil(result.perSecond * seconds);
    return result;
  };
}

/** Reads the columns rps and p99_latency_ms of `redis-benchmark --csv`. */
export function readCsv(text: string): Omit<LoadResult, "count"> {
  const rows = text
    .trim()
    .split("\n")
    .map((row) => row.slice(1, -1).split('","'));
  const [names = [], values = []] = rows.slice(-2);
  const figureOf = (name: string) => Number(values[names.indexOf(name)]);
  const [perSecond, p99Ms] = [figureOf("rps"), figureOf("p99_latency_ms")];
  if (!(perSecond > 0)) throw new Error(`redis-benchmark failed: ${text}`);
  return { perSecond, p99Ms };
}
