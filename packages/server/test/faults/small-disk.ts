import { execFileSync, spawn } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { superadminKey } from "../helpers/app.ts";
import { freePort } from "../helpers/free-port.ts";
import { whoseline } from "../helpers/process.ts";
import { until } from "../helpers/until.ts";

/** A file system that can be filled to the last byte and emptied again. */
export interface SmallDisk {
  readonly path: string;
  fill(): void;
  free(): void;
  remove(): void;
}

/** Only root can mount; other users limit the file size. */
export const canMount = ((): boolean => {
  try {
    mountDisk(1).remove();
    return true;
  } catch {
    return false;
  }
})();

export function mountDisk(sizeMb: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "whoseline-disk-"));
  chmodSync(path, 0o755);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m,mode=755`, "whoseline", path], {
      stdio: "pipe",
    });
  } catch (error) {
    rmSync(path, { recursive: true });
    throw error;
  }
  const filler = join(path, "filler");
  return {
    path,
    fill: () => fillUp(filler),
    free: () => rmSync(filler, { force: true }),
    remove() {
      execFileSync("umount", ["-l", path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function fillUp(filler: string): void {
  const file = openSync(filler, "a");
  try {
    for (const size of [65_536, 4096, 1]) {
      const bytes = Buffer.alloc(size);
      while (hasRoom(file, bytes));
    }
  } finally {
    closeSync(file);
  }
}

function hasRoom(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}

/** Limits the file size of running processes, as their own user. */
export function limitFiles(pids: readonly number[], bytes: number | "unlimited"): void {
  for (const pid of pids) {
    const { uid, gid } = statSync(`/proc/${pid}`);
    execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`], { uid, gid, stdio: "pipe" });
  }
}

/** Every process of a server. */
export function processesOf(parent: number): readonly number[] {
  const children = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent);
  return [parent, ...children.map(([pid]) => pid ?? 0)];
}

export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Whoseline in a separate process. */
export async function startServer(database: string): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...whoseline], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      WHOSELINE_DATABASE: database,
      WHOSELINE_SUPERADMIN_KEY: superadminKey,
      LOG_LEVEL: "silent",
    },
    stdio: "ignore",
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  await until("the server answers", () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return {
    pid: child.pid ?? 0,
    url,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
