import { join } from "node:path";
import { startPostgres } from "../../test/helpers/postgres.ts";
import type { Figure } from "../measure.ts";
import { pinLoad } from "../processes.ts";
import { measureBatch } from "./batch.ts";
import { measureBusy } from "./busy.ts";
import { measureCluster } from "./cluster.ts";
import { measureJwt, measureLookup } from "./lookup.ts";
import { measureStart } from "./start.ts";
import { measureTable } from "./table.ts";
import { makeRoutesWorld, type RoutesWorld } from "./world.ts";

const fewLines = 10_000;

export interface Wanted {
  /** `routes`, or one or more of its parts: `routes.index,routes.jwt`. */
  readonly only: string;
  readonly lines: number;
}

/** Routing: the table alone, and lookups over HTTP on both engines. */
export async function measureRoutes(folder: string, { only, lines }: Wanted): Promise<Figure[]> {
  const figures: Figure[] = [];
  const asked = only.split(",");
  const wants = (...parts: readonly string[]) =>
    asked.includes("routes") || parts.some((part) => asked.includes(`routes.${part}`));
  const add = async (measured: Promise<Figure[]>) => {
    for (const figure of await measured) {
      console.log(`${figure.name}: ${figure.whoseline}, ${figure.bare}`);
      figures.push(figure);
    }
  };
  const addBoth = async (world: RoutesWorld) => {
    if (wants("start")) await add(measureStart(world));
    if (wants("load")) await add(measureBusy(world));
  };

  // Before PostgreSQL is started, so that it stays off the servers' core too.
  pinLoad();
  const postgres = wants("load", "start", "cluster") ? await startPostgres() : undefined;
  try {
    if (wants("index")) for (const size of [lines, 10 * lines]) await add(measureTable(size));
    if (wants("lookup", "jwt", "batch", "load", "start")) {
      const world = await makeRoutesWorld("sqlite", join(folder, "routes.db"), lines);
      if (wants("lookup")) {
        const few = await makeRoutesWorld("sqlite", join(folder, "few.db"), fewLines);
        await add(measureLookup(world, few));
      }
      if (wants("batch")) await add(measureBatch(world));
      if (wants("jwt")) await add(measureJwt(world));
      await addBoth(world);
    }
    if (postgres !== undefined) {
      const world = await makeRoutesWorld("postgres", postgres.url, lines);
      await addBoth(world);
      if (wants("cluster")) await add(measureCluster(world));
    }
  } finally {
    await postgres?.stop();
  }
  return figures;
}
