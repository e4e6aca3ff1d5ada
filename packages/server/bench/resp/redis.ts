import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { promisify } from "node:util";
import { isPinned, serverCore } from "../processes.ts";

const execute = promisify(execFile);

export const hasRedis = (): boolean =>
  ["redis-server", "redis-benchmark"].every((name) => spawnSync(name, ["--version"]).error === undefined);

/** A Redis server with a password, which keeps its data in memory. */
export interface Redis {
  readonly port: number;
  /** In microseconds. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

export async function startRedis(password: string): Promise<Redis> {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const command = ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--requirepass", password];
  const settings = ["--save", "", "--appendonly", "no", "--daemonize", "no"];
  const all = [...(isPinned ? ["taskset", "-c", serverCore] : []), ...command, ...settings];
  const child = spawn(all[0] as string, all.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
  for await (const chunk of child.stdout) if (String(chunk).includes("Ready to accept connections")) break;
  child.stdout.resume();
  const cli = async (...words: readonly string[]) =>
    (await execute("redis-cli", ["-p", String(port), "--no-auth-warning", "-a", password, ...words])).stdout;
  return {
    port,
    async cpu() {
      const text = await cli("INFO", "cpu");
      const seconds = (name: string) => Number(new RegExp(`^${name}:(.*)\r$`, "m").exec(text)?.[1]);
      return (seconds("used_cpu_user") + seconds("used_cpu_sys")) * 1e6;
    },
    async stop() {
      child.kill();
      await once(child, "exit");
    },
  };
}

/** Sets a value of the length for each key. */
export async function fillRedis(
  { port }: Redis,
  password: string,
  keys: Iterable<string>,
  length: number,
): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  socket.resume();
  const value = "x".repeat(length);
  let text = `AUTH ${password}\r\n`;
  for (const key of keys) {
    text += `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${length}\r\n${value}\r\n`;
    if (text.length < 1e6) continue;
    if (!socket.write(text, "latin1")) await once(socket, "drain");
    text = "";
  }
  socket.end(`${text}QUIT\r\n`, "latin1");
  await once(socket, "close");
}

export interface BenchmarkOptions {
  readonly port: number;
  readonly password: string;
  readonly count: number;
  readonly pipeline: number;
  /** The number of keys, which are `keyPrefix` and 12 digits. */
  readonly keys: number;
  readonly keyPrefix: string;
}

/** Runs redis-benchmark with GET and random keys. Returns the requests per second. */
export async function benchmark(options: BenchmarkOptions): Promise<number> {
  const { port, password, count, pipeline, keys, keyPrefix } = options;
  const load = ["-n", String(count), "-c", "32", "-P", String(pipeline), "-r", String(keys), "--csv"];
  const target = ["-h", "127.0.0.1", "-p", String(port), "-a", password];
  const { stdout } = await execute("redis-benchmark", [
    ...target,
    ...load,
    "GET",
    `${keyPrefix}__rand_int__`,
  ]);
  const rate = Number(/^"GET [^"]*","([\d.]+)"/m.exec(stdout)?.[1]);
  if (!(rate > 0)) throw new Error(`redis-benchmark measured nothing: ${stdout}`);
  return rate;
}
