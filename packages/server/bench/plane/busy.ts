import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { type Load, loadAt } from "../routes/load.ts";
import { preparedRequests } from "../routes/lookup.ts";
import type { RoutesWorld } from "../routes/world.ts";
import { type PlaneServer, startPlane } from "./plane-server.ts";

const rounds = 5;
const seconds = 4;
const lookupsPerSecond = 2000;
const assignsPerSecond = 1000;
const connections = 32;

/** The 99th percentile of lookups at the lookup port during assigns at the main port, compared with lookups alone. */
export async function measureBusyPlane(world: RoutesWorld): Promise<Figure[]> {
  const server = await startPlane(world, 1, { isPinned: false });
  const next = preparedRequests(world, (index) => world.lookup(index, world.routerKey));
  const lookUp = (url: string) => async () =>
    p99Of((await loadAt(lookupsPerSecond, { url, connections, seconds, next })).waits);
  const assigned: number[] = [];
  const during = (look: () => Promise<number>) => async () => {
    const [p99, { rate }] = await Promise.all([look(), loadAt(assignsPerSecond, assignsOf(server, world))]);
    assigned.push(rate);
    return p99;
  };
  const [plane, main] = [lookUp(server.planeUrl), lookUp(server.mainUrl)];
  const waits = await interleave({ plane, busyPlane: during(plane), main, busyMain: during(main) }, rounds);
  await server.stop();
  const name = (port: string) =>
    `${world.engine}: p99 of ${lookupsPerSecond} lookups/s at the ${port} port, with ${median(assigned).toFixed(0)} assigns/s and without`;
  return [
    {
      name: name("lookup"),
      whoseline: ms(waits.busyPlane),
      bare: ms(waits.plane),
      ratios: ratiosOf(waits.busyPlane, waits.plane),
      target: { atMost: 1.5 },
    },
    {
      name: name("main"),
      whoseline: ms(waits.busyMain),
      bare: ms(waits.main),
      ratios: ratiosOf(waits.busyMain, waits.main),
    },
  ];
}

function assignsOf({ mainUrl }: PlaneServer, world: RoutesWorld): Load {
  return { url: mainUrl, connections, seconds, next: () => world.nextAssign().request };
}

const ms = (values: readonly number[]): string => `${median(values).toFixed(2)} ms`;

const p99Of = (waits: readonly number[]): number =>
  waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Number.NaN;
