import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/storage/engine.ts";
import { openEngine, openStore } from "../../src/storage/open.ts";
import { Cluster } from "../failover/cluster.ts";
import { freePort } from "../helpers/free-port.ts";
import { makePostgresFolder, type PostgresFolder } from "../helpers/postgres-process.ts";
import { until } from "../helpers/until.ts";

let folder: PostgresFolder;
let cluster: Cluster;
beforeAll(async () => {
  folder = await makePostgresFolder();
  cluster = await Cluster.start(folder, { isSynchronous: false });
});
afterAll(async () => {
  await cluster.stop();
  await folder.remove();
});

const urlOf = (...ports: readonly number[]) =>
  `postgres://postgres:postgres@${ports.map((port) => `127.0.0.1:${port}`).join(",")}/postgres`;

const portOf = async (engine: Engine): Promise<number | undefined> =>
  (await engine.reader.first<{ port: number }>("select cast(current_setting('port') as integer) as port"))
    ?.port;

test("a start on a standby names it as the cause", async () => {
  const url = urlOf(cluster.standby.port);
  await expect(openStore(url)).rejects.toThrow(
    `The PostgreSQL server at 127.0.0.1:${cluster.standby.port} is a standby, or read-only.`,
  );
  await expect(openEngine(`${url}?target_session_attrs=read-write`)).rejects.toThrow("is a standby");
});

test("the first server that accepts writes is used, also after a failover, without a restart", async () => {
  const { primary, standby } = cluster;
  const engine = await openEngine(urlOf(await freePort(), standby.port, primary.port));
  expect(await portOf(engine)).toBe(primary.port);
  await engine.transaction((sql) => sql.run("create table written (id integer)"));
  await until("the standby has the table", async () => {
    const reading = await openEngine(`${urlOf(standby.port)}?target_session_attrs=any`);
    const rows = await reading.reader.all("select 1 from pg_tables where tablename = 'written'");
    await reading.close();
    return rows.length === 1;
  });
  await cluster.failOver();
  await until("a write succeeds", () =>
    engine
      .transaction((sql) => sql.run("insert into written values (1)"))
      .then(
        () => true,
        () => false,
      ),
  );
  expect(await portOf(engine)).toBe(standby.port);
  await engine.close();
});
