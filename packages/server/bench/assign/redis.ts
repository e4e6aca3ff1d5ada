import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { onLoadCore, onServerCore } from "../processes.ts";

const run = promisify(execFile);

/** A Redis server on a socket in a folder, which syncs its log before it answers a write. */
export interface Redis {
  /** Durable `SET`s per second. */
  setRate(connections: number, count: number): Promise<number>;
  stop(): Promise<void>;
}

/** Undefined when Redis is not installed. */
export async function startRedis(
  folder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Redis | undefined> {
  mkdirSync(folder);
  const socket = join(folder, "redis.sock");
  const flags = ["--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""];
  const [program, ...values] = onServerCore([
    "redis-server",
    ...flags,
    ...["--appendonly", "yes", "--appendfsync", "always", "--auto-aof-rewrite-percentage", "0"],
  ]);
  if (!(await isInstalled())) return undefined;
  const server = spawn(program, values, { stdio: "ignore", env: { ...process.env, ...environment } });
  const kill = () => server.kill();
  process.once("exit", kill);
  await untilReady(server, socket);
  return {
    async setRate(connections, count) {
      const [client, ...options] = onLoadCore(["redis-benchmark", "-s", socket, "-c", String(connections)]);
      const { stdout } = await run(client, [
        ...options,
        ...["-n", String(count), "-r", "100000", "-d", "100", "-t", "set", "--csv"],
      ]);
      return Number(/^"SET[^"]*","([\d.]+)"/m.exec(stdout)?.[1]);
    },
    async stop() {
      process.removeListener("exit", kill);
      kill();
      await once(server, "exit");
    },
  };
}

const isInstalled = (): Promise<boolean> =>
  run("redis-server", ["--version"]).then(
    () => true,
    () => false,
  );

async function untilReady(server: ChildProcess, socket: string): Promise<void> {
  while (server.exitCode === null) {
    const pong = await run("redis-cli", ["-s", socket, "ping"]).catch(() => undefined);
    if (pong?.stdout.startsWith("PONG")) return;
    await setTimeout(20);
  }
  throw new Error("the Redis server ended");
}
