/** Counts values in fixed buckets. Cheap enough for every request: no allocation per value. */
export class Histogram {
  /** Upper bounds of the buckets, ascending and inclusive. */
  readonly bounds: readonly number[];
  /** One count per bucket; the last is for values above all bounds. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    counts[bucket] = (counts[bucket] as number) + 1;
    this.sum += value;
  }

  /** Adds the values of a histogram with the same bounds. */
  add({ counts, sum }: Pick<Histogram, "counts" | "sum">): void {
    for (const [bucket, count] of counts.entries()) this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.sum += sum;
  }
}
