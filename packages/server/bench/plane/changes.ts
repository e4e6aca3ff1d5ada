import { setTimeout } from "node:timers/promises";
import { type Figure, median } from "../measure.ts";
import { loadAt } from "../routes/load.ts";
import { preparedRequests } from "../routes/lookup.ts";
import type { RoutesWorld } from "../routes/world.ts";
import { startPlane } from "./plane-server.ts";

const rounds = 5;
const seconds = 4;
const lookupsPerSecond = 2000;
const changesPerSecond = 200;
const connections = 32;

/** The share of the lookups for which a thread had to ask the main thread, while users change. */
export async function measureChanges(world: RoutesWorld): Promise<Figure[]> {
  const server = await startPlane(world, 1, { isPinned: false });
  const keys = [world.routerKey, world.admin.key];
  const next = preparedRequests(world, (index) =>
    index % 2 === 0 ? world.lookup(index, keys[0] ?? "") : world.ownLookup(index, keys[1] ?? ""),
  );
  const changes = () => world.nextUserChange();
  const shares: number[] = [];
  const made: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await countsOf(server.mainUrl);
    const [, { rate }] = await Promise.all([
      loadAt(lookupsPerSecond, { url: server.planeUrl, connections, seconds, next }),
      loadAt(changesPerSecond, { url: server.mainUrl, connections, seconds, next: changes }),
    ]);
    await setTimeout(100);
    const after = await countsOf(server.mainUrl);
    shares.push((after.asked - before.asked) / (after.all - before.all));
    made.push(rate);
  }
  await server.stop();
  return [
    {
      name: `share of ${lookupsPerSecond} lookups/s that asked the main thread, with ${median(made).toFixed(0)} user changes/s`,
      whoseline: `${(100 * median(shares)).toFixed(2)} %`,
      bare: "all",
      ratios: shares,
      target: { atMost: 0.01 },
    },
  ];
}

async function countsOf(url: string): Promise<{ readonly asked: number; readonly all: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const sumOf = (name: string, label: string) =>
    [...text.matchAll(new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} (\\d+)`, "gm"))].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  const requests = "whoseline_lookup_thread_requests_total";
  return {
    asked: sumOf("whoseline_lookup_thread_callers_total", 'result="miss"') + sumOf(requests, 'source="main"'),
    all: sumOf(requests, 'source="memory"') + sumOf(requests, 'source="main"'),
  };
}
