import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "../../test/helpers/free-port.ts";
import { type Contestants, contestant } from "./contestant.ts";
import { findProgram, startDaemon } from "./daemon.ts";
import type { Started, Want } from "./peer.ts";
import { memoryOfTree } from "./process-tree.ts";
import { redisBenchmark } from "./redis-benchmark.ts";
import { lineKey } from "./world.ts";

const keysOfCommand = 10_000;

/** Redis with an append-only file: for each line the ID of the user who answers it. */
export async function startRedis({ folder, world, seconds }: Want): Promise<Started | string> {
  const [server, benchmark] = [findProgram("redis-server"), findProgram("redis-benchmark")];
  if (server === undefined || benchmark === undefined) return "Redis (Debian: redis-server, redis-tools)";
  const [port, data] = [await freePort(), join(folder, "redis")];
  mkdirSync(data);
  const settings = { port, bind: "127.0.0.1", dir: data, save: "", appendonly: "yes" };
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const client = new Redis({ port, lazyConnect: true, maxRetriesPerRequest: null });
  client.on("error", () => {});
  const daemon = await startDaemon(
    [server, ...options, "--auto-aof-rewrite-percentage", "0"],
    async () => (await client.ping()) === "PONG",
  );
  const empty = memoryOfTree(daemon.pid);
  for (let from = 0; from < world.lines; from += keysOfCommand)
    await client.mset(
      Array.from({ length: Math.min(keysOfCommand, world.lines - from) }, (_, index) => [
        lineKey(world.line(from + index)),
        world.holder(from + index),
      ]).flat(),
    );
  const memory = memoryOfTree(daemon.pid) - empty;
  await client.config("SET", "appendfsync", "always");
  const target = { program: benchmark, port, keys: world.lines, seconds };
  const run = (pipelined: number, ...command: string[]) =>
    contestant([daemon.pid], redisBenchmark(target, pipelined, command));
  const lookups: Contestants = {
    "Redis, GET": run(1, "GET", lineKey("+1__rand_int__")),
    "Redis, GET, 16 pipelined": run(16, "GET", lineKey("+1__rand_int__")),
  };
  return {
    lookups,
    assigns: {
      "Redis, SET, `appendfsync always`": run(1, "SET", lineKey("+1__rand_int__"), world.holder(0)),
    },
    memory: { "Redis, a key and a user ID": memory },
    async stop() {
      client.disconnect();
      await daemon.stop();
    },
  };
}
