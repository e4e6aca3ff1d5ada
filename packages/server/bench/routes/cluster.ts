import { setTimeout } from "node:timers/promises";
import type { Figure } from "../measure.ts";
import type { ServerProcess } from "../processes.ts";
import { Connection } from "./connection.ts";
import { startRoutes } from "./lookup.ts";
import type { RoutesWorld } from "./world.ts";

const processes = 3;
/** Run in parallel, each with a separate number. */
const lanes = 2;
const assignsOfLane = 300;
const targetMs = 100;

interface LookupResult {
  readonly holder: { readonly userId: string } | null;
  readonly ageMs: number;
}

/** Statistics of the results of the other processes. */
interface Seen {
  /** Time from the acknowledged assign in one process to the correct result in another, in milliseconds. */
  readonly delays: number[];
  answers: number;
  /** Results that miss a change acknowledged earlier than their `ageMs` allows. */
  tooOld: number;
  maxAgeMs: number;
}

/** How long the other processes on the same database return a stale result. */
export async function measureCluster(world: RoutesWorld): Promise<Figure[]> {
  const servers = await Promise.all(Array.from({ length: processes }, () => startRoutes(world)));
  const seen: Seen = { delays: [], answers: 0, tooOld: 0, maxAgeMs: 0 };
  await Promise.all(Array.from({ length: lanes }, () => runLane(servers, world, seen)));
  await Promise.all(servers.map((server) => server.stop()));
  const delays = seen.delays.toSorted((a, b) => a - b);
  const quantile = (share: number) => delays[Math.floor(delays.length * share)] ?? Number.NaN;
  return [
    {
      name: `from one process to another: ${delays.length} assigns seen, p50 ${quantile(0.5).toFixed(0)} ms, p99`,
      whoseline: `${quantile(0.99).toFixed(0)} ms`,
      bare: `${targetMs} ms`,
      ratios: [quantile(0.99) / targetMs],
      target: { atMost: 1 },
    },
    {
      name: "results older than their `ageMs`; largest `ageMs`",
      whoseline: `${seen.tooOld} of ${seen.answers}`,
      bare: `${seen.maxAgeMs} ms`,
      ratios: [seen.tooOld],
      target: { atMost: 0 },
    },
  ];
}

async function runLane(servers: readonly ServerProcess[], world: RoutesWorld, seen: Seen) {
  const open = await Promise.all(servers.map(({ url }) => Connection.open(url)));
  for (let turn = 0; turn < assignsOfLane; turn++) {
    const { request, userId, lookup } = world.nextAssign();
    const [writer, ...others] = [...open.slice(turn % processes), ...open.slice(0, turn % processes)];
    await writer?.ask(request);
    const acknowledgedAt = performance.now();
    await Promise.all(others.map((other) => watch(other, lookup, { userId, acknowledgedAt }, seen)));
  }
  for (const connection of open) connection.close();
}

/** Polls until the result is correct. A result is never older than its request. */
async function watch(
  other: Connection,
  lookup: Buffer,
  { userId, acknowledgedAt }: { userId: string; acknowledgedAt: number },
  seen: Seen,
): Promise<void> {
  for (;;) {
    const askedAt = performance.now();
    const { holder, ageMs } = JSON.parse(await other.ask(lookup)) as LookupResult;
    seen.answers += 1;
    seen.maxAgeMs = Math.max(seen.maxAgeMs, ageMs);
    if (holder?.userId === userId) break;
    if (acknowledgedAt < askedAt - ageMs) seen.tooOld += 1;
    await setTimeout(1);
  }
  seen.delays.push(performance.now() - acknowledgedAt);
}
