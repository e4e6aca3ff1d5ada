import { type ServerProcess, startServer } from "../processes.ts";
import type { RoutesWorld } from "../routes/world.ts";

export interface PlaneServer extends Omit<ServerProcess, "url"> {
  readonly mainUrl: string;
  readonly planeUrl: string;
}

export async function startPlane(world: RoutesWorld, threads: number): Promise<PlaneServer> {
  const server = await startServer("plane/server.ts", world.database, String(threads));
  const [mainUrl = "", planeUrl = ""] = server.url.split(" ");
  return { mainUrl, planeUrl, usage: () => server.usage(), stop: () => server.stop() };
}
