import type { Ask } from "./ask.ts";

/** One sample of `/metrics`. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export class Metrics {
  readonly text: string;
  /** Names of all declared metrics, also of those without a sample. */
  readonly names: readonly string[];
  readonly samples: readonly Sample[];

  constructor(text: string) {
    const lines = text.split("\n");
    this.text = text;
    this.names = lines.flatMap((line) => /^# TYPE (\w+) /.exec(line)?.[1] ?? []);
    this.samples = lines.filter((line) => line !== "" && !line.startsWith("#")).map(toSample);
  }

  /** The value of the one series with at least these labels; 0 if there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const found = this.samples.filter(
      (it) =>
        it.name === name && Object.entries(labels).every(([label, value]) => it.labels[label] === value),
    );
    if (found.length > 1) throw new Error(`${name} has ${found.length} series with these labels`);
    return found[0]?.value ?? 0;
  }
}

export async function scrape(ask: Ask): Promise<Metrics> {
  const { status, text } = await ask("GET /metrics", { key: null });
  if (status !== 200) throw new Error(`GET /metrics answered ${status}: ${text}`);
  return new Metrics(text);
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
function toSample(line: string): Sample {
  const parts = /^(?<name>[a-zA-Z_]\w*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/.exec(line)?.groups;
  if (parts?.name === undefined) throw new Error(`not a sample: ${line}`);
  const labels = [...(parts.labels ?? "").matchAll(/(\w+)="([^"]*)"/g)];
  const value = Number(parts.value === "+Inf" ? Number.POSITIVE_INFINITY : parts.value);
  return { name: parts.name, labels: Object.fromEntries(labels.map(([, label, is]) => [label, is])), value };
}
