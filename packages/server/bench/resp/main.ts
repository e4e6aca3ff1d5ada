import { join } from "node:path";
import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { pinLoad, startServer } from "../processes.ts";
import { makeRoutesWorld, type RoutesWorld } from "../routes/world.ts";
import { type BenchmarkOptions, benchmark, fillRedis, hasRedis, startRedis } from "./redis.ts";

const rounds = 5;
const keyPrefix = "inbound:twilio:+1";
/** About the length of an answer. */
const valueLength = 345;
const counts = { 1: 40_000, 16: 320_000 } as const;
type Pipeline = keyof typeof counts;

interface Contestant {
  readonly port: number;
  /** Microseconds since the start. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

interface Sample {
  /** Commands per second. */
  readonly rate: number;
  /** Microseconds of CPU time of one command. */
  readonly cpu: number;
}

const names = ["ours", "redis", "echo"] as const;
type Name = (typeof names)[number];

/**
 * The GET of an answer at the door of a lookup thread, against Redis' GET of a value of the same length, and against a
 * server that only reads and writes: random keys, with AUTH.
 */
export async function measureResp(folder: string, lines: number): Promise<Figure[]> {
  if (!hasRedis()) throw new Error("redis-server and redis-benchmark are not installed");
  pinLoad();
  const world = await makeRoutesWorld("sqlite", join(folder, "resp.db"), lines, { form: "dense" });
  const contestants = {
    ours: await startDoor("resp/server.ts", world.database),
    redis: await startFilledRedis(world),
    echo: await startDoor("resp/echo.ts", String(valueLength)),
  };
  const target = { password: world.routerKey, keys: lines, keyPrefix };
  const figures: Figure[] = [];
  for (const pipeline of [1, 16] as const) {
    const sample = (name: Name) => () => sampleOf(contestants[name], { ...target, pipeline });
    const measurements = { ours: sample("ours"), redis: sample("redis"), echo: sample("echo") };
    figures.push(...figuresOf(pipeline, await interleave<Name, Sample>(measurements, rounds)));
  }
  for (const name of names) await contestants[name].stop();
  return figures;
}

async function startDoor(file: string, value: string): Promise<Contestant> {
  const server = await startServer(file, value);
  return {
    port: Number(new URL(server.url).port),
    cpu: async () => (await server.usage()).cpuMicroseconds,
    stop: () => server.stop(),
  };
}

async function startFilledRedis({ routerKey, lines, line }: RoutesWorld): Promise<Contestant> {
  const redis = await startRedis(routerKey);
  function* keys() {
    for (let index = 0; index < lines; index++) yield `inbound:twilio:${line(index)}`;
  }
  await fillRedis(redis, routerKey, keys(), valueLength);
  return redis;
}

type Target = Omit<BenchmarkOptions, "port" | "count" | "pipeline"> & { readonly pipeline: Pipeline };

async function sampleOf({ port, cpu }: Contestant, target: Target): Promise<Sample> {
  const count = counts[target.pipeline];
  const before = await cpu();
  const rate = await benchmark({ ...target, port, count });
  return { rate, cpu: ((await cpu()) - before) / count };
}

function figuresOf(pipeline: Pipeline, samples: Record<Name, readonly Sample[]>): Figure[] {
  const of = (name: Name, field: keyof Sample) => samples[name].map((sample) => sample[field]);
  const text = (name: Name) =>
    `${median(of(name, "rate")).toFixed(0)}/s, ${median(of(name, "cpu")).toFixed(2)} µs of CPU`;
  const figure = (other: Name, title: string, by: keyof Sample, atLeast?: number): Figure => {
    const [ours, theirs] = [of("ours", by), of(other, by)];
    return {
      name: `RESP GET, ${pipeline === 1 ? "one at a time" : `pipelined by ${pipeline}`}, against ${title}`,
      whoseline: text("ours"),
      bare: text(other),
      ratios: by === "rate" ? ratiosOf(ours, theirs) : ratiosOf(theirs, ours),
      ...(atLeast !== undefined && { target: { atLeast } }),
    };
  };
  return [
    figure("redis", "Redis, by rate", "rate", pipeline === 1 ? 0.9 : undefined),
    figure("redis", "Redis, by CPU", "cpu", pipeline === 1 ? undefined : 0.6),
    figure("echo", "Node's sockets alone, by CPU", "cpu"),
  ];
}
