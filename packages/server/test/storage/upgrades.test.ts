import { readdirSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { chainEvents } from "../../src/audit/chain-events.ts";
import { toPublicEvent } from "../../src/audit/public-event.ts";
import { chainStart, verifyChain } from "../../src/audit/verify-chain.ts";
import type { Event, OrganizationId, UserId } from "../../src/model.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { openStore } from "../../src/storage/open.ts";
import { openPostgres } from "../../src/storage/postgres/postgres.ts";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";
import { type EngineName, engineNames, makeDatabase } from "../helpers/engines.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { typedId } from "../helpers/typed-id.ts";
import { migrateTo } from "./migrate-to.ts";

const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});

const organization: OrganizationId = typedId("1".padStart(24, "0"));
const [user, number, assignment] = ["a".repeat(24), "b".repeat(24), "c".repeat(24)];

/** Rows as version 1 wrote them. */
const rowsAt1 = (no: string, yes: string) => `
  insert into organizations (id, serial, name, status, created_at, version)
    values ('${organization}', 1, 'Acme', 'active', 1000, 1);
  insert into organization_heads (organization_id, seq) values ('${organization}', 2);
  insert into users (organization_id, id, serial, name, email, email_key, search_key, role, is_owner, status, created_at, version)
    values ('${organization}', '${user}', 1, 'Mona', 'mona@acme.example', 'mona@acme.example', 'mona', 'admin', ${yes}, 'active', 1000, 1);
  insert into number_claims (provider, line, organization_id, number_id)
    values ('twilio', '+14165550101', '${organization}', '${number}');
  insert into numbers (organization_id, id, serial, provider, line, alias, search_key, added_at, version)
    values ('${organization}', '${number}', 1, 'twilio', '+14165550101', 'Reception', '+14165550101 reception', 1000, 1);
  insert into assignments (organization_id, id, number_id, user_id, provider, is_default, is_inbound_enabled, is_outbound_enabled, label, assigned_at, version)
    values ('${organization}', '${assignment}', '${number}', '${user}', 'twilio', ${no}, ${yes}, ${yes}, 'Desk', 2000, 1);
`;

const eventBase = {
  userId: null,
  numberId: null,
  actorId: typedId<UserId>(user),
  credentialId: "k",
  dialect: "native",
  requestId: "r",
  reason: null,
  undoes: null,
  before: null,
} as const;
const events: readonly Omit<Event, "seq">[] = [
  { ...eventBase, at: 1000, kind: "organization.created", subjectId: organization, after: {} },
  {
    ...eventBase,
    at: 2000,
    kind: "number.assigned",
    subjectId: typedId(assignment),
    userId: typedId(user),
    numberId: typedId(number),
    after: { label: "Desk" },
  },
];

/** The events as the version wrote them. */
const eventRowsAt = (version: number): string =>
  chainEvents(chainStart, events)
    .map((it) => {
      const hashColumns = version < versionOfHashes ? "" : ", previous_hash, hash, hash_version, salt";
      const hashes = [it.previousHash, it.hash, it.hashVersion, it.salt].map((value) => `, ${quoted(value)}`);
      return `insert into events (organization_id, seq, at, kind, subject_id, user_id, number_id, actor_id, credential_id,
          dialect, request_id, before, after${hashColumns})
        values ('${organization}', ${it.seq}, ${it.at}, '${it.kind}', '${it.subjectId}', ${quoted(it.userId)},
          ${quoted(it.numberId)}, '${it.actorId}', 'k', 'native', 'r', null, '${JSON.stringify(it.after)}'
          ${version < versionOfHashes ? "" : hashes.join("")});`;
    })
    .join("\n");

/** An undone offboarding as versions 2 to 18 wrote it. */
const offboardingRow = `
  insert into offboardings (organization_id, id, serial, user_id, status, plan, planned_at, applied_at, undone_at)
    values ('${organization}', '${"d".repeat(24)}', 1, '${user}', 'undone',
      '{"user":{"id":"${user}","status":"active"},"numbers":[],"groupIds":[],"apiKeyIds":[]}', 2000, 2000, 3000);
`;

const quoted = (value: string | number | null): string =>
  value === null ? "null" : typeof value === "number" ? String(value) : `'${value}'`;

/** Every version except the newest. */
const olderVersions = readdirSync(new URL("../../migrations/sqlite/", import.meta.url))
  .map((_, index) => index + 1)
  .slice(0, -1);
/** The first version with offboardings. */
const versionOfOffboardings = 2;
/** The first version with endpoints. */
const versionOfEndpoints = 4;
/** The first version whose search keys of numbers contain the labels of their assignments. */
const versionOfLabelSearch = 5;
/** The first version whose events all have a hash. */
const versionOfHashes = 9;
/** The first version whose organizations have slugs. */
const versionOfSlugs = 20;

describe.each(engineNames)("on %s", (engine) => {
  test.each(olderVersions)("migrates a database of version %d and preserves its rows", async (version) => {
    const database = await makeOld(
      engine,
      version,
      (engine === "sqlite" ? rowsAt1("0", "1") : rowsAt1("false", "true")) +
        eventRowsAt(version) +
        (version < versionOfOffboardings ? "" : offboardingRow),
    );
    const store = await openStore(database);
    const reads = store.read(organization);
    const all = { size: 10 };
    expect(await reads.organization.get()).toMatchObject({ slug: "acme", name: "Acme", coolingDays: 0 });
    const stored = (await reads.events.list({}, all)).items;
    expect(await reads.events.head()).toMatchObject({ seq: 2, at: 2000, hash: stored[1]?.hash });
    expect(await verifyChain(stored.map(toPublicEvent))).toEqual({ head: { seq: 2, hash: stored[1]?.hash } });
    expect(stored).toMatchObject([
      { seq: 1, reason: null, undoes: null },
      { seq: 2, kind: "number.assigned", reason: null, undoes: null },
    ]);
    expect((await reads.numbers.list({ search: "5550101" }, 0, all)).items).toMatchObject([
      {
        id: number,
        alias: "Reception",
        releasedAt: null,
        coolingUntil: null,
        reservation: null,
        isHeld: true,
      },
    ]);
    expect((await reads.numbers.list({ search: "ecep" }, 0, all)).items).toHaveLength(1);
    for (const search of ["desk", "DES"])
      expect((await reads.numbers.list({ search }, 0, all)).items).toMatchObject([{ id: number }]);
    expect((await reads.users.list({ search: "mon" }, all)).items).toHaveLength(1);
    expect(await reads.users.find({ id: typedId(user) })).toMatchObject({
      name: "Mona",
      endpoints: version < versionOfEndpoints ? [] : ["client:mona"],
    });
    expect((await reads.assignments.listAsOf({}, 2000, all)).items).toMatchObject([
      { id: assignment, label: "Desk" },
    ]);
    expect((await reads.assignments.listAsOf({}, 1999, all)).items).toEqual([]);
    const restorations = (await reads.offboardings.list(all)).items.map((it) => [
      it.status,
      it.transfers,
      it.restoration,
    ]);
    expect(restorations).toEqual(version < versionOfOffboardings ? [] : [["undone", [], null]]);
    await store.close();
  });
});

test("both engines have the same tables and columns", async () => {
  const [sqlite, postgres] = [await shapeOf("sqlite"), await shapeOf("postgres")];
  expect(sqlite.offboardings).toBeDefined();
  expect(sqlite).toEqual(postgres);
});

/** The columns of every table, and whether they are nullable. */
async function shapeOf(engine: EngineName): Promise<Record<string, string[]>> {
  const { database, drop } = await makeDatabase(engine);
  drops.push(drop);
  await (await openStore(database)).close();
  const sql =
    engine === "sqlite"
      ? `select t.name as "table", c.name as "column", c."notnull" = 0 as "isNullable" from sqlite_schema t
         join pragma_table_info(t.name) c where t.type = 'table' and t.name not like '%\\_search%' escape '\\'
         and t.name not like 'sqlite%'`
      : `select table_name as "table", column_name as "column", is_nullable = 'YES' as "isNullable"
         from information_schema.columns where table_schema = 'public'`;
  const shape: Record<string, string[]> = {};
  const reader = openTableReader(database);
  for (const { table, column, isNullable } of await reader.query(sql)) {
    const columns = shape[String(table)] ?? [];
    columns.push(`${column}${isNullable ? "?" : ""}`);
    shape[String(table)] = columns;
  }
  await reader.close();
  for (const columns of Object.values(shape)) columns.sort();
  return shape;
}

/** Creates a database of a version with rows. */
async function makeOld(name: EngineName, version: number, rows: string): Promise<string> {
  const { database, drop } = await makeDatabase(name);
  drops.push(drop);
  const engine: Engine = name === "sqlite" ? await openSqlite(database) : await openPostgres(database);
  await migrateTo(engine, version);
  await engine.transaction((sql) => sql.script(rows));
  if (version > 1)
    await engine.transaction((sql) =>
      sql.script("update organization_heads set last_at = 2000 where seq > 0"),
    );
  if (version >= versionOfHashes)
    await engine.transaction((sql) =>
      sql.script(
        "update organization_heads set hash = (select hash from events where seq = 2) where seq > 0",
      ),
    );
  if (version >= versionOfEndpoints)
    await engine.transaction((sql) => sql.script(`update users set endpoints = '["client:mona"]'`));
  if (version >= versionOfLabelSearch)
    await engine.transaction((sql) => sql.script("update numbers set search_key = search_key || ' desk'"));
  if (version >= versionOfSlugs)
    await engine.transaction((sql) =>
      sql.script(`insert into organization_slugs (slug, organization_id) values ('acme', '${organization}')`),
    );
  await engine.close();
  return database;
}
