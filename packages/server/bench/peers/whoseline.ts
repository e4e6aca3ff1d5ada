import { join } from "node:path";
import { Redis } from "ioredis";
import { type ServerProcess, startServer } from "../processes.ts";
import { Connection, requestOf } from "../routes/connection.ts";
import { type Contestants, contestant, loadHttp } from "./contestant.ts";
import { findProgram } from "./daemon.ts";
import type { Started, Want } from "./peer.ts";
import type { PostgresPeer } from "./postgres.ts";
import { memoryOfTree } from "./process-tree.ts";
import { redisBenchmark } from "./redis-benchmark.ts";
import { lineKey, linesOfBatch, makeWhoselineWorld, type WhoselineWorld } from "./world.ts";

const prepared = 50_000;
const preparedBatches = 500;

interface WhoselineServer extends Pick<ServerProcess, "pid" | "stop"> {
  readonly mainUrl: string;
  readonly lookupUrl: string;
  readonly respPort: number;
}

async function start(database: string): Promise<WhoselineServer> {
  const { url, pid, stop } = await startServer("peers/whoseline-server.ts", database);
  const [mainUrl = "", lookupUrl = "", respUrl = ""] = url.split(" ");
  return { mainUrl, lookupUrl, respPort: Number(new URL(respUrl).port), pid, stop };
}

/** Creates `count` requests before the load runs, and returns them one after the other. */
export function repeated(count: number, requestOf: (turn: number) => Buffer): () => Buffer {
  const requests = Array.from({ length: count }, (_, turn) => requestOf(turn));
  let next = 0;
  return () => requests[next++ % count] as Buffer;
}

/** Whoseline on SQLite: lookups, reads and assigns. */
export async function startWhoseline(want: Want): Promise<Started> {
  const { folder, world, seconds } = want;
  const requests = await makeWhoselineWorld("sqlite", join(folder, "peers.db"), world);
  const memory = await memoryOfNumbers(want, requests);
  await requests.addSpare();
  const server = await start(requests.database);
  const { pid, mainUrl, lookupUrl } = server;
  for (const url of [mainUrl, lookupUrl]) await verifyHttp(url, requests);
  const single = repeated(prepared, requests.lookup);
  const batches = repeated(preparedBatches, requests.batch);
  const load = (url: string, next: () => Buffer) => () => loadHttp({ url, seconds, next });
  const lookups = (port: string, url: string): Contestants => ({
    [`Whoseline, ${port}`]: contestant([pid], load(url, single)),
    [`Whoseline, ${port}, ${linesOfBatch} in a request`]: contestant([pid], load(url, batches), linesOfBatch),
  });
  return {
    lookups: {
      ...lookups("main port", mainUrl),
      ...lookups("lookup port", lookupUrl),
      ...(await respLookups(want, server, requests)),
    },
    ...readsAndAssigns("SQLite", [pid], mainUrl, seconds, requests),
    memory: { "Whoseline, with users, endpoints and assignments": memory },
    stop: server.stop,
  };
}

/** Whoseline on PostgreSQL: reads and assigns; lookups do not read the database. */
export async function startWhoselineOnPostgres(
  { world, seconds }: Want,
  { createDatabase, pid }: PostgresPeer,
): Promise<Started> {
  const requests = await makeWhoselineWorld("postgres", await createDatabase("whoseline"), world);
  await requests.addSpare();
  const server = await start(requests.database);
  return {
    ...readsAndAssigns("PostgreSQL", [server.pid, pid], server.mainUrl, seconds, requests),
    stop: server.stop,
  };
}

/** Against a server without numbers; both have answered requests. */
async function memoryOfNumbers({ folder, seconds }: Want, requests: WhoselineWorld): Promise<number> {
  const memoryOf = async (database: string, request: Buffer) => {
    const { lookupUrl: url, pid, stop } = await start(database);
    await loadHttp({ url, seconds, next: () => request });
    const memory = memoryOfTree(pid);
    await stop();
    return memory;
  };
  const empty = await memoryOf(join(folder, "empty.db"), requestOf("GET", "/healthz", "none"));
  return (await memoryOf(requests.database, requests.lookup(0))) - empty;
}

async function respLookups(
  { world, seconds }: Want,
  { pid, respPort: port }: WhoselineServer,
  { routerKey: password }: WhoselineWorld,
): Promise<Contestants> {
  const program = findProgram("redis-benchmark");
  if (program === undefined) return {};
  const client = new Redis({ port, password });
  requireHolder((await client.get(lineKey(world.line(1)))) ?? "null", world.holder(1));
  client.disconnect();
  const target = { program, port, password, keys: world.lines, seconds };
  const run = (pipelined: number) =>
    contestant([pid], redisBenchmark(target, pipelined, ["GET", lineKey("+1__rand_int__")]));
  return { "Whoseline, RESP port, GET": run(1), "Whoseline, RESP port, GET, 16 pipelined": run(16) };
}

function readsAndAssigns(
  engine: string,
  pids: readonly number[],
  url: string,
  seconds: number,
  requests: WhoselineWorld,
): Pick<Started, "reads" | "assigns"> {
  const http = (next: () => Buffer) => contestant(pids, () => loadHttp({ url, seconds, next }));
  return {
    reads: {
      [`Whoseline on ${engine}, the same user`]: http(repeated(1, requests.user)),
      [`Whoseline on ${engine}, users at random`]: http(
        repeated(prepared, (turn) => requests.user(turn * 7919)),
      ),
    },
    assigns: {
      [`Whoseline on ${engine}, native`]: http(() => requests.nextAssign("native")),
      [`Whoseline on ${engine}, Tether`]: http(() => requests.nextAssign("Tether")),
    },
  };
}

async function verifyHttp(url: string, requests: WhoselineWorld): Promise<void> {
  const connection = await Connection.open(url);
  const answer = await connection.ask(requests.lookup(1));
  connection.close();
  requireHolder(answer, requests.holder(1));
}

function requireHolder(answer: string, userId: string): void {
  const { holder, source } = JSON.parse(answer) ?? {};
  if (holder?.userId !== userId || source !== "memory")
    throw new Error(`a lookup was answered wrongly: ${answer}`);
}
