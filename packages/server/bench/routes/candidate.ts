import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { median } from "../measure.ts";
import { type Kind, tables, textAt, width } from "./tables.ts";

/** Measures one kind of table in a separate process; arguments: the kind and the number of lines. */
export interface CandidateFigures {
  readonly buildMs: number;
  /** Memory in use after garbage collection. */
  readonly bytesPerLine: number;
  /** Per second, with the key given: a number, or a string made for the lookup. */
  readonly lookups: number;
  /** Per second, with the digits in a request's bytes. */
  readonly fromBytes: number;
}

const passes = 5;
/** Enough probes that most of a large table is outside the processor's caches. */
const probesMax = 2_000_000;

const [, , kind = "", lines = ""] = process.argv;
process.send?.(await measure(kind as Kind, Number(lines)));
process.disconnect();

async function measure(kind: Kind, count: number): Promise<CandidateFigures> {
  const random = randoms(count);
  const lines = Float64Array.from({ length: count }, () => 1e10 + Math.floor(random() * 9e9));
  const probes = new Float64Array(Math.min(count, probesMax)).map(
    () => lines[Math.floor(random() * count)] as number,
  );
  const bytes = Buffer.from(Array.from(probes, (line) => `+${line}`).join(""), "latin1");
  const texts = Array.from(probes, (_, at) => (kind === "strings" ? textAt(bytes, at * width) : ""));
  const before = await usedBytes();
  const table = tables[kind](lines);
  const start = performance.now();
  for (let row = 0; row < count; row++) table.set(lines[row] as number, row);
  const buildMs = performance.now() - start;
  const after = await usedBytes();
  return {
    buildMs,
    bytesPerLine: (after - before + table.sharedBytes()) / count,
    lookups: rate(probes.length, (at) => table.get(probes[at] as number, texts[at] as string)),
    fromBytes: rate(probes.length, (at) => table.getFromBytes(bytes, at * width)),
  };
}

/** The first pass, whose code is not compiled yet, does not count. */
function rate(count: number, look: (at: number) => number | undefined): number {
  const rates = Array.from({ length: passes }, () => {
    const start = performance.now();
    let sum = 0;
    for (let at = 0; at < count; at++) sum += look(at) ?? Number.NaN;
    if (Number.isNaN(sum)) throw new Error("a line was not found");
    return (count * 1000) / (performance.now() - start);
  });
  return median(rates.slice(1));
}

/** Memory outside the heap is freed one turn of the event loop after collection. */
async function usedBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  for (let time = 0; time < 3; time++) {
    collect();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The same ones for the same seed, from 0 to 1: Mulberry32 (public domain). */
function randoms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
