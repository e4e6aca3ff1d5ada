import { Gauge, type Metric, type Registry } from "@prometheus-io/client";
import type { Histogram } from "../../storage/histogram.ts";

// Metrics whose values are kept elsewhere, and read at a scrape.

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
  readonly of: Histogram;
}

/** The client's own histogram counts itself, at some microseconds a value; this one shows what was counted. */
export function addHistogram(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly Series[],
): void {
  const get = async () => ({ name, help, type: "histogram", values: read().flatMap(valuesOf(name)) });
  registry.registerMetric({ name, help, type: "histogram", aggregator: "sum", get } as unknown as Metric);
}

const valuesOf =
  (name: string) =>
  ({ labels, of }: Series) => {
    let total = 0;
    const buckets = of.counts.map((count, place) => {
      total += count;
      const le = of.bounds[place] ?? "+Inf";
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: of.sum },
      { metricName: `${name}_count`, labels, value: total },
    ];
  };

export const countOf = ({ counts }: Histogram): number => counts.reduce((sum, count) => sum + count, 0);
