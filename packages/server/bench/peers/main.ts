import { interleave } from "../measure.ts";
import { pinLoad } from "../processes.ts";
import { startBare } from "./bare.ts";
import type { Contestants } from "./contestant.ts";
import { startHandwritten } from "./handwritten.ts";
import { startKamailio } from "./kamailio.ts";
import { startNsd } from "./nsd.ts";
import type { Started, Want } from "./peer.ts";
import { startPostgresPeer } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import { printMemory, printSamples } from "./report.ts";
import { startWhoseline, startWhoselineOnPostgres } from "./whoseline.ts";
import { makePeersWorld } from "./world.ts";

const full = { lines: 1_000_000, spare: 200_000, rounds: 3, seconds: 2 };
const quick = { lines: 100_000, spare: 40_000, rounds: 1, seconds: 1 };

/** The same numbers in Whoseline and in what else could answer for them. Prints its tables. */
export async function measurePeers(
  folder: string,
  { isQuick }: { readonly isQuick: boolean },
): Promise<void> {
  if (process.platform !== "linux")
    throw new Error("CPU time and memory of the peers are read on Linux only.");
  const { lines, spare, rounds, seconds } = isQuick ? quick : full;
  const want: Want = { folder, world: makePeersWorld(lines, spare), seconds };
  // Before the load generator is pinned, so that PostgreSQL can use all cores.
  const postgres = await startPostgresPeer();
  pinLoad();
  const started: Started[] = [];
  try {
    for (const start of [
      startBare,
      startWhoseline,
      (it: Want) => startWhoselineOnPostgres(it, postgres),
      startRedis,
      startNsd,
      startKamailio,
      (it: Want) => startHandwritten(it, postgres),
    ]) {
      const peer = await start(want);
      if (typeof peer === "string") console.log(`not installed: ${peer}`);
      else started.push(peer);
    }
    const all = (kind: "lookups" | "reads" | "assigns"): Contestants =>
      Object.assign({}, ...started.map((peer) => peer[kind]));
    printSamples("lookups", await interleave(all("lookups"), rounds));
    printMemory(lines, Object.assign({}, ...started.map(({ memory }) => memory)));
    printSamples("GET of one user", await interleave(all("reads"), rounds));
    printSamples("durable assigns", await interleave(all("assigns"), rounds));
  } finally {
    await Promise.allSettled(started.map((peer) => peer.stop()));
    await postgres.stop();
  }
}
