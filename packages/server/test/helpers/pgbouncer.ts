import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { until } from "./until.ts";

export interface PgBouncer {
  /** The database's URL through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts PgBouncer, without settings beyond those that it needs, in front of the database of the URL. */
export async function startPgBouncer(
  database: string,
  settings: { readonly poolMode: "session" | "transaction"; readonly poolSize: number },
): Promise<PgBouncer> {
  const { hostname, port, username, password, pathname } = new URL(database);
  const folder = await mkdtemp(join(tmpdir(), "whoseline-pgbouncer-"));
  const listenPort = await freePort();
  const name = pathname.slice(1);
  await writeFile(join(folder, "users.txt"), `"${username}" "${password}"\n`);
  await writeFile(
    join(folder, "pgbouncer.ini"),
    `[databases]
${name} = host=${hostname} port=${port} dbname=${name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
pool_mode = ${settings.poolMode}
default_pool_size = ${settings.poolSize}
`,
  );
  // PgBouncer does not run as root.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chmod(folder, 0o755);
  const flags = [...(isRoot ? ["-u", "nobody"] : []), join(folder, "pgbouncer.ini")];
  const child = spawn("pgbouncer", flags, {
    stdio: "ignore",
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const ended = once(child, "exit");
  await until("PgBouncer listens", () => isListening(listenPort));
  const url = new URL(database);
  url.port = String(listenPort);
  return {
    url: url.href,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isOpen = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "close").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isOpen;
}
