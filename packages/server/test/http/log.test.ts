import { DatabaseError } from "pg";
import { expect, test } from "vitest";
import { oncePerSecond } from "../../src/http/observability/log.ts";
import { openStore } from "../../src/storage/open.ts";
import { startApp } from "../helpers/app.ts";
import { makeDatabase } from "../helpers/engines.ts";

test("does not log the row that PostgreSQL quotes in an error", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const store = await openStore(database);
  const broken = new DatabaseError("new row violates a rule", 0, "error");
  broken.code = "23514";
  broken.detail = "Failing row contains (sam.patel@acme.example, +14165550102).";
  const failing = { ...store.platform, listOrganizations: () => Promise.reject(broken) };
  const app = await startApp({ database, store: { ...store, platform: failing } });
  expect((await app.ask("GET /registry/v1/organizations")).status).toBe(500);
  await app.close();
  await drop();
  const logged = app.logged.join("");
  expect(logged).toContain("new row violates a rule");
  expect(logged).toContain('"code":"23514"');
  expect(logged).not.toContain("sam.patel");
});

test("reports progress once per second, and not in the first second", () => {
  let now = 0;
  const reported: number[] = [];
  const report = oncePerSecond(
    (count: number) => void reported.push(count),
    () => now,
  );
  for (now = 0; now < 3500; now += 250) report(now);
  expect(reported).toEqual([1000, 2000, 3000]);
});
