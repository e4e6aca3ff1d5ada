import { join } from "node:path";
import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { pinLoad, startServer } from "../processes.ts";
import { makeRoutesWorld } from "../routes/world.ts";
import { benchmark, fillRedis, hasRedis, startRedis } from "./redis.ts";

const rounds = 5;
const keyPrefix = "inbound:twilio:+1";
const counts = { 1: 60_000, 16: 600_000 } as const;
type Pipeline = keyof typeof counts;

/** The door's GET of an answer, against Redis' GET of a value of the same length: random keys, with AUTH. */
export async function measureResp(folder: string, lines: number): Promise<Figure[]> {
  if (!hasRedis()) throw new Error("redis-server and redis-benchmark are not installed");
  pinLoad();
  const world = await makeRoutesWorld("sqlite", join(folder, "resp.db"), lines, { form: "dense" });
  const { routerKey } = world;
  const door = await startServer("resp/server.ts", world.database);
  const redis = await startRedis(routerKey);
  await fillRedis(
    redis,
    routerKey,
    keysOf(lines, (index) => `inbound:twilio:${world.line(index)}`),
    345,
  );
  const ports = { ours: Number(new URL(door.url).port), redis: redis.port };
  const cpuOf = {
    ours: async () => (await door.usage()).cpuMicroseconds,
    redis: () => redis.cpu(),
  };
  const cpu: Record<`${"ours" | "redis"}${Pipeline}`, number[]> = {
    ...{ ours1: [], redis1: [], ours16: [], redis16: [] },
  };
  const contestant = (name: "ours" | "redis", pipeline: Pipeline) => async () => {
    const count = counts[pipeline];
    const before = await cpuOf[name]();
    const target = { port: ports[name], password: routerKey };
    const rate = await benchmark({ ...target, count, pipeline, keys: lines, keyPrefix });
    cpu[`${name}${pipeline}`].push(((await cpuOf[name]()) - before) / count);
    return rate;
  };
  const rates = await interleave(
    {
      ours1: contestant("ours", 1),
      redis1: contestant("redis", 1),
      ours16: contestant("ours", 16),
      redis16: contestant("redis", 16),
    },
    rounds,
  );
  await Promise.all([door.stop(), redis.stop()]);
  return ([1, 16] as const).flatMap((pipeline) => {
    const of = (name: "ours" | "redis") => ({
      cpu: cpu[`${name}${pipeline}`].slice(1),
      rates: rates[`${name}${pipeline}`],
    });
    const [ours, theirs] = [of("ours"), of("redis")];
    const text = (side: typeof ours) =>
      `${median(side.rates).toFixed(0)}/s, ${median(side.cpu).toFixed(2)} µs of CPU`;
    const name = `RESP GET, ${pipeline === 1 ? "one at a time" : `pipelined by ${pipeline}`}, against Redis`;
    const sides = { whoseline: text(ours), bare: text(theirs) };
    const [byRate, byCpu] = pipeline === 1 ? [{ atLeast: 0.9 }, undefined] : [undefined, { atLeast: 0.6 }];
    return [
      {
        name: `${name}, by rate`,
        ...sides,
        ratios: ratiosOf(ours.rates, theirs.rates),
        ...(byRate && { target: byRate }),
      },
      {
        name: `${name}, by CPU`,
        ...sides,
        ratios: ratiosOf(theirs.cpu, ours.cpu),
        ...(byCpu && { target: byCpu }),
      },
    ];
  });
}

function* keysOf(count: number, keyOf: (index: number) => string): Generator<string> {
  for (let index = 0; index < count; index++) yield keyOf(index);
}
