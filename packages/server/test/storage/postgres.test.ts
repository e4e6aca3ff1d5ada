import { afterAll } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { storageContract } from "./contract/index.ts";

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const { drop } of databases) await drop();
});

storageContract("PostgreSQL", async () => {
  const made = await makeDatabase("postgres");
  databases.push(made);
  return openStore(made.database);
});
