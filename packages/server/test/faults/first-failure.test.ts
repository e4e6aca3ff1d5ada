import { expect, test } from "vitest";
import { allInOrder } from "../../src/core/kernel/all-in-order.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { makeDatabase } from "../helpers/engines.ts";

test("a transaction is retried by its first failure, not by the failures of later statements", async () => {
  const { database, drop } = await makeDatabase("postgres");
  const engine = createPostgresEngine(createPool(database));
  let attempts = 0;
  const answer = await engine.transaction(async (sql) => {
    attempts += 1;
    const raised = `do $$ begin raise exception 'planned' using errcode = '40001'; end $$`;
    await allInOrder(
      sql.all("select 1").then(() => sql.all("select 2")),
      attempts === 1 ? sql.script(raised) : sql.all("select 3"),
    );
    return "done";
  });
  expect([answer, attempts]).toEqual(["done", 2]);
  await engine.close();
  await drop();
});
