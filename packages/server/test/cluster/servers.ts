import { join } from "node:path";
import { freePort } from "../helpers/free-port.ts";
import { runProcess, type ServerProcess, startProcess } from "../helpers/process.ts";
import { createTwoRoles } from "../helpers/two-roles.ts";
import { until } from "../helpers/until.ts";
import { Daemon } from "./daemon.ts";
import type { DatabaseCluster } from "./database-cluster.ts";
import { type Replacements, writeExample } from "./example-files.ts";

/** Follows docs/scaling.md on an empty cluster: the two roles, then `whoseline migrate` as the owner. */
export async function prepareDatabase(cluster: DatabaseCluster): Promise<string> {
  const { url, ownerUrl } = await createTwoRoles(cluster.superuserUrl);
  const WHOSELINE_MIGRATION_DATABASE_URL = cluster.withAllNodes(ownerUrl);
  const { code, output } = await runProcess({ WHOSELINE_DATABASE: url, WHOSELINE_MIGRATION_DATABASE_URL }, [
    "migrate",
  ]);
  if (code !== 0) throw new Error(`whoseline migrate ended with ${code}: ${output}`);
  return url;
}

export const startServer = (
  database: string,
  settings: Readonly<Record<string, string>> = { WHOSELINE_CLUSTER: "strict" },
): Promise<ServerProcess> =>
  startProcess({ WHOSELINE_DATABASE: database, LOG_LEVEL: "info", ...settings }, ["serve"]);

/** PgBouncer of examples/patroni in front of HAProxy; `url` is the database's URL through it. */
export interface Pooler {
  readonly url: string;
  kill(): Promise<void>;
}

export async function startPooler(
  cluster: DatabaseCluster,
  database: string,
  mode: "session" | "transaction",
): Promise<Pooler> {
  const port = await freePort();
  const users = join(cluster.folder, "userlist.txt");
  writeExample("userlist.txt", users, []);
  const otherMode: Replacements = mode === "session" ? [] : [["pool_mode = session", `pool_mode = ${mode}`]];
  const file = join(cluster.folder, `pgbouncer-${mode}.ini`);
  writeExample("pgbouncer.ini", file, [
    ["host=10.0.0.10 port=5000", `host=127.0.0.1 port=${cluster.frontPort}`],
    ["listen_addr = 10.0.0.10", "listen_addr = 127.0.0.1\nunix_socket_dir ="],
    ["listen_port = 6432", `listen_port = ${port}`],
    ["/etc/pgbouncer/userlist.txt", users],
    ...otherMode,
  ]);
  const daemon = new Daemon(join(cluster.folder, `pgbouncer-${mode}.log`), "/usr/sbin/pgbouncer", [file]);
  await until("PgBouncer listens", () => daemon.log.includes(`listening on 127.0.0.1:${port}`));
  const url = new URL(database);
  url.port = String(port);
  return { url: url.href, kill: () => daemon.kill() };
}
