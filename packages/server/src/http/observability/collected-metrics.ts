import { Gauge, type Metric, type Registry } from "@prometheus-io/client";
import type { Histogram } from "../../histogram.ts";

// Metrics whose values are kept elsewhere and read at each scrape.

/** Adds a gauge that has no sample while `read` returns undefined. */
export function addGauge(
  registers: Registry[],
  name: string,
  help: string,
  read: () => number | undefined,
): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      const value = read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly histogram: Histogram;
}

/** Exposes histograms that are counted elsewhere: the client's own takes some microseconds per value. */
export function addHistogram(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly Series[],
): void {
  const get = async () => ({ name, help, type: "histogram", values: read().flatMap(samplesOf(name)) });
  registry.registerMetric({ name, help, type: "histogram", aggregator: "sum", get } as unknown as Metric);
}

const samplesOf =
  (name: string) =>
  ({ labels, histogram }: Series) => {
    let total = 0;
    const buckets = histogram.counts.map((count, index) => {
      total += count;
      const le = histogram.bounds[index] ?? "+Inf";
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: histogram.sum },
      { metricName: `${name}_count`, labels, value: total },
    ];
  };

/** The number of values that a histogram has observed. */
export const totalOf = ({ counts }: Histogram): number => counts.reduce((sum, count) => sum + count, 0);
