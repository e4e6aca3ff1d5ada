import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type RunningApp, useApp } from "../helpers/app.ts";
import { startAppCopy } from "../helpers/app-copy.ts";
import { ownPage } from "../helpers/browser.ts";
import { collectRoutes } from "../helpers/routes.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import {
  type Cell,
  cellsOf,
  describeCell,
  expectedStatus,
  isFilteredToOwn,
  requestOf,
  seesAllOrganizations,
  tenantOf,
  withoutForeign,
} from "./cells.ts";
import { carrierRoutes, consoleRoutes, countingRoutes, expectations, openRoutes } from "./expectations.ts";
import { type Caller, type MatrixWorld, makeMatrixWorld, type Tenant } from "./world.ts";

const routes = (await collectRoutes()).filter(({ method }) => method !== "HEAD");
const matrixRoutes = routes.flatMap((route) =>
  route.name in expectations ? [[route.name, route] as const] : [],
);

const app = useApp();
let world: MatrixWorld;
let database: TableReader;
let before: string;
beforeAll(async () => {
  world = await makeMatrixWorld(app);
  database = openTableReader(app.database);
  before = await database.dump();
});
afterAll(async () => {
  await database.close();
});

test("the matrix contains exactly the routes of the app", () => {
  const expected = [
    ...Object.keys(expectations),
    ...openRoutes,
    ...countingRoutes,
    ...consoleRoutes,
    ...carrierRoutes,
  ];
  expect(routes.map(({ name }) => name).sort()).toEqual(expected.sort());
});

describe.each(matrixRoutes)("%s", (_name, route) => {
  test("returns what each caller's role and organization permit", async () => {
    const faults: string[] = [];
    for (const cell of cellsOf(route, expectations[route.name] ?? [], world.callers))
      faults.push(...(await violationsOf(cell)).map((fault) => `${describeCell(cell)}: ${fault}`));
    expect(faults).toEqual([]);
  });
});

test.each(openRoutes)("%s returns the same to every caller and changes nothing", async (name) => {
  const request = name.replace(":file", "native.json").replace(":dialect", "tether");
  const answers: Answer[] = [];
  for (const caller of world.callers) answers.push(await send(app, request, caller));
  expect(new Set(answers.map(fingerprint)).size).toBe(1);
  // The page at `/` is only for browsers.
  expect(answers[0]?.status).toBe(name === "GET /" ? 404 : 200);
  expect(await database.dump()).toBe(before);
});

/** Violations of the expectations of one cell. */
async function violationsOf(cell: Cell): Promise<string[]> {
  const isWrite = cell.route.method !== "GET" && expectedStatus(cell) < 300;
  return isWrite ? writeViolations(cell) : readViolations(cell);
}

/** A read or a rejected request must not change the database or return data of another organization. */
async function readViolations(cell: Cell): Promise<string[]> {
  const answer = await ask(app, cell);
  const faults = [
    ...wrongStatus(cell, answer),
    ...foreignMarkersIn(cell, answer),
    ...missingRecords(cell, answer),
    ...(await headViolations(cell, answer)),
    ...(await foreignViolations(cell, answer)),
  ];
  return (await database.dump()) === before ? faults : [...faults, "the database changed"];
}

async function headViolations(cell: Cell, { status }: Answer): Promise<string[]> {
  if (cell.route.method !== "GET" || cell.route.url.endsWith("/stream")) return [];
  const head = await ask(app, { ...cell, route: { ...cell.route, method: "HEAD" } });
  const isAlike = head.status === status && head.text === "";
  return isAlike ? [] : [`HEAD answered ${head.status} and ${JSON.stringify(head.text)}`];
}

const missingAnswers = new Map<string, Promise<Answer>>();

/** A foreign record must be answered byte for byte like a missing one. */
async function foreignViolations(cell: Cell, answer: Answer): Promise<string[]> {
  const missing = withoutForeign(cell);
  if (missing === undefined) return [];
  const key = JSON.stringify([cell.caller.name, requestOf(missing, world)]);
  const other = missingAnswers.get(key) ?? ask(app, missing);
  missingAnswers.set(key, other);
  const [foreign, absent] = [fingerprint(answer), fingerprint(await other)];
  return foreign === absent ? [] : [`foreign ${foreign} is not like missing ${absent}`];
}

/** Runs a write on a copy of the database: it must succeed and change no row of another organization. */
async function writeViolations(cell: Cell): Promise<string[]> {
  const copy = await startAppCopy(app.database);
  const copied = openTableReader(copy.database);
  const answer = await ask(copy, cell);
  const faults = [...wrongStatus(cell, answer), ...foreignMarkersIn(cell, answer)];
  for (const tenant of othersOf(cell)) {
    const id = world.names[tenant].organization;
    const isUnchanged = (await copied.dumpOrganization(id)) === (await database.dumpOrganization(id));
    if (!isUnchanged) faults.push(`${tenant} has changed`);
  }
  await copied.close();
  await copy.close();
  return faults;
}

function wrongStatus(cell: Cell, { status, text }: Answer): string[] {
  const expected = expectedStatus(cell);
  return status === expected ? [] : [`answered ${status} instead of ${expected}: ${text.slice(0, 200)}`];
}

/** Without this check a list that is always empty would pass. */
function missingRecords(cell: Cell, { status, text }: Answer): string[] {
  const tenant = tenantOf(cell);
  if (status !== 200 || tenant === undefined || !isFilteredToOwn(cell)) return [];
  return world.markers[tenant].some((marker) => text.includes(marker)) ? [] : ["showed nothing"];
}

/** Their successful responses contain every organization: the lists of a superadmin, and the backup. */
const globalRoutes = [
  "GET /registry/v1/organizations",
  "GET /registry/v1/events",
  "GET /registry/v1/events/stream",
  "GET /registry/v1/superadmin-keys",
  "POST /registry/v1/backup",
];

function foreignMarkersIn(cell: Cell, answer: Answer): string[] {
  const isGlobal = answer.status === 200 && globalRoutes.includes(cell.route.name);
  if (seesAllOrganizations(cell) || isGlobal) return [];
  const said = `${answer.text}\n${JSON.stringify([...answer.headers])}`;
  const asked = JSON.stringify(requestOf(cell, world));
  return othersOf(cell)
    .flatMap((tenant) => world.markers[tenant])
    .filter((marker) => said.includes(marker) && !asked.includes(marker))
    .map((marker) => `said ${marker} of another organization`);
}

const othersOf = (cell: Cell): Tenant[] =>
  (["acme", "rival"] as const).filter((tenant) => tenant !== tenantOf(cell));

function ask(to: RunningApp, cell: Cell): Promise<Answer> {
  const { request, body } = requestOf(cell, world);
  return send(to, request, cell.caller, body);
}

function send(to: RunningApp, request: string, caller: Caller, body?: unknown): Promise<Answer> {
  const { credential, isSession } = caller;
  return isSession
    ? to.ask(request, { key: null, headers: { cookie: credential ?? "", ...ownPage }, body })
    : to.ask(request, { key: credential ?? null, body });
}

/** The response without the headers that differ on every request. */
/** Headers of one answer, and those that depend on its text. */
const ownHeaders = new Set(["date", "x-request-id", "content-length", "etag", "repr-digest"]);

const fingerprint = ({ status, headers, text }: Answer): string =>
  JSON.stringify([
    status,
    [...headers].filter(([name]) => !ownHeaders.has(name)).sort(),
    // Callers learn whether they sent a cookie.
    text.replace(/"hasSessionCookie":(?:true|false)/, ""),
  ]);
