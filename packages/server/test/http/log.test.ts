import { DatabaseError } from "pg";
import { expect, test, vi } from "vitest";
import { oncePerSecond } from "../../src/http/observability/log.ts";
import { openStore } from "../../src/storage/open.ts";
import { StorageUnavailable } from "../../src/storage/store.ts";
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

test("an outage logs the first failed request and then one summary per second", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { database, drop } = await makeDatabase("sqlite");
  const store = await openStore(database);
  const unavailable = new StorageUnavailable("PostgreSQL is unavailable");
  const failing = { ...store.platform, listOrganizations: () => Promise.reject(unavailable) };
  const app = await startApp({ database, store: { ...store, platform: failing } });
  const fail = async (count: number) => {
    for (let sent = 0; sent < count; sent++)
      expect((await app.ask("GET /registry/v1/organizations")).status).toBe(503);
  };
  await fail(20);
  await vi.advanceTimersByTimeAsync(1000);
  await fail(3);
  await vi.advanceTimersByTimeAsync(3000);
  await fail(1);
  vi.useRealTimers();
  await app.close();
  await drop();
  const errors = app.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 50);
  expect(errors).toMatchObject([
    { msg: "storage_unavailable", route: "/registry/v1/organizations", err: { stack: expect.any(String) } },
    { failed: { storage_unavailable: 19 }, lastCause: "PostgreSQL is unavailable" },
    { failed: { storage_unavailable: 3 } },
    { msg: "storage_unavailable" },
  ]);
  expect(JSON.stringify(errors[1])).not.toContain("stack");
});
