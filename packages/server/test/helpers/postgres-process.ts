import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { freePort } from "./free-port.ts";
import { killTree } from "./kill-tree.ts";
import { postgresBinaries, postgresUser } from "./postgres-binaries.ts";

const run = promisify(execFile);

/** Names of the folders that the sweep of orphans looks at; each contains the pid of its test process. */
export const folderPrefix = "whoseline-postgres-";

/** A folder for servers that a test starts, stops and kills; its data folders belong to PostgreSQL's user. */
export interface PostgresFolder {
  readonly path: string;
  /** A data folder made by initdb. */
  readonly template: string;
  /** Copies the template to a new data folder. */
  copy(name: string): Promise<string>;
  remove(): Promise<void>;
}

export async function makePostgresFolder(initdbFlags: readonly string[] = []): Promise<PostgresFolder> {
  const path = mkdtempSync(join(tmpdir(), folderPrefix));
  writeFileSync(join(path, "owner.pid"), String(process.pid));
  chmodSync(path, 0o755);
  const template = join(path, "template");
  await initdb(template, initdbFlags);
  return {
    path,
    template,
    async copy(name) {
      await run("cp", ["-a", template, join(path, name)]);
      return join(path, name);
    },
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function initdb(dataFolder: string, flags: readonly string[]): Promise<void> {
  mkdirSync(dataFolder, { mode: 0o700 });
  const { uid, gid } = postgresUser;
  const passwordFile = `${dataFolder}.password`;
  writeFileSync(passwordFile, "postgres\n");
  if (uid !== undefined && gid !== undefined)
    for (const path of [dataFolder, passwordFile]) chownSync(path, uid, gid);
  const args = [
    `--pgdata=${dataFolder}`,
    "--auth=password",
    "--username=postgres",
    `--pwfile=${passwordFile}`,
  ];
  await run(postgresBinaries().initdb, [...args, "--encoding=UTF8", "--locale=C", ...flags], {
    ...postgresUser,
    cwd: tmpdir(),
  });
  rmSync(passwordFile);
}

/** One server on a data folder, with its log. Signals go to all of its processes. */
export class PostgresProcess {
  readonly dataFolder: string;
  readonly port: number;
  log = "";
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  private constructor(dataFolder: string, port: number) {
    this.dataFolder = dataFolder;
    this.port = port;
  }

  static async start(dataFolder: string, flags: readonly string[] = []): Promise<PostgresProcess> {
    const server = new PostgresProcess(dataFolder, await freePort());
    await server.start(flags);
    return server;
  }

  get url(): string {
    return `postgres://postgres:postgres@127.0.0.1:${this.port}/postgres`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it accepts connections; rejects with its log when it exits. */
  async start(flags: readonly string[] = []): Promise<void> {
    const { uid, gid } = statSync(this.dataFolder);
    const settings = ["unix_socket_directories=", "shared_buffers=16MB", "max_connections=150", ...flags];
    const args = ["-D", this.dataFolder, "-p", String(this.port)];
    const child = spawn(
      postgresBinaries().postgres,
      [...args, ...settings.flatMap((setting) => ["-c", setting])],
      {
        ...(process.getuid?.() === 0 && { uid, gid }),
        cwd: tmpdir(),
        env: { ...process.env, LC_MESSAGES: "C" },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    this.#child = child;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#ended = new Promise((end) => child.once("exit", end));
    child.once("exit", () => reject(new Error(`PostgreSQL did not start:\n${this.log.slice(-2000)}`)));
    child.stderr?.on("data", (text) => {
      this.log += text;
      if (/ready to accept (read-only )?connections/.test(String(text))) resolve();
    });
    await promise;
  }

  /** Kills every process of the server, like a power cut. */
  async crash(): Promise<void> {
    if (!this.isRunning) return;
    killTree(this.pid);
    await this.#ended;
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    process.kill(this.pid, "SIGINT");
    await this.#ended;
  }

  async query<Row>(text: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.url, application_name: "test" });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(text)).rows as Row[];
    } finally {
      await client.end();
    }
  }
}
