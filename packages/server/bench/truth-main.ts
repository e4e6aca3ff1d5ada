import { join } from "node:path";
import { startPostgres } from "../test/helpers/postgres.ts";
import type { Figure } from "./measure.ts";
import { measures } from "./truth.ts";
import { makeTruthWorld } from "./truth-world.ts";

/** History, event feed, search and offboarding, on one engine after the other. */
export async function measureTruth(
  folder: string,
  { only, intervals }: { only: string | undefined; intervals: number },
): Promise<Figure[]> {
  const figures = await measureEngine("sqlite", join(folder, "truth.db"), only, intervals);
  const server = await startPostgres();
  try {
    return [...figures, ...(await measureEngine("postgres", server.url, only, intervals))];
  } finally {
    await server.stop();
  }
}

async function measureEngine(engine: string, database: string, only: string | undefined, intervals: number) {
  const start = performance.now();
  const world = await makeTruthWorld(engine, database, intervals);
  console.log(`${engine}: ${intervals} intervals in ${Math.round((performance.now() - start) / 1000)} s`);
  try {
    const figures: Figure[] = [];
    for (const [name, measure] of Object.entries(measures)) {
      if (only !== undefined && only !== "truth" && only !== name) continue;
      const measured = await measure(world);
      for (const { name: what, whoseline, bare } of measured)
        console.log(`${what}: ${whoseline}, bare ${bare}`);
      figures.push(...measured);
    }
    return figures;
  } finally {
    await world.close();
  }
}
