import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

/**
 * Asks /healthz in a thread of its own, because the one that makes the load is busy, and sends how long each took
 * once the crowd has connected.
 */
const { url, settleMs, milliseconds } = workerData as {
  url: string;
  settleMs: number;
  milliseconds: number;
};
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const waits: number[] = [];
await statusOf(`${url}/healthz`);
await setTimeout(settleMs);
for (const end = performance.now() + milliseconds; performance.now() < end; await setTimeout(20)) {
  const start = performance.now();
  const status = await statusOf(`${url}/healthz`);
  if (status !== 200) throw new Error(`/healthz answered ${status}`);
  waits.push(performance.now() - start);
}
agent.destroy();
parentPort?.postMessage(waits);

function statusOf(target: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  get(target, { agent }, (response) => response.resume().on("end", () => resolve(response.statusCode))).on(
    "error",
    reject,
  );
  return promise;
}
