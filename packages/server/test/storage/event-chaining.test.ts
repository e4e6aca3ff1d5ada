import { afterEach, describe, expect, test } from "vitest";
import { toPublicEvent } from "../../src/audit/public-event.ts";
import { verifyChain } from "../../src/audit/verify-chain.ts";
import type { OrganizationId } from "../../src/model.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { type MigrationProgress, migrate } from "../../src/storage/migrate.ts";
import { createStore, openEngine } from "../../src/storage/open.ts";
import { type EngineName, engineNames, makeDatabase } from "../helpers/engines.ts";
import { typedId } from "../helpers/typed-id.ts";
import { migrateTo } from "./migrate-to.ts";

const drops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const drop of drops.splice(0)) await drop();
});

const organizations = ["1", "2", "3"].map((digit) => typedId<OrganizationId>(digit.padStart(24, "0")));
const counts = [1200, 0, 300];
/** The last version without hashes. */
const versionBefore = 7;

const insertEvents = (organizationId: OrganizationId, count: number): string =>
  `insert into events (organization_id, seq, at, kind, subject_id, user_id, number_id, actor_id, credential_id, dialect,
       request_id, reason, before, after)
     with recursive seqs (seq) as (select 1 union all select seq + 1 from seqs where seq < ${count})
     select '${organizationId}', seq, 1000 + seq, 'user.updated', 's', 's', null, 'a', 'k', 'native', 'r',
       case when seq % 2 = 0 then 'Moved away.' end, '{"name":"Mona","version":1}', '{"name":"Mona M.","version":2}'
     from seqs;
   update organization_heads set seq = ${count}, last_at = ${1000 + count} where organization_id = '${organizationId}';`;

async function makeOld(engineName: EngineName): Promise<Engine> {
  const { database, drop } = await makeDatabase(engineName);
  const engine = await openEngine(database);
  drops.push(async () => {
    await engine.close();
    await drop();
  });
  await migrateTo(engine, versionBefore);
  for (const [index, id] of organizations.entries())
    await engine.transaction((sql) =>
      sql.script(
        `insert into organizations (id, serial, name, status, created_at, version)
           values ('${id}', ${index + 1}, 'Acme', 'active', 1000, 1);
         insert into organization_heads (organization_id, seq) values ('${id}', 0);
         ${counts[index] ? insertEvents(id, counts[index] ?? 0) : ""}`,
      ),
    );
  return engine;
}

/** Transactions fail from the given one on, as after a kill. */
function stopAfter(engine: Engine, transactions: number): Engine {
  let count = 0;
  return {
    ...engine,
    transaction: (work, organizationId) => {
      if (++count > transactions) throw new Error("stopped");
      return engine.transaction(work, organizationId);
    },
  };
}

const chainedRows = (engine: Engine) =>
  engine.reader.all<{ organization_id: string; seq: number; hash: string }>(
    "select organization_id, seq, hash from events where hash is not null order by organization_id, seq",
  );

describe.each(engineNames)("on %s", (engineName) => {
  test("chains the events of earlier releases and continues after it was stopped in any portion", async () => {
    const engine = await makeOld(engineName);
    let chained = await stopped(engine, 3);
    expect(chained).toHaveLength(500);
    for (const transactions of [2, 2]) {
      const more = await stopped(engine, transactions);
      expect(more.slice(0, chained.length)).toEqual(chained);
      expect(more.length).toBeGreaterThan(chained.length);
      chained = more;
    }
    const progress: MigrationProgress[] = [];
    await migrate(engine, (it) => progress.push(it));
    const rest = 1500 - chained.length;
    expect(progress.findLast(({ state }) => state === "running")).toMatchObject({ done: rest, total: rest });
    expect((await chainedRows(engine)).slice(0, chained.length)).toEqual(chained);
    await expectComplete(engine);
  });

  test("two processes chain the same database at the same time", async () => {
    const engine = await makeOld(engineName);
    await Promise.all([migrate(engine), migrate(engine)]);
    await expectComplete(engine);
  });
});

async function stopped(engine: Engine, transactions: number) {
  await expect(migrate(stopAfter(engine, transactions))).rejects.toThrow("stopped");
  return chainedRows(engine);
}

async function expectComplete(engine: Engine): Promise<void> {
  const store = createStore(engine);
  for (const [index, id] of organizations.entries()) {
    const { events } = store.read(id);
    const { items } = await events.list({}, { size: 2000 });
    const { head, broken } = await verifyChain(items.map(toPublicEvent));
    expect(broken).toBeUndefined();
    expect(head.seq).toBe(counts[index]);
    expect(await events.head()).toMatchObject(head);
  }
}
