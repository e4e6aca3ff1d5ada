import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import { openStore } from "../../src/storage/open.ts";
import { typedId } from "../helpers/typed-id.ts";
import {
  buildPowerCut,
  type Cut,
  type CutTime,
  cutPower,
  databaseAfterCut,
  powerCutObstacle,
} from "./power.ts";

const organizationId: OrganizationId = typedId("a".repeat(24));
const random = (from: number, to: number) => from + Math.floor(Math.random() * (to - from + 1));

const obstacle = await powerCutObstacle();

let folder: string;
let library: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whoseline-power-"));
  if (obstacle === undefined) library = await buildPowerCut(folder);
});
beforeEach(({ skip }) => skip(obstacle !== undefined, obstacle));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("preserves every acknowledged write after a power cut at any time", { timeout: 300_000 }, async () => {
  const results = await trials(
    24,
    () => ({ acknowledged: random(1, 1500) }),
    ["writer.ts", "durable"],
    storedLines,
  );
  report("durable, any time", results);
  expect(results.map(({ lost }) => lost)).toEqual(results.map(() => []));
});

test("preserves every acknowledged write after a power cut at or soon after a checkpoint", {
  timeout: 300_000,
}, async () => {
  const cutTime = () => ({ checkpoint: random(4, 9), syncs: random(0, 4) });
  const results = await trials(24, cutTime, ["writer.ts", "durable"], storedLines);
  report("durable, at a checkpoint", results);
  expect(results.map(({ lost }) => lost)).toEqual(results.map(() => []));
});

test("control: a writer without syncs loses everything", { timeout: 120_000 }, async () => {
  const results = await trials(
    6,
    () => ({ acknowledged: random(50, 1500) }),
    ["writer.ts", "unsynced"],
    storedLines,
  );
  report("control, synchronous = off", results);
  for (const { acknowledged, lost } of results) expect(lost).toEqual(acknowledged);
});

test("control: a writer that syncs only in checkpoints loses writes", { timeout: 120_000 }, async () => {
  const results = await trials(
    12,
    () => ({ acknowledged: random(50, 5000) }),
    ["plain-writer.ts"],
    plainLines,
  );
  report("control, synchronous = normal", results);
  expect(results.filter(({ lost }) => lost.length > 0).length).toBeGreaterThan(results.length / 2);
});

interface Result {
  readonly acknowledged: readonly string[];
  readonly lost: readonly string[];
  readonly checkpoints: number;
}
type ReadLines = (database: string) => Promise<ReadonlySet<string>>;

/** Runs two trials at a time. Every other one leaves torn files. */
async function trials(
  count: number,
  cutTime: () => CutTime,
  writer: readonly string[],
  read: ReadLines,
): Promise<Result[]> {
  const results: Result[] = [];
  let started = 0;
  const work = async () => {
    while (started < count)
      results.push(await trial(started++ % 2 ? "torn" : "synced", cutTime(), writer, read));
  };
  await Promise.all([work(), work()]);
  return results;
}

async function trial(
  kind: "synced" | "torn",
  cutTime: CutTime,
  writer: readonly string[],
  read: ReadLines,
): Promise<Result> {
  const at = await mkdtemp(join(folder, "trial-"));
  const cut = await cutPower(library, at, [...writer, organizationId], cutTime);
  // A control is about unsynced data, which must not survive by chance.
  const database = await databaseAfterCut(cut, join(at, "after-cut"), isControl(writer) ? "synced" : kind);
  const lines = await read(database);
  await rm(at, { recursive: true, force: true });
  const lost = cut.acknowledged.filter((line) => !lines.has(line));
  return { acknowledged: cut.acknowledged, lost, checkpoints: checkpointsOf(cut) };
}

const isControl = (writer: readonly string[]) => !writer.includes("durable");
const checkpointsOf = ({ syncs }: Cut) => syncs.filter((name) => name.endsWith(".db")).length;

/** Reads the lines through the store, and checks events, pages and foreign keys. */
async function storedLines(database: string): Promise<ReadonlySet<string>> {
  const store = await openStore(database);
  const reads = store.read(organizationId);
  const numbers = await reads.numbers.list({}, 0, { size: 1_000_000 });
  const { items: events } = await reads.events.list({}, { size: 1_000_000 });
  const { seq: head } = await reads.events.head();
  await store.close();
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  expect(numbers.items.map(({ id }) => id)).toEqual(events.map(({ subjectId }) => subjectId));
  const db = new DatabaseSync(database);
  expect(db.prepare("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
  expect(db.prepare("pragma foreign_key_check").all()).toEqual([]);
  db.close();
  return new Set(numbers.items.map(({ line }) => line));
}

async function plainLines(database: string): Promise<ReadonlySet<string>> {
  const db = new DatabaseSync(database);
  db.exec("create table if not exists numbers (line text) strict");
  const rows = db.prepare("select line from numbers").all();
  db.close();
  return new Set(rows.map(({ line }) => String(line)));
}

function report(name: string, results: readonly Result[]): void {
  const sum = (count: (result: Result) => number) => results.reduce((total, it) => total + count(it), 0);
  process.stdout.write(
    `${name}: ${results.length} cuts, ${sum((it) => it.acknowledged.length)} acknowledged, ${sum((it) => it.lost.length)} lost in ${sum((it) => Number(it.lost.length > 0))} cuts, ${sum((it) => it.checkpoints)} syncs of the database file\n`,
  );
}
