/** How many values fell between bounds that are fixed: cheap enough to be kept of every request. */
export class Histogram {
  readonly bounds: readonly number[];
  /** One count a bound, of what is at most the bound and above the one before; then those above all bounds. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] as number)) place += 1;
    counts[place] = (counts[place] as number) + 1;
    this.sum += value;
  }
}
