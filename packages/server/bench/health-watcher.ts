import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

/**
 * Polls /healthz in a separate thread, because the thread that generates the load is busy. Answers each message
 * with the durations of the calls since the previous message, in milliseconds.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let waits: number[] = [];
parentPort?.on("message", () => {
  parentPort?.postMessage(waits);
  waits = [];
});
for (;;) {
  const start = performance.now();
  const status = await statusOf(`${workerData}/healthz`);
  if (status !== 200) throw new Error(`/healthz answered ${status}`);
  waits.push(performance.now() - start);
  await setTimeout(20);
}

function statusOf(target: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  get(target, { agent }, (response) => response.resume().on("end", () => resolve(response.statusCode))).on(
    "error",
    reject,
  );
  return promise;
}
