import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { sharedClockOffset } from "../../src/routing/memory/shared-clock.ts";
import { RouteIndexReader } from "../../src/routing/route-index-reader.ts";
import { startApp } from "../helpers/app.ts";

test("a reader has no snapshot until the index is built, and the age of an uncertain write", async () => {
  const app = await startApp();
  const { routeIndexSync } = app.installation;
  const reader = new RouteIndexReader(routeIndexSync.openReader());
  try {
    await routeIndexSync.built;
    expect(reader.snapshot?.ageMs).toBe(0);
    const since = performance.now() - 1000;
    routeIndexSync.markUncertain(since);
    const ageMs = reader.snapshot?.ageMs ?? 0;
    expect(ageMs).toBeGreaterThanOrEqual(1000);
    expect(ageMs).toBeLessThanOrEqual(performance.now() - since + 1);
  } finally {
    reader.close();
    await app.close();
  }
});

test("two threads agree on the shared clock", async () => {
  const source = `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(new URL("../../src/routing/memory/shared-clock.ts", import.meta.url).href)})
      .then(({ sharedClockOffset }) => {
        const { lower, upper } = sharedClockOffset();
        parentPort.on("message", () => {
          const now = performance.now();
          parentPort.postMessage({ lower: now + lower, upper: now + upper });
        });
        parentPort.postMessage("ready");
      });`;
  const worker = new Worker(source, { eval: true });
  const own = sharedClockOffset();
  const next = () =>
    new Promise<{ lower: number; upper: number }>((resolve) => worker.once("message", resolve));
  await next();
  for (let round = 0; round < 20; round++) {
    const before = performance.now() + own.lower;
    worker.postMessage("now");
    const { lower, upper } = await next();
    expect(upper).toBeGreaterThanOrEqual(before);
    expect(lower).toBeLessThanOrEqual(performance.now() + own.upper);
    expect(upper - lower).toBeLessThan(1000);
  }
  await worker.terminate();
});
