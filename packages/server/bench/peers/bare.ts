import { startServer } from "../processes.ts";
import { requestOf } from "../routes/connection.ts";
import { contestant, loadHttp } from "./contestant.ts";
import type { Started, Want } from "./peer.ts";

/** The length of a lookup's answer. */
const bodyLength = "400";

/** `node:http` with a constant body: the yardstick of the machine. */
export async function startBare({ seconds }: Want): Promise<Started> {
  const server = await startServer("server-bare.ts", bodyLength);
  const [request, { url }] = [requestOf("GET", "/", "none"), server];
  const run = contestant([server.pid], () => loadHttp({ url, seconds, next: () => request }));
  return {
    lookups: { "bare `node:http`, constant answer": run },
    reads: { "bare `node:http`, constant answer": run },
    stop: () => server.stop(),
  };
}
