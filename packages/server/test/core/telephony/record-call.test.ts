import { expect, test } from "vitest";
import { CallLog } from "../../../src/core/telephony/record-call.ts";
import { StorageUnavailable } from "../../../src/storage/store.ts";
import { callReport } from "../../helpers/call-report.ts";
import { typedId } from "../../helpers/typed-id.ts";
import { until } from "../../helpers/until.ts";

const report = (carrierCallId: string) => callReport(typedId("5f7b1c2e8a1d4e0012c3b400"), { carrierCallId });

const unavailable = () => new StorageUnavailable("no connection");

test("writes reports in their order, in batches, after the call is recorded", async () => {
  const batches: string[][] = [];
  const log = new CallLog({
    write: async (reports) => void batches.push(reports.map((it) => it.carrierCallId)),
    delayMs: 0,
  });
  for (let index = 0; index < 1200; index++) log.record(report(String(index)));
  expect(batches).toEqual([]);
  await until("everything is written", () => log.queued === 0);
  expect(batches.map((batch) => batch.length)).toEqual([500, 500, 200]);
  expect(batches.flat()).toEqual(Array.from({ length: 1200 }, (_, index) => String(index)));
  await log.close();
});

test("keeps reports while the database is unavailable, drops what exceeds the queue, and counts it", async () => {
  const written: string[] = [];
  const failures: unknown[] = [];
  let isAvailable = false;
  const log = new CallLog({
    async write(reports) {
      if (!isAvailable) throw unavailable();
      written.push(...reports.map((it) => it.carrierCallId));
    },
    onFailure: (cause) => failures.push(cause),
    queuedMax: 3,
    delayMs: 0,
  });
  for (const id of ["a", "b", "c", "d", "e"]) log.record(report(id));
  await log.flush();
  await log.flush();
  expect(log).toMatchObject({ queued: 3, dropped: 2 });
  expect(failures).toHaveLength(1);
  isAvailable = true;
  await log.flush();
  expect(written).toEqual(["a", "b", "c"]);
  await log.close();
});

test("drops a batch that the database rejects, so that later reports are stored", async () => {
  const written: string[] = [];
  const log = new CallLog({
    async write(reports) {
      if (reports.some((it) => it.carrierCallId === "bad")) throw new Error("a constraint");
      written.push(...reports.map((it) => it.carrierCallId));
    },
    delayMs: 0,
  });
  log.record(report("bad"));
  await log.flush();
  log.record(report("good"));
  await log.flush();
  expect(written).toEqual(["good"]);
  expect(log.dropped).toBe(1);
  await log.close();
});

test("stores the last reports when it is closed, and counts those that it cannot store", async () => {
  const written: string[] = [];
  const log = new CallLog({
    write: async (reports) => void written.push(...reports.map((it) => it.carrierCallId)),
  });
  log.record(report("last"));
  await log.close();
  expect(written).toEqual(["last"]);
  const failing = new CallLog({ write: () => Promise.reject(unavailable()) });
  failing.record(report("lost"));
  await failing.close();
  expect(failing).toMatchObject({ queued: 0, dropped: 1 });
});
