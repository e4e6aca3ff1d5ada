import { once } from "node:events";
import { Worker } from "node:worker_threads";
import autocannon from "autocannon";
import { bodyOf } from "./assign.ts";
import type { ServerProcess } from "./processes.ts";
import type { World } from "./world.ts";

/** So many connections are as much as a server can do; more only wait. */
const capacity = 32;
const crowds = [10 * capacity, 100 * capacity];
const seconds = 3;
const rounds = 2;

interface Outcome {
  readonly rate: number;
  /** Good answers a second of the server's CPU: what else the machine does leaves it as it is. */
  readonly cpuRate: number;
  readonly refusedRate: number;
  readonly others: number;
  readonly healthMs: readonly number[];
}

/** What is left of the peak when ten and a hundred times as many clients ask, and how quick /healthz is meanwhile. */
export async function measureOverload(server: ServerProcess, world: World): Promise<void> {
  let next = 0;
  const kinds = { "get one user": getOf(world), assign: assignOf(world, () => next++) };
  for (const [name, request] of Object.entries(kinds))
    for (let round = 1; round <= rounds; round++) {
      const peak = await crowd(server, request, capacity);
      console.log(line(`${name}, round ${round}, ${capacity} connections`, peak, peak));
      for (const connections of crowds)
        console.log(line(`  ${connections} connections`, await crowd(server, request, connections), peak));
    }
}

const getOf = ({ admin, listedOrganizationId }: World): autocannon.Request => ({
  method: "GET",
  path: `/registry/v1/organizations/${listedOrganizationId}/users/${admin.id}`,
  headers: { authorization: `Bearer ${admin.key}` },
});

const assignOf = (world: World, next: () => number): autocannon.Request => ({
  method: "POST",
  path: `/api/organizations/${world.organizationId}/phone-numbers`,
  headers: { authorization: `Bearer ${world.superadminKey}`, "content-type": "application/json" },
  setupRequest: (request) => ({ ...request, body: bodyOf(world, next()) }),
});

/** Clients that repeat at once, whatever they are answered. */
async function crowd(
  server: ServerProcess,
  request: autocannon.Request,
  connections: number,
): Promise<Outcome> {
  const before = await server.usage();
  const start = performance.now();
  const running = autocannon({ url: server.url, connections, duration: seconds, requests: [request] });
  const [healthMs, result] = await Promise.all([watchHealth(server.url), running]);
  const took = (performance.now() - start) / 1000;
  const cpuSeconds = ((await server.usage()).cpuMicroseconds - before.cpuMicroseconds) / 1e6;
  const refused =
    (result.statusCodeStats?.["503"]?.count ?? 0) + (result.statusCodeStats?.["429"]?.count ?? 0);
  return {
    rate: result["2xx"] / took,
    cpuRate: result["2xx"] / cpuSeconds,
    refusedRate: refused / took,
    others: result.non2xx - refused + result.errors,
    healthMs,
  };
}

async function watchHealth(url: string): Promise<readonly number[]> {
  const worker = new Worker(new URL("health-watcher.ts", import.meta.url), {
    workerData: { url, settleMs: 1000, milliseconds: (seconds - 1.5) * 1000 },
  });
  const [waits] = (await once(worker, "message")) as [number[]];
  return waits.toSorted((a, b) => a - b);
}

function line(
  name: string,
  { rate, cpuRate, refusedRate, others, healthMs }: Outcome,
  peak: Outcome,
): string {
  const p99 = healthMs[Math.floor(healthMs.length * 0.99)] ?? Number.NaN;
  const worst = healthMs.at(-1) ?? Number.NaN;
  return [
    `${name}: ${rate.toFixed(0)}/s (${(rate / peak.rate).toFixed(2)} of the peak, ${(cpuRate / peak.cpuRate).toFixed(2)} by CPU)`,
    `${refusedRate.toFixed(0)}/s refused, ${others} failed otherwise`,
    `/healthz p99 ${p99.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`,
  ].join("; ");
}
