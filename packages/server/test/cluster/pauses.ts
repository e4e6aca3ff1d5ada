import type { Acknowledged } from "../failover/writers.ts";

/** The longest time without an acknowledged write since `start`, in milliseconds. */
export function longestPause(writes: readonly Acknowledged[], start: number): number {
  let last = start;
  let longest = 0;
  for (const { at } of writes) {
    if (at < start) continue;
    longest = Math.max(longest, at - last);
    last = at;
  }
  return longest;
}

/** The distribution of pauses by the kind of their fault. */
export class Summary {
  readonly #pauses = new Map<string, number[]>();

  add(kind: string, pauseMs: number): void {
    this.#pauses.set(kind, [...(this.#pauses.get(kind) ?? []), pauseMs]);
  }

  lines(): string[] {
    return [...this.#pauses].map(([kind, pauses]) => {
      const sorted = pauses.toSorted((a, b) => a - b);
      const seconds = (part: number) =>
        ((sorted[Math.floor(part * (sorted.length - 1))] ?? 0) / 1000).toFixed(1);
      const [least, median, most] = [seconds(0), seconds(0.5), seconds(1)];
      return `cluster: ${sorted.length} × ${kind}: ${least} s least, ${median} s median, ${most} s most without an acknowledged write`;
    });
  }
}
