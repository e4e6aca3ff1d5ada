import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../src/storage/migrate.ts";
import { createStore } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import type { TransactionCost } from "../../src/storage/store.ts";
import { RouteFixture } from "../faults/route-fixture.ts";
import { type Route, routes } from "../faults/routes.ts";
import { type RunningApp, startApp, superadminKey } from "../helpers/app.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { makeOrganization } from "../helpers/world.ts";

let database: TestDatabase;
let app: RunningApp;
let cost: TransactionCost;
let fixture: RouteFixture;
beforeAll(async () => {
  database = await makeDatabase("postgres");
  const engine = createPostgresEngine(createPool(database.database));
  await migrate(engine);
  ({ cost } = engine.stats);
  app = await startApp({ database: database.database, store: createStore(engine), pollMs: 1e9 });
  fixture = new RouteFixture(await makeOrganization(app.ask, "acme", "1"), app);
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

/** Changes of one record, in one round trip for all finds, one for the writes, and at most two between. */
const roundTripsMax = 4;

/** Operations that wait more often, because they concern any number of records or are rare: at most so many times. */
const longer: Readonly<Record<string, number>> = {
  addNumbers: 4,
  createUsers: 6,
  DeleteOrganizationUser: 16,
  removeUser: 16,
  offboardUser: 16,
  undoOffboarding: 10,
  eraseUser: 32,
  createImport: 12,
  applyImport: 7,
  undoImport: 8,
  cancelImport: 6,
  createPlan: 11,
  applyPlan: 11,
  undoPlan: 11,
  createWebhook: 5,
  deleteWebhook: 6,
  replayWebhook: 5,
};

/** Of the operations whose rate matters most, so that a statement more is noticed. */
const statementsMax: Readonly<Record<string, number>> = {
  assign: 11,
  assignNumber: 11,
  post_organizations_phone_numbers: 15,
  unassign: 12,
  unassignNumber: 12,
  transfer: 17,
  addNumber: 10,
  releaseNumber: 11,
};

describe.each(Object.entries(routes))("%s", (_dialect, ours) => {
  const writes = ours.filter(({ method }) => method !== "GET");
  test.each(writes)("$operation waits for the server no more often than allowed", async (route) => {
    const limits = {
      roundTrips: longer[route.operation] ?? roundTripsMax,
      statements: statementsMax[route.operation] ?? Number.POSITIVE_INFINITY,
    };
    const isWithin = (it: TransactionCost) =>
      it.roundTrips <= limits.roundTrips && it.statements <= limits.statements;
    // Other work of the process is counted as well, so that only a repeated excess is the operation's.
    let found = await costOf(route);
    for (let attempt = 2; attempt <= 3 && !isWithin(found); attempt++) found = await costOf(route, attempt);
    expect(found.roundTrips).toBeLessThanOrEqual(limits.roundTrips);
    expect(found.statements).toBeLessThanOrEqual(limits.statements);
  });
});

async function costOf(route: Route, attempt = 1): Promise<TransactionCost> {
  const { path, body, key } = await route.prepare(fixture);
  const before = { ...cost };
  const answer = await app.ask(`${route.method} ${path}`, {
    key: key ?? (route.asAdmin ? fixture.organization.admin.key : superadminKey),
    ...(body !== undefined && { body }),
    headers: { "idempotency-key": `${route.operation} ${path} ${attempt}` },
  });
  expect(answer.status, answer.text).toBeLessThan(300);
  return { statements: cost.statements - before.statements, roundTrips: cost.roundTrips - before.roundTrips };
}
