import { join } from "node:path";
import { startPostgres } from "../../test/helpers/postgres.ts";
import type { Figure } from "../measure.ts";
import { pinLoad } from "../processes.ts";
import { makeRoutesWorld } from "../routes/world.ts";
import { measureBusyPlane } from "./busy.ts";
import { measureChanges } from "./changes.ts";
import { measureCpu } from "./cpu.ts";

/** The lookup threads: `plane`, or of it `plane.cpu`, `plane.busy`, `plane.changes`. */
export async function measurePlane(folder: string, only: string, lines: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const wants = (part: string) => only === "plane" || only.split(",").includes(`plane.${part}`);
  const add = async (measured: Promise<Figure[]>) => {
    for (const figure of await measured) {
      console.log(`${figure.name}: ${figure.whoseline}, ${figure.bare}`);
      figures.push(figure);
    }
  };
  // Before PostgreSQL is started, so that it stays off the servers' core too.
  pinLoad();
  const sqlite = await makeRoutesWorld("sqlite", join(folder, "plane.db"), lines);
  if (wants("cpu")) await add(measureCpu(sqlite));
  if (wants("changes")) await add(measureChanges(sqlite));
  if (!wants("busy")) return figures;
  await add(measureBusyPlane(sqlite));
  const postgres = await startPostgres();
  try {
    await add(measureBusyPlane(await makeRoutesWorld("postgres", postgres.url, lines)));
  } finally {
    await postgres.stop();
  }
  return figures;
}
