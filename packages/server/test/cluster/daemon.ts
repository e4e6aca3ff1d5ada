import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { killTree } from "../helpers/kill-tree.ts";
import { postgresUser } from "../helpers/postgres-binaries.ts";

/** Debian's packages of the programs, with a file of each. */
const programs = {
  patroni: "/usr/bin/patroni",
  "etcd-server": "/usr/bin/etcd",
  haproxy: "/usr/sbin/haproxy",
  pgbouncer: "/usr/sbin/pgbouncer",
  "postgresql-15": "/usr/lib/postgresql/15/bin/postgres",
};

/** Throws when a program of the cluster is not installed. */
export function requirePrograms(): void {
  const missing = Object.entries(programs).filter(([, file]) => !existsSync(file));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name).join(" ");
  throw new Error(`Programs of the cluster are missing. On Debian: apt-get install ${names}`);
}

/** A program that runs without privileges, with its output in a file. */
export class Daemon {
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #ended: Promise<unknown>;

  constructor(
    logFile: string,
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    this.#logFile = logFile;
    const log = openSync(logFile, "a");
    this.#child = spawn(program, args, {
      ...postgresUser,
      cwd: "/",
      env: { PATH: ["/usr/bin", "/bin", "/usr/sbin"].join(delimiter), LC_ALL: "C.UTF-8", ...env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.#ended = once(this.#child, "exit");
  }

  get log(): string {
    return readFileSync(this.#logFile, "utf8");
  }

  /** Throws with the end of its log when it has exited. */
  requireRunning(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      throw new Error(`${this.#logFile} ended:\n${this.log.slice(-2000)}`);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#ended;
  }

  /** Kills it and its children. */
  async kill(): Promise<void> {
    this.killNow();
    await this.#ended;
  }

  /** Without waiting, for the exit of the test's process. */
  killNow(): void {
    if (this.#child.pid !== undefined && this.#child.exitCode === null) killTree(this.#child.pid);
  }
}
