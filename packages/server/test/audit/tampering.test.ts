import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, test } from "vitest";
import { toPublicEvent } from "../../src/audit/public-event.ts";
import { type VerifiedChain, verifyChain } from "../../src/audit/verify-chain.ts";
import { eventKinds } from "../../src/model.ts";
import { makeEveryEvent } from "../helpers/every-event.ts";
import { useTestContext } from "../helpers/test-context.ts";

// Changes in the database itself, by someone who can drop triggers.

type Row = Readonly<Record<string, string | number | null>>;

const context = useTestContext("sqlite");
let db: DatabaseSync;
let rows: readonly Row[];

const where = (seq: unknown) => `where organization_id = '${context.acme.id}' and seq = ${seq}`;
const all = () =>
  db.prepare(`select * from events where organization_id = '${context.acme.id}' order by seq`).all() as Row[];

beforeEach(async () => {
  await makeEveryEvent(context);
  db = new DatabaseSync(context.app.database, { timeout: 2000 });
  for (const { name } of db
    .prepare("select name from sqlite_schema where type = 'trigger' and tbl_name = 'events'")
    .all())
    db.exec(`drop trigger ${name}`);
  rows = all();
  return () => db.close();
});

async function verify(): Promise<VerifiedChain> {
  const { items } = await context.app.store.read(context.acme.id).events.list({}, { size: 1000 });
  return verifyChain(items.map(toPublicEvent));
}

function store(seq: unknown, changes: Row): void {
  const names = Object.keys(changes);
  db.prepare(`update events set ${names.map((name) => `${name} = ?`).join(", ")} ${where(seq)}`).run(
    ...Object.values(changes),
  );
}

/** Changes of the row, each in one column or in one member of a record. */
function* alterationsOf(row: Row): Generator<[what: string, changes: Row]> {
  for (const [column, value] of Object.entries(row)) {
    // The events of another organization are another chain.
    if (column === "organization_id" || column === "seq") continue;
    const isJson = typeof value === "string" && value.startsWith("{");
    if (!isJson) yield [column, { [column]: another(value, column) }];
    else
      for (const [name, changed] of alteredMembers(JSON.parse(value)))
        yield [`${column}.${name}`, { [column]: JSON.stringify(changed) }];
  }
}

function* alteredMembers(record: Readonly<Record<string, unknown>>): Generator<[string, object]> {
  for (const [name, value] of Object.entries(record)) yield [name, { ...record, [name]: another(value) }];
  yield ["addition", { ...record, addition: 1 }];
}

function another(value: unknown, column = ""): string | number | null {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") return `${value}0`;
  if (value !== null) return null;
  if (column === "undoes") return 1;
  return column === "before" || column === "after" || column === "digests" ? '{"/reason":"0"}' : "0";
}

test("every changed field of every kind of event is found, and its event is named", async () => {
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(eventKinds));
  expect((await verify()).broken).toBeUndefined();
  const missed: string[] = [];
  let count = 0;
  for (const row of rows)
    for (const [what, changes] of alterationsOf(row)) {
      store(row.seq, changes);
      if ((await verify()).broken?.seq !== row.seq) missed.push(`${row.kind} ${what}`);
      store(row.seq, row);
      count += 1;
    }
  expect(missed).toEqual([]);
  expect(count).toBeGreaterThan(500);
  expect((await verify()).broken).toBeUndefined();
});

test("every deleted event but the last is found, and the next one is named", async () => {
  for (const { seq } of rows.slice(0, -1)) {
    db.exec("begin");
    db.exec(`delete from events ${where(seq)}`);
    db.exec("commit");
    expect((await verify()).broken).toEqual({ seq: Number(seq) + 1, fault: "number" });
    insert(rows.find((row) => row.seq === seq) as Row);
  }
});

test("two swapped events and an inserted one are found", async () => {
  const [first, second] = [rows[4] as Row, rows[5] as Row];
  swap(first, second);
  expect((await verify()).broken?.seq).toBe(first.seq);
  for (const row of [first, second]) store(row.seq, row);
  expect((await verify()).broken).toBeUndefined();
  for (const row of rows.slice(5).toReversed()) store(row.seq, { seq: Number(row.seq) + 1 });
  insert({ ...first, seq: second.seq as number });
  expect((await verify()).broken).toEqual({ seq: second.seq, fault: "link" });
});

function insert(row: Row): void {
  const names = Object.keys(row);
  db.prepare(`insert into events (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`).run(
    ...Object.values(row),
  );
}

function swap(first: Row, second: Row): void {
  for (const { seq } of [first, second]) db.exec(`delete from events ${where(seq)}`);
  insert({ ...first, seq: second.seq as number });
  insert({ ...second, seq: first.seq as number });
}
