import { setImmediate } from "node:timers/promises";
import { createInstallation } from "../../src/core/create-installation.ts";
import { dialects } from "../../src/dialects/index.ts";
import { createAuthentication } from "../../src/http/mounting/credentials.ts";
import { createServer } from "../../src/http/server.ts";
import { InstallationSessions } from "../../src/resp/installation-sessions.ts";
import type { Engine } from "../../src/storage/engine.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { createStore, openEngine } from "../../src/storage/open.ts";
import type { Sql } from "../../src/storage/sql.ts";
import { superadminKey } from "../helpers/app.ts";
import { capturedLogger } from "../helpers/captured.ts";
import { type EngineName, makeDatabase } from "../helpers/engines.ts";
import { testKeys } from "../helpers/installation-keys.ts";
import { type Instance, listen } from "../helpers/instances.ts";

/** Removes a guarantee from an engine. */
export type Weakening = (engine: Engine) => Engine;

/** Transactions of one organization no longer wait for one another. */
export const withoutLock: Weakening = (engine) => ({
  ...engine,
  transaction: (work) => engine.transaction(work),
});

/** Each statement is a transaction, so that other changes happen between a check and the write that depends on it. */
export const withoutTransaction: Weakening = (engine) => ({
  ...engine,
  transaction: (work) => work(autocommit(engine.reader)),
});

/** Runs the statements in order, each in a later turn of the event loop. */
function autocommit(sql: Sql): Sql {
  let last: Promise<unknown> = Promise.resolve();
  const later = <T>(statement: () => Promise<T>): Promise<T> => {
    const current = last.then(() => setImmediate()).then(statement);
    last = current.catch(() => {});
    return current;
  };
  const statements: Sql = {
    hasTrigramTables: sql.hasTrigramTables,
    readOnlyCondition: sql.readOnlyCondition,
    skipLocked: sql.skipLocked,
    get changes() {
      return sql.changes;
    },
    all: (...statement) => later(() => sql.all(...statement)),
    allUnprepared: (...statement) => later(() => sql.allUnprepared(...statement)),
    first: (...statement) => later(() => sql.first(...statement)),
    run: (...statement) => later(() => sql.run(...statement)),
    isolate: (work) => work(),
    script: (text) => later(() => sql.script(text)),
    defer: (...statement) => void later(() => sql.run(...statement)).catch(() => {}),
    deferAny: (...statement) => void later(() => sql.run(...statement)).catch(() => {}),
    async changesAfter(gate) {
      await gate;
      return statements;
    },
  };
  return statements;
}

const dropRules = `drop index number_has_one_inbound_holder; drop index user_holds_number_once;
  drop index user_has_one_default;`;
/** The chain of events serializes the changes of an organization as well: one of two links to the same event fails. */
const dropChain = `drop trigger events_are_only_appended on events;
  alter table events drop constraint events_pkey;`;
const dropConstraints: Readonly<Record<EngineName, string>> = {
  sqlite: dropRules,
  postgres: dropRules + dropChain,
};

/** The app on a weakened engine, without the constraints that would prevent wrong rows. */
export async function startUnsafeApp(name: EngineName, weaken: Weakening): Promise<Instance> {
  const { database, drop } = await makeDatabase(name);
  const engine = await openEngine(database);
  await migrate(engine);
  await engine.transaction((sql) => sql.script(dropConstraints[name]));
  const store = createStore(weaken(engine));
  const core = await createInstallation(store, testKeys);
  const superadmin = await core.ensureSuperadmin({ key: superadminKey });
  const logger = capturedLogger();
  const authentication = createAuthentication(core, {}, Date.now, logger);
  const server = createServer({
    installation: core,
    authentication,
    dialects,
    logger,
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
  const { failedSignIns } = server;
  const lookupSessions = new InstallationSessions({ installation: core, authentication, failedSignIns });
  const cancelOutbound = async () => {};
  return listen({ server, installation: core, lookupSessions, store, superadmin, cancelOutbound, close });
}
