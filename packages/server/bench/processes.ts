import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/** Resources that a server process has used. */
export interface Usage {
  readonly cpuMicroseconds: number;
  /** The number of waits for the disk. */
  readonly syncs: number;
}

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export const serverCore = "0";
const loadCore = "1";

/** Whether servers and load generator can run on separate cores. */
export const isPinned = availableParallelism() > 1 && canRunTaskset();

function canRunTaskset(): boolean {
  try {
    execFileSync("taskset", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Keeps this process off the servers' core. */
export function pinLoad(): void {
  if (isPinned)
    execFileSync("taskset", ["-a", "-p", "-c", loadCore, String(process.pid)], { stdio: "ignore" });
}

/** Starts a file of this folder that sends its URL once it listens and its usage when asked. */
export const startServer = (file: string, ...values: string[]): Promise<ServerProcess> =>
  serverOf(spawnOn(serverCore, file, values));

/** Like `startServer`, with further variables. */
export const startServerWith = (
  environment: NodeJS.ProcessEnv,
  file: string,
  ...values: string[]
): Promise<ServerProcess> => serverOf(spawnOn(serverCore, file, values, { environment }));

/** The same for a server whose threads must not share a core. */
export const startUnpinnedServer = (file: string, ...values: string[]): Promise<ServerProcess> =>
  serverOf(spawnOn(`${serverCore},${loadCore}`, file, values));

async function serverOf(child: ChildProcess): Promise<ServerProcess> {
  const url = await answerOf<string>(child);
  return {
    url,
    pid: child.pid ?? 0,
    usage() {
      child.send("usage");
      return answerOf<Usage>(child);
    },
    async stop() {
      child.send("stop");
      await once(child, "exit");
    },
  };
}

/** Runs a file of this folder on the servers' core and returns what it sends before it exits. */
export async function outcomeOf<Outcome>(
  file: string,
  values: readonly string[],
  flags: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const child = spawnOn(serverCore, file, values, { flags, environment });
  const ended = once(child, "exit");
  const outcome = await answerOf<Outcome>(child);
  await ended;
  return outcome;
}

export type Command = readonly [string, ...string[]];

const onCores = (cores: string, command: Command): Command =>
  isPinned ? ["taskset", "-c", cores, ...command] : command;

/** A command on the core of the servers, and one on the core of the load. */
export const onServerCore = (command: Command): Command => onCores(serverCore, command);
export const onLoadCore = (command: Command): Command => onCores(loadCore, command);

interface SpawnOptions {
  readonly flags?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

function spawnOn(
  cores: string,
  file: string,
  values: readonly string[],
  { flags = [], environment = {} }: SpawnOptions = {},
): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const command: Command = [process.execPath, ...process.execArgv, ...flags, path, ...values];
  const [program, ...parts] = onCores(cores, command);
  const env = { ...process.env, ...environment };
  return spawn(program, parts, { stdio: ["ignore", "inherit", "inherit", "ipc"], env });
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, "exit", { signal }).then(() => {
    throw new Error(`a server ended by itself: ${child.spawnargs.join(" ")}`);
  });
  try {
    return ((await Promise.race([once(child, "message", { signal }), ended])) as [Answer])[0];
  } finally {
    ended.catch(() => undefined);
    waiting.abort();
  }
}

/** The child process of `startServer`. */
export function answerParent(url: string, syncs: () => number, stop: () => Promise<void>): void {
  process.on("message", async (message) => {
    if (message === "usage") {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuMicroseconds: user + system, syncs: syncs() } satisfies Usage);
    } else {
      await stop();
      process.disconnect();
    }
  });
  // Exits when the parent is killed.
  process.on("disconnect", () => process.exit());
  process.send?.(url);
}
