import { setTimeout } from "node:timers/promises";
import type { Figure } from "../measure.ts";
import type { ServerProcess } from "../processes.ts";
import { Connection } from "./connection.ts";
import { startRoutes } from "./lookup.ts";
import type { RoutesWorld } from "./world.ts";

const processes = 3;
/** Side by side, each with a number of its own. */
const lanes = 2;
const assignsOfLane = 300;
const aimMs = 100;

interface Told {
  readonly holder: { readonly userId: string } | null;
  readonly ageMs: number;
}

/** What the answers of the other processes were like. */
interface Seen {
  /** From when an assign was acknowledged by one process until another one's answer was right, in milliseconds. */
  readonly delays: number[];
  answers: number;
  /** Those that missed what was acknowledged earlier than their age allows. */
  tooOld: number;
  maxAgeMs: number;
}

/** How long the other processes on the same database give an answer that has been overtaken. */
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
      ours: `${quantile(0.99).toFixed(0)} ms`,
      bare: `${aimMs} ms`,
      ratios: [quantile(0.99) / aimMs],
      aim: { atMost: 1 },
    },
    {
      name: "answers older than they say; what they say, at most",
      ours: `${seen.tooOld} of ${seen.answers}`,
      bare: `${seen.maxAgeMs} ms`,
      ratios: [seen.tooOld],
      aim: { atMost: 0 },
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

/** Asks until the answer is right. An answer was made no earlier than it was asked for. */
async function watch(
  other: Connection,
  lookup: Buffer,
  { userId, acknowledgedAt }: { userId: string; acknowledgedAt: number },
  seen: Seen,
): Promise<void> {
  for (;;) {
    const askedAt = performance.now();
    const { holder, ageMs } = JSON.parse(await other.ask(lookup)) as Told;
    seen.answers += 1;
    seen.maxAgeMs = Math.max(seen.maxAgeMs, ageMs);
    if (holder?.userId === userId) break;
    if (acknowledgedAt < askedAt - ageMs) seen.tooOld += 1;
    await setTimeout(1);
  }
  seen.delays.push(performance.now() - acknowledgedAt);
}
