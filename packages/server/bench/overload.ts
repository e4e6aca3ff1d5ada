import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import autocannon from "autocannon";
import { bodyOf } from "./assign.ts";
import type { ServerProcess } from "./processes.ts";
import { waitsOf } from "./waits.ts";
import type { World } from "./world.ts";

/** The number of connections at which a server reaches its peak; more only wait. */
const capacity = 32;
const crowds = [10 * capacity, 100 * capacity];
const seconds = 3;
const rounds = 2;

interface Outcome {
  readonly rate: number;
  /** Successful responses per CPU second of the server, which is independent of other load. */
  readonly cpuRate: number;
  readonly refusedRate: number;
  readonly others: number;
  readonly healthMs: readonly number[];
}

/** Throughput relative to the peak with ten and a hundred times as many clients, and the latency of /healthz meanwhile. */
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

/** Clients that repeat at once after any response; counted after each has had one response. */
async function crowd(
  server: ServerProcess,
  request: autocannon.Request,
  connections: number,
): Promise<Outcome> {
  const watcher = new Worker(new URL("health-watcher.ts", import.meta.url), { workerData: server.url });
  const counts = new Map<number, number>();
  const crowded = Promise.withResolvers<void>();
  let answers = 0;
  const load = autocannon({ url: server.url, connections, duration: 600, requests: [request] }, () => {});
  load.on("response", (_client, status) => {
    counts.set(status, (counts.get(status) ?? 0) + 1);
    answers += 1;
    if (answers === connections) crowded.resolve();
  });
  await crowded.promise;
  await waitsOf(watcher);
  counts.clear();
  const [before, start] = [await server.usage(), performance.now()];
  await setTimeout(seconds * 1000);
  const [after, took] = [await server.usage(), (performance.now() - start) / 1000];
  const good = (counts.get(200) ?? 0) + (counts.get(201) ?? 0);
  const refused = (counts.get(503) ?? 0) + (counts.get(429) ?? 0);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const healthMs = await waitsOf(watcher);
  load.stop();
  await Promise.all([once(load, "done"), watcher.terminate()]);
  return {
    rate: good / took,
    cpuRate: (good * 1e6) / (after.cpuMicroseconds - before.cpuMicroseconds),
    refusedRate: refused / took,
    others: total - good - refused,
    healthMs,
  };
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
