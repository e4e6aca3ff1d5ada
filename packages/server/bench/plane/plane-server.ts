import { type ServerProcess, startServer, startUnpinnedServer } from "../processes.ts";
import type { RoutesWorld } from "../routes/world.ts";

export interface PlaneServer extends Omit<ServerProcess, "url" | "pid"> {
  readonly mainUrl: string;
  readonly planeUrl: string;
}

/** On the servers' core, for figures of CPU time; or on all cores, for figures of the time that lookups take. */
export async function startPlane(
  world: RoutesWorld,
  threads: number,
  { isPinned = true } = {},
): Promise<PlaneServer> {
  const start = isPinned ? startServer : startUnpinnedServer;
  const server = await start("plane/server.ts", world.database, String(threads));
  const [mainUrl = "", planeUrl = ""] = server.url.split(" ");
  return { mainUrl, planeUrl, usage: () => server.usage(), stop: () => server.stop() };
}
