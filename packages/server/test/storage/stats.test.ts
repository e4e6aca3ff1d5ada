import { expect, test } from "vitest";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { FaultPlan } from "../faults/faults.ts";
import { faultyClients } from "../faults/postgres-faults.ts";
import { makeDatabase } from "../helpers/engines.ts";

test("counts a retried transaction by cause and commits it once", async () => {
  const { database, drop } = await makeDatabase("postgres");
  const plan = new FaultPlan();
  const engine = createPostgresEngine(createPool(database, faultyClients(plan)));
  for (const code of ["40001", "40P01", "40P01"]) {
    // The first call is begin, the second the statement of the transaction.
    plan.arm(2, { code, when: "before" });
    await engine.transaction((sql) => sql.run("select 1"));
    expect(plan.disarm()).toBe(true);
  }
  const { retries, groups, connections } = engine.stats;
  expect(retries).toMatchObject({ serialization_failure: 1, deadlock_detected: 2, unique_violation: 0 });
  expect([groups.counts[0], groups.sum]).toEqual([3, 3]);
  expect(connections()).toEqual({ busy: 0, idle: 1, waiting: 0 });
  await engine.close();
  await drop();
});
