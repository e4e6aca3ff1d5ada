import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { threadEnd } from "../../src/lookup-plane/thread-end.ts";

const start = (code: string): { readonly thread: Worker; readonly failed: Promise<Error> } => {
  const thread = new Worker(code, { eval: true });
  return { thread, failed: new Promise((resolve) => thread.on("error", resolve)) };
};

test("waits for a thread that fails while it is being stopped", async () => {
  const { thread, failed } = start(
    'require("node:worker_threads").parentPort.once("message", () => { throw new Error("a door failed"); });',
  );
  const ended = threadEnd(thread);
  thread.postMessage("stop");
  await expect(ended).resolves.toBeUndefined();
  expect((await failed).message).toBe("a door failed");
  expect(thread.threadId).toBe(-1);
});

test("waits for a thread that ends by itself", async () => {
  await expect(threadEnd(start("").thread)).resolves.toBeUndefined();
});
