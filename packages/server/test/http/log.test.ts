import { DatabaseError } from "pg";
import { expect, test } from "vitest";
import { oncePerSecond } from "../../src/http/observability/log.ts";
import { openStore } from "../../src/storage/open.ts";
import { startApp } from "../helpers/app.ts";
import { makeDatabase } from "../helpers/engines.ts";

test("what PostgreSQL quotes of a row is not logged with its error", async () => {
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

test("progress is told once a second, and not of what is soon done", () => {
  let now = 0;
  const told: number[] = [];
  const tell = oncePerSecond(
    (count: number) => void told.push(count),
    () => now,
  );
  for (now = 0; now < 3500; now += 250) tell(now);
  expect(told).toEqual([1000, 2000, 3000]);
});
