import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Command, onServerCore } from "../processes.ts";

export interface Daemon {
  readonly pid: number;
  stop(): Promise<void>;
}

const startMs = 120_000;
const pollMs = 50;

/** The path of an installed program. Debian keeps servers in /usr/sbin, which is not in every user's PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a server in the foreground, on the servers' core, and waits until it is ready. */
export async function startDaemon(command: Command, isReady: () => Promise<boolean>): Promise<Daemon> {
  const [program, ...parts] = onServerCore(command);
  const child = spawn(program, parts, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      log = `${log}${text}`.slice(-2000);
    });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = () => child.kill("SIGTERM");
  process.once("exit", kill);
  const deadline = performance.now() + startMs;
  while (!(await isReady().catch(() => false))) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`${command[0]} did not start: ${log}`);
    await setTimeout(pollMs);
  }
  return {
    pid: child.pid ?? 0,
    async stop() {
      kill();
      await ended;
      process.off("exit", kill);
    },
  };
}
