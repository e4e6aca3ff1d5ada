import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import type { ServerProcess } from "../processes.ts";
import { type Load, loadAt, loadFully, type Outcome } from "./load.ts";
import { preparedRequests, startRoutes } from "./lookup.ts";
import type { RoutesWorld } from "./world.ts";

const rounds = 5;
const seconds = 4;
const lookupsPerSecond = 2000;
const assignsPerSecond = 1000;
const connections = 32;

/** The 99th percentile of lookups during assigns, compared with lookups alone. */
export async function measureBusy(world: RoutesWorld): Promise<Figure[]> {
  const server = await startRoutes(world);
  const next = preparedRequests(world, (index) => world.lookup(index, world.routerKey));
  const lookups: Load = { url: server.url, connections, seconds, next };
  const assigns = assignsOf(server, world);
  const figures = [
    await figure(world, `${lookupsPerSecond} lookups/s`, () => loadAt(lookupsPerSecond, lookups), assigns),
    await figure(world, `lookups on ${connections} connections`, () => loadFully(lookups), assigns),
  ];
  await server.stop();
  return figures;
}

function assignsOf(server: ServerProcess, world: RoutesWorld): () => Promise<Outcome> {
  const next = () => world.nextAssign().request;
  return () => loadAt(assignsPerSecond, { url: server.url, connections, seconds, next });
}

async function figure(
  { engine }: RoutesWorld,
  what: string,
  look: () => Promise<Outcome>,
  assign: () => Promise<Outcome>,
): Promise<Figure> {
  const assigned: number[] = [];
  const { busy, quiet } = await interleave(
    {
      quiet: async () => p99Of(await look()),
      busy: async () => {
        const [looked, { rate }] = await Promise.all([look(), assign()]);
        assigned.push(rate);
        return p99Of(looked);
      },
    },
    rounds,
  );
  return {
    name: `${engine}: p99 of ${what}, with ${median(assigned).toFixed(0)} assigns/s and without`,
    whoseline: ms(busy),
    bare: ms(quiet),
    ratios: ratiosOf(busy, quiet),
    target: { atMost: 2 },
  };
}

const ms = (values: readonly number[]): string => `${median(values).toFixed(2)} ms`;

const p99Of = ({ waits }: Outcome): number =>
  waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Number.NaN;
