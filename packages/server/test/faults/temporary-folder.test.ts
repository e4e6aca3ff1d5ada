import { expect, test } from "vitest";
import { demoOrganizationId, loadDemo } from "../../src/demo.ts";
import { startApp } from "../helpers/app.ts";
import { FaultPlan } from "./faults.ts";
import { sqliteFailing } from "./sqlite-faults.ts";

const fault = { code: "SQLITE_IOERR_GETTEMPPATH", when: "undone" } as const;

test("a demo that SQLite cannot load without a folder for temporary files names the setting", async () => {
  const app = await startApp({ engine: "sqlite" });
  const plan = new FaultPlan();
  const restore = sqliteFailing(plan);
  plan.arm(40, fault);
  const failure = await loadDemo(app).catch((error: Error) => error.message);
  expect(plan.disarm()).toBe(true);
  restore();
  expect(failure).toContain("set SQLITE_TMPDIR to one, such as the folder of the database");
  expect((await loadDemo(app)).organizationId).toBe(demoOrganizationId);
  await app.close();
});
