import { setImmediate } from "node:timers/promises";
import { createInstallation } from "../../src/core/installation.ts";
import { dialects } from "../../src/dialects/index.ts";
import { createAuthentication } from "../../src/http/mounting/credentials.ts";
import { createServer } from "../../src/http/server.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { createStore, openEngine } from "../../src/storage/open.ts";
import type { Sql } from "../../src/storage/sql.ts";
import { superadminKey } from "../helpers/app.ts";
import { type EngineName, makeDatabase } from "../helpers/engines.ts";
import { type Instance, listening, silent } from "../helpers/instances.ts";

/** How an engine is made careless: what it should do in one transaction, it does otherwise. */
export type Carelessness = (engine: Engine) => Engine;

/** The organization's works no longer wait for one another. */
export const withoutLock: Carelessness = (engine) => ({
  ...engine,
  transaction: (work) => engine.transaction(work),
});

/** Each statement is a transaction of its own, so that the checks come first and the change comes later. */
export const withoutTransaction: Carelessness = (engine) => ({
  ...engine,
  transaction: (work) => work(oneByOne(engine.reader)),
});

/** In the order they were asked for, with whatever else the process does in between. */
function oneByOne(sql: Sql): Sql {
  let last: Promise<unknown> = Promise.resolve();
  const later = <T>(statement: () => Promise<T>): Promise<T> => {
    const current = last.then(() => setImmediate()).then(statement);
    last = current.catch(() => {});
    return current;
  };
  return {
    hasTrigramTables: sql.hasTrigramTables,
    all: (...statement) => later(() => sql.all(...statement)),
    allUnprepared: (...statement) => later(() => sql.allUnprepared(...statement)),
    first: (...statement) => later(() => sql.first(...statement)),
    run: (...statement) => later(() => sql.run(...statement)),
    script: (text) => later(() => sql.script(text)),
  };
}

const dropped = `drop index number_has_one_inbound_holder; drop index user_holds_number_once;
  drop index user_has_one_default;`;

/** The real app but for one carelessness, over tables without the constraints that would catch it. */
export async function startCarelessApp(name: EngineName, careless: Carelessness): Promise<Instance> {
  const { database, drop } = await makeDatabase(name);
  const engine = await openEngine(database);
  await migrate(engine);
  await engine.transaction((sql) => sql.script(dropped));
  const store = createStore(careless(engine));
  const core = await createInstallation(store);
  const superadmin = await core.ensureSuperadmin(superadminKey);
  const server = createServer({
    installation: core,
    authentication: createAuthentication(core, {}, Date.now),
    dialects,
    logger: silent,
    publicUrl: undefined,
    storage: store.stats,
    metricsToken: undefined,
    origin: "http://127.0.0.1",
  });
  const close = async () => {
    await server.close();
    await store.close();
    await drop();
  };
  return listening({ server, installation: core, store, superadmin, close });
}
