import { afterAll, beforeAll, expect, test } from "vitest";
import { createStore } from "../../src/storage/open.ts";
import { DurabilityWatch } from "../../src/storage/postgres/durability-watch.ts";
import { createPool, createPostgresEngine, openPostgres } from "../../src/storage/postgres/postgres.ts";
import { Cluster } from "../failover/cluster.ts";
import { startApp } from "../helpers/app.ts";
import {
  makePostgresFolder,
  type PostgresFolder,
  type PostgresProcess,
} from "../helpers/postgres-process.ts";
import { until } from "../helpers/until.ts";

let folder: PostgresFolder;
let cluster: Cluster;
beforeAll(async () => {
  folder = await makePostgresFolder();
  cluster = await Cluster.start(folder, { isSynchronous: true });
});
afterAll(async () => {
  await cluster.stop();
  await folder.remove();
});

const configure = async (statement: string) => {
  await cluster.primary.query(statement);
  await cluster.primary.query("select pg_reload_conf()");
};

test("a server that becomes less durable makes the process not ready until it is as durable again", async () => {
  const told: (readonly string[])[] = [];
  const { database, settings } = await cluster.createDatabase();
  await (await startApp({ database, settings })).close();
  const options = {
    isStrict: true,
    durabilityMs: 20,
    onDurability: (it: readonly string[]) => void told.push(it),
  };
  const engine = await openPostgres(database, options);
  const app = await startApp({ database, store: createStore(engine) });
  await app.installation.routeIndexSync.built;
  const ready = async () => (await app.ask("GET /readyz")).json.status;
  expect(await ready()).toBe("ready");
  await configure("alter system set synchronous_commit = local");
  await until("not ready", async () => (await ready()) !== "ready");
  expect(await ready()).toBe("The database is less durable than WHOSELINE_CLUSTER=strict requires.");
  await configure("alter system reset synchronous_commit");
  await until("ready again", async () => (await ready()) === "ready");
  expect(told).toEqual([["synchronous_commit is local: a crash can lose acknowledged writes."], []]);
  await app.close();
});

test("a timeline that goes back is reported until a later one is seen", async () => {
  const { primary, standby } = cluster;
  await standby.query("alter system set synchronous_standby_names = 'other'");
  await standby.query("select pg_reload_conf()");
  const engine = createPostgresEngine(createPool(cluster.url, { max: 1 }));
  const told: (readonly string[])[] = [];
  const watch = new DurabilityWatch(engine.reader, (violations) => told.push(violations), 1e9);
  const checkAt = async ({ port }: PostgresProcess) => {
    cluster.front.target = port;
    cluster.front.cut();
    await until("the pool is connected to the server", async () => {
      const query = engine.reader.first<{ port: number }>("select inet_server_port() as port");
      return (await query.catch(() => undefined))?.port === port;
    });
    await watch.check();
  };
  for (const server of [primary, standby]) await checkAt(server);
  await standby.query("select pg_promote(true, 60)");
  for (const server of [standby, primary, primary, standby]) await checkAt(server);
  await watch.close();
  await engine.close();
  expect(told).toEqual([[expect.stringMatching(/^The timeline went back from 2 to 1: /)], []]);
});
