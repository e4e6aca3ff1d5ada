import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../src/storage/migrate.ts";
import { createStore, openEngine } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { type Answer, type RunningApp, startApp, superadminKey } from "../helpers/app.ts";
import { report, times } from "../helpers/depth.ts";
import { type EngineName, engineNames, makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { brokenRules } from "../helpers/invariants.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { makeOrganization } from "../helpers/world.ts";
import { type Fault, FaultPlan, nameOf } from "./faults.ts";
import { countChanges, readState } from "./organization-state.ts";
import { faultyClients, postgresFaults } from "./postgres-faults.ts";
import { RouteFixture } from "./route-fixture.ts";
import { excluded, type Request, type Route, routes } from "./routes.ts";
import { sqliteFailing, sqliteFaults } from "./sqlite-faults.ts";

const faultsOf = { sqlite: sqliteFaults, postgres: postgresFaults };
/** The number of faults to try at each call. */
const faultsAtOnce = times(1, Number.POSITIVE_INFINITY);
const pointsAtOnce = times(4, 1);

describe.each(engineNames)("on %s, with every storage call failing once,", (engine) => {
  const plan = new FaultPlan();
  let database: TestDatabase;
  let app: RunningApp;
  let pool: Pool | undefined;
  let reader: TableReader;
  let fixture: RouteFixture;
  let restore = () => {};
  const total = { points: 0, faults: 0, unknown: 0, applied: 0 };
  beforeAll(async () => {
    database = await makeDatabase(engine);
    ({ app, pool } = await startFaulty(engine, database.database, plan));
    if (engine === "sqlite") restore = sqliteFailing(plan);
    reader = openTableReader(database.database);
  });
  let fixtures = 0;
  // A new organization per route keeps the compared state small.
  const renewFixture = async () => {
    fixtures += 1;
    await reader.query("delete from idempotency");
    fixture = new RouteFixture(await makeOrganization(app.ask, `acme${fixtures}`, String(fixtures)), app);
  };
  afterAll(async () => {
    restore();
    await reader.close();
    await app.close();
    await database.drop();
    report(
      `every point, ${engine}: ${Object.values(routes).flat().length} routes, ${total.points} points, ${total.faults} faults; ${total.unknown} answered 503, of which ${total.applied} had taken effect`,
    );
  });

  test("the table contains every route", () => {
    for (const [dialect, ours] of Object.entries(routes))
      expect(ours.map(({ operation }) => operation).sort()).toEqual(
        operationsOf(app, dialect).filter((operation) => !excluded.includes(operation)),
      );
  });

  describe.each(Object.entries(routes))("%s", (_dialect, ours) => {
    test.each(ours.filter(({ sends }) => !sends))(
      "$operation takes effect once or not at all, and its response reports which",
      async (route) => {
        await renewFixture();
        const expected = await effectOf(route);
        for (let point = 1 + (keys % pointsAtOnce); ; point += pointsAtOnce) {
          const met: boolean[] = [];
          for (const fault of chosen(engine, point)) met.push(await attempt(route, point, fault, expected));
          if (met.includes(true)) total.points += 1;
          if (!met.includes(true)) break;
        }
        expect(await brokenRules(reader)).toEqual([]);
      },
    );
  });

  /** The changes of the request without a fault. */
  async function effectOf(route: Route): Promise<string> {
    const request = await route.prepare(fixture);
    const before = await state(request);
    expect((await send(route, request, nextKey())).status).toBeLessThan(300);
    return countChanges(before, await state(request));
  }

  /** Returns whether the fault occurred. */
  async function attempt(route: Route, point: number, fault: Fault, expected: string): Promise<boolean> {
    const request = await route.prepare(fixture);
    const before = await state(request);
    const key = nextKey();
    plan.arm(point, fault);
    const answer = await send(route, request, key);
    const isMet = plan.disarm();
    const effect = countChanges(before, await state(request));
    const where = `${route.operation}, call ${point} fails with ${nameOf(fault)}`;
    if (isMet) total.faults += 1;
    expect(["", expected], where).toContain(effect);
    if (answer.status === 503) {
      expect(answer.headers.get("retry-after"), where).toBe("1");
      total.unknown += 1;
      if (effect !== "" && effect === expected) total.applied += 1;
    } else {
      expect(answer.status, `${where}: ${answer.text}`).toBeLessThan(300);
      expect(effect, where).toBe(expected);
    }
    await expectOneEffect(route, request, key, { before, answer, expected, where });
    if (pool) expect([pool.totalCount - pool.idleCount, pool.waitingCount], where).toEqual([0, 0]);
    return isMet;
  }

  async function expectOneEffect(
    route: Route,
    request: Request,
    key: string,
    { before, answer, expected, where }: Attempted,
  ): Promise<void> {
    const again = await send(route, request, key);
    expect(again.status, `${where}, repeated: ${again.text}`).toBeLessThan(300);
    expect(countChanges(before, await state(request)), where).toBe(expected);
    const first = answer.status === 503 ? await send(route, request, key) : answer;
    expect([first.status, lasting(first)], where).toEqual([again.status, lasting(again)]);
  }

  const state = (request: Request) => readState(reader, request.concerns ?? fixture.organization.id);

  const send = (route: Route, { path, body, key: credential }: Request, key: string): Promise<Answer> =>
    app.ask(`${route.method} ${path}`, {
      key: credential ?? (route.asAdmin ? fixture.organization.admin.key : superadminKey),
      ...(body !== undefined && { body }),
      headers: { "idempotency-key": key },
    });
});

interface Attempted {
  readonly before: ReadonlyMap<string, string>;
  readonly answer: Answer;
  readonly expected: string;
  readonly where: string;
}

async function startFaulty(
  engine: EngineName,
  database: string,
  plan: FaultPlan,
): Promise<{ app: RunningApp; pool: Pool | undefined }> {
  const pool = engine === "postgres" ? createPool(database, faultyClients(plan)) : undefined;
  const opened = pool ? createPostgresEngine(pool) : await openEngine(database);
  await migrate(opened);
  const store = createStore(opened);
  // A fault at every call takes more records than an organization can have.
  const settings = { WHOSELINE_QUOTAS: "webhooks=100000,carrierAccounts=100000" };
  // Its polls would consume the faults that are meant for the request.
  const app = await startApp({ database, store, settings, pollMs: 1e9 });
  await app.installation.routeIndexSync.built;
  return { app, pool };
}

const chosen = (engine: EngineName, point: number): readonly Fault[] => {
  const faults = faultsOf[engine];
  if (faultsAtOnce >= faults.length) return faults;
  const index = (point * 5 + keys) % faults.length;
  return faults.slice(index, index + faultsAtOnce);
};

let keys = 0;
const nextKey = (): string => {
  keys += 1;
  return `key-${keys}`;
};

/** A replayed response does not contain the secret of an API key, an invitation or a webhook. */
const lasting = ({ text }: Answer): string => text.replace(/,"(?:key|invitation|link|secret)":"[^"]*"/g, "");

function operationsOf(app: RunningApp, dialect: string): string[] {
  const document = app.server.documents.get(dialect as never)?.() as {
    paths: Record<string, Record<string, { operationId?: string }>>;
  };
  return Object.values(document.paths)
    .flatMap((path) => Object.values(path).map(({ operationId }) => operationId ?? ""))
    .sort();
}
