import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Inspection, inspect } from "../failover/inspect.ts";
import { report } from "../helpers/depth.ts";
import { runProcess, type ServerProcess } from "../helpers/process.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { until } from "../helpers/until.ts";
import { DatabaseCluster } from "./database-cluster.ts";
import { longestPause, Summary } from "./pauses.ts";
import { rounds } from "./rounds.ts";
import { type Pooler, prepareDatabase, startPooler, startServer } from "./servers.ts";
import { Workload } from "./workload.ts";

let cluster: DatabaseCluster;
let database: string;
let pooler: Pooler;
let servers: readonly ServerProcess[] = [];
let workload: Workload;
let connectionsBefore: number;
const pauses = new Summary();

beforeAll(async () => {
  cluster = await DatabaseCluster.start();
  database = await prepareDatabase(cluster);
  pooler = await startPooler(cluster, database, "session");
  const urls = [database, pooler.url, cluster.withAllNodes(database)];
  servers = await Promise.all(urls.map((url) => startServer(url)));
  workload = await Workload.start(servers);
  await workload.acknowledged(100);
  connectionsBefore = await countConnections();
}, 180_000);
afterAll(async () => {
  await workload?.stop();
  for (const server of servers) await server.stop("SIGTERM");
  await pooler?.kill();
  await cluster?.stop();
}, 60_000);

test("a process refuses PgBouncer in transaction mode", async () => {
  const refused = await startPooler(cluster, database, "transaction");
  const { code, output } = await runProcess({ WHOSELINE_DATABASE: refused.url }, ["serve"]);
  await refused.kill();
  expect(output).toMatch(
    /PgBouncer with pool_mode = transaction\. Use session pooling|its pool is too small/,
  );
  expect(code).toBe(1);
});

describe("loses no acknowledged write, makes none twice, and breaks no feed", () => {
  test("when the leader is killed", () => surviveFault("kill", killLeader), 180_000);
  test("when the leadership is moved", () => surviveFault("switchover", switchOver), 180_000);
  test("when the leader is cut off the network", () => surviveFault("cut", cutLeader), 180_000);
  test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    "when the leader is killed and the leadership is moved (round %i)",
    async () => {
      await surviveFault("kill", killLeader);
      await surviveFault("switchover", switchOver);
    },
    360_000,
  );
});

test("each reader of a feed gets to its last event without a gap", async () => {
  await workload.writers.stop();
  const reader = openTableReader(await cluster.leaderUrl());
  const heads = await reader.query<{ organization_id: string; seq: number }>(
    "select organization_id, seq from organization_heads",
  );
  await reader.close();
  const headOf = new Map(heads.map(({ organization_id, seq }) => [organization_id, seq]));
  for (const { organizationId, hashes, faults } of workload.followers) {
    await until("the last event is read", () => hashes.length === headOf.get(organizationId));
    expect(faults).toEqual([]);
  }
});

test("each process kept running and holds no more connections than before", async () => {
  expect(servers.map(({ child }) => child.exitCode)).toEqual([null, null, null]);
  expect(workload.watchers.flatMap(({ unexpected }) => unexpected)).toEqual([]);
  const connections = await countConnections();
  report(`cluster: ${connectionsBefore} connections before the faults, ${connections} after them`);
  expect(connections).toBeLessThanOrEqual(servers.length * 20);
  for (const line of pauses.lines()) report(line);
  const { acknowledged, unknown } = workload.writers;
  report(`cluster: ${acknowledged.length} acknowledged, 0 lost, 0 twice, ${unknown} attempts retried`);
});

async function killLeader(): Promise<void> {
  const leader = await cluster.leader();
  await leader.kill();
  await cluster.leaderAfter(leader);
  await recovered();
  leader.start();
}

const switchOver = (): Promise<void> => cluster.switchOver();

async function cutLeader(): Promise<void> {
  const leader = await cluster.leader();
  leader.isolate();
  await cluster.leaderAfter(leader);
  await recovered();
  leader.reconnect();
}

async function surviveFault(kind: string, fault: () => Promise<void>): Promise<void> {
  await cluster.settled();
  const start = performance.now();
  await fault();
  await recovered();
  await cluster.settled();
  pauses.add(kind, longestPause(workload.writers.acknowledged, start));
  const found = await inspectAll();
  expect(found).toMatchObject({ lost: [], twice: [], broken: [] });
  expect(workload.writers.unexpected).toEqual([]);
  expect(workload.followers.flatMap(({ faults }) => faults)).toEqual([]);
}

/** Every process is ready, and writes are acknowledged again. */
async function recovered(): Promise<void> {
  await until("ready", () => workload.watchers.every(({ status }) => status === 200), 60_000);
  await workload.acknowledged(20);
}

/** Also compares what the followers have read with what is stored. */
async function inspectAll(): Promise<Inspection> {
  const url = await cluster.leaderUrl();
  const inspection = await inspect(url, workload.writers.acknowledged);
  const read = workload.followers.map((follower) => ({ follower, count: follower.hashes.length }));
  const reader = openTableReader(url);
  const events = await reader.query<{ organization_id: string; hash: string }>(
    "select organization_id, hash from events order by organization_id, seq",
  );
  await reader.close();
  const stored = Map.groupBy(events, (event) => event.organization_id);
  for (const { follower, count } of read) {
    const hashes = stored.get(follower.organizationId)?.map(({ hash }) => hash) ?? [];
    expect(follower.hashes.slice(0, count)).toEqual(hashes.slice(0, count));
  }
  return inspection;
}

async function countConnections(): Promise<number> {
  const reader = openTableReader(await cluster.leaderUrl());
  const [row] = await reader.query<{ count: number }>(
    "select count(*) as count from pg_stat_activity where application_name = 'whoseline'",
  );
  await reader.close();
  return row?.count ?? 0;
}
