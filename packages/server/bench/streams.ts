import { Agent, get, type IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { ServerProcess } from "./processes.ts";
import { waitsOf } from "./waits.ts";
import type { World } from "./world.ts";

const streams = 1000;
const seconds = 20;
const settleMs = 10_000;

/** The CPU time of idle event streams, and the latency of /healthz meanwhile. */
export async function measureStreams(server: ServerProcess, world: World): Promise<void> {
  // The start, which builds the routing index, is not measured.
  await setTimeout(settleMs);
  const idle = await cpuShare(server);
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const path = `/registry/v1/organizations/${world.listedOrganizationId}/events/stream?after=1`;
  const headers = { authorization: `Bearer ${world.admin.key}` };
  const open = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(server.url + path, { agent, headers }, resolve).on("error", reject);
    });
  const responses: IncomingMessage[] = [];
  for (let count = 0; count < streams; count++) {
    const response = await open();
    if (response.statusCode !== 200) throw new Error(`a stream was answered with ${response.statusCode}`);
    responses.push(response.resume());
  }
  await setTimeout(settleMs);
  const share = await cpuShare(server);
  const watcher = new Worker(new URL("health-watcher.ts", import.meta.url), { workerData: server.url });
  await setTimeout(seconds * 1000);
  const waits = await waitsOf(watcher);
  await watcher.terminate();
  const ended = responses.filter((response) => response.closed).length;
  for (const response of responses) response.destroy();
  const percent = (value: number) => `${(100 * value).toFixed(2)} % of a core`;
  console.log(`without streams: ${percent(idle)}`);
  console.log(`${streams} idle streams, ${ended} of them ended: ${percent(share)}`);
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? Number.NaN;
  console.log(
    `/healthz, ${waits.length} calls: p99 ${p99.toFixed(1)} ms, max ${(waits.at(-1) ?? 0).toFixed(1)} ms`,
  );
}

/** The share of a core that the server uses. */
async function cpuShare(server: ServerProcess): Promise<number> {
  const [before, start] = [await server.usage(), performance.now()];
  await setTimeout(seconds * 1000);
  const [after, tookMs] = [await server.usage(), performance.now() - start];
  return (after.cpuMicroseconds - before.cpuMicroseconds) / 1000 / tookMs;
}
