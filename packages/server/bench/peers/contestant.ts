import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Load, loadFully } from "../routes/load.ts";
import { cpuOfTree } from "./process-tree.ts";

export const connections = 32;

/** What a load generator reports. */
export interface LoadResult {
  readonly count: number;
  readonly perSecond: number;
  /** Undefined when the load generator does not report it. */
  readonly p99Ms: number | undefined;
}

export interface Sample {
  readonly perSecond: number;
  /** Microseconds of an operation, of all processes and threads of the server. */
  readonly cpu: number;
  readonly p99Ms: number | undefined;
}

export type Contestants = Record<string, () => Promise<Sample>>;

/** Measures a load against the CPU time of the servers with these process IDs and of their descendants. */
export function contestant(
  pids: readonly number[],
  load: () => Promise<LoadResult>,
  /** Of one request: 100 for a batch of 100 lookups. */
  operations = 1,
): () => Promise<Sample> {
  const cpu = () => pids.reduce((sum, pid) => sum + cpuOfTree(pid), 0);
  return async () => {
    const before = cpu();
    const { count, perSecond, p99Ms } = await load();
    const used = cpu() - before;
    return { perSecond: perSecond * operations, cpu: used / (count * operations), p99Ms };
  };
}

/** Requests over HTTP, the next one of each connection after the response. */
export async function loadHttp(load: Omit<Load, "connections">): Promise<LoadResult> {
  const { count, rate, waits } = await loadFully({ connections, ...load });
  const p99Ms = Array.from(waits).sort((a, b) => a - b)[Math.floor(waits.length * 0.99)];
  return { count, perSecond: rate, p99Ms };
}

/** Runs a load generator that is an installed program, on the core of this process, and returns its output. */
export async function runLoad(program: string, parts: readonly string[]): Promise<string> {
  return (await promisify(execFile)(program, parts)).stdout;
}
