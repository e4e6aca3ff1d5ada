import { once } from "node:events";
import type { Worker } from "node:worker_threads";

/** The durations, in milliseconds and ascending, that the health watcher measured since the last call. */
export async function waitsOf(watcher: Worker): Promise<readonly number[]> {
  watcher.postMessage("how long did they take?");
  const [waits] = (await once(watcher, "message")) as [number[]];
  return waits.toSorted((a, b) => a - b);
}
