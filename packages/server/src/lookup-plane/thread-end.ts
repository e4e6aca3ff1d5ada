import type { Worker } from "node:worker_threads";

/** Resolves when a thread has ended, also when it ends with an error, which its `error` event reports. */
export const threadEnd = (thread: Worker): Promise<void> =>
  new Promise((resolve) => thread.once("exit", () => resolve()));
