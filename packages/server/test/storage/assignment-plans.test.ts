import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { NumberId, OrganizationId, UserId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store, StoreTransaction } from "../../src/storage/store.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { typedId } from "../helpers/typed-id.ts";

const organizationId: OrganizationId = typedId("5f7b1c2e8a1d4e0012c3b400");
const userId: UserId = typedId("a".repeat(24));
const numberId: NumberId = typedId("b".repeat(24));
const line = "+14165550102";
const page = { size: 50 };
const after = { size: 50, after: ["c".repeat(24)] };

let made: TestDatabase;
let store: Store;
beforeAll(async () => {
  made = await makeDatabase("sqlite");
  store = await openStore(made.database);
});
afterAll(async () => {
  await store.close();
  await made.drop();
});

const reads: Readonly<Record<string, (tx: StoreTransaction) => Promise<unknown>>> = {
  "the assignments of a user": (tx) => tx.assignments.list({ userId }, "byAge", page),
  "a later page of the assignments of a user": (tx) => tx.assignments.list({ userId }, "byAge", after),
  "the assignments of a number": (tx) => tx.assignments.list({ number: { id: numberId } }, "byAge", page),
  "the assignments of a line": (tx) => tx.assignments.list({ number: { line } }, "byAge", page),
  "the past assignments of a user": (tx) => tx.assignments.listAsOf({ userId }, 1, page),
  "the past assignments of a number": (tx) => tx.assignments.listAsOf({ number: { id: numberId } }, 1, after),
  "the past assignments of a line": (tx) => tx.assignments.listAsOf({ number: { line } }, 1, page),
  "the holders of a number": (tx) => tx.assignments.open({ numberId }),
  "the holders of several numbers": (tx) => tx.assignments.holders([numberId, typedId("c".repeat(24))], 5),
  "the numbers of a user at a provider": (tx) => tx.assignments.open({ userId, provider: "twilio" }),
  "the default of a user": (tx) => tx.assignments.defaultOf(userId, "twilio"),
  "the inbound holders of lines": (tx) => tx.assignments.inboundHolders([line, "+14165550103"]),
  "the numbers of a user": (tx) => tx.numbers.list({ userId }, 1, page),
  "a number, with whether it is held": (tx) => tx.numbers.find({ id: numberId }),
  "whether a number was ever held": (tx) => tx.numbers.wasEverHeld(numberId),
  "the labels of a number": (tx) => tx.numbers.reindex(numberId),
  "the labels of a user": (tx) => tx.assignments.eraseLabels(userId),
  "the history of a number": (tx) => tx.assignments.intervals({ numberId }, page),
  "the history of a user": (tx) => tx.assignments.intervals({ userId }, page),
};

test.each(Object.entries(reads))(
  "%s: SQLite does not read all assignments or events of the organization",
  async (_, read) => {
    const plans = await plansOf(read);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter((step) => readsOrganization.test(step) || readsEverything.test(step))).toEqual([]);
  },
);

/** A search by the organization alone, of a table in which it has many rows. */
const readsOrganization =
  /^SEARCH (?:a|e|o|n|assignments|events|numbers) .*\(organization_id=\?(?: AND id>\?)?\)/;
const readsEverything = /^SCAN (?:assignments|events|numbers)/;

/** The steps of the plans of the statements that `read` runs. */
async function plansOf(read: (tx: StoreTransaction) => Promise<unknown>): Promise<readonly string[]> {
  // A new store, because a store prepares each statement once.
  await store.close();
  store = await openStore(made.database);
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  await store.write(organizationId, read);
  const statements = prepare.mock.calls.map(([text]) => text).filter((text) => !text.startsWith("pragma"));
  prepare.mockRestore();
  const db = new DatabaseSync(made.database, { readOnly: true });
  const steps = statements.flatMap((text) => db.prepare(`explain query plan ${text}`).all());
  db.close();
  return steps.map(({ detail }) => String(detail));
}
