import { DatabaseSync } from "node:sqlite";
import { expect, test, vi } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import { makeDatabase } from "../helpers/engines.ts";

test("SQLite finds a number by its line with an index, not by reading all numbers of the organization", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const store = await openStore(database);
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  const organization = "5f7b1c2e8a1d4e0012c3b400" as OrganizationId;
  await store.read(organization).numbers.find({ provider: "twilio", line: "+14165550102" });
  const statements = prepare.mock.calls.map(([text]) => text).filter((text) => text.includes("numbers n"));
  prepare.mockRestore();
  await store.close();
  const reader = new DatabaseSync(database, { readOnly: true });
  const plans = statements.map((text) => JSON.stringify(reader.prepare(`explain query plan ${text}`).all()));
  reader.close();
  await drop();
  expect(plans).toEqual([expect.stringContaining("line=? AND provider=?")]);
});
