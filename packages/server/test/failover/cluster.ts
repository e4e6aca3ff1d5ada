import { writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type PostgresFolder, PostgresProcess } from "../helpers/postgres-process.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { createTwoRoles } from "../helpers/two-roles.ts";
import { until } from "../helpers/until.ts";

export interface ClusterDatabase {
  readonly database: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The URL with which a superuser reads the database of `createDatabase`. */
export const readerUrlOf = (server: PostgresProcess): string => server.url.replace(/postgres$/, "whoseline");

/** A primary and its standby behind an address that stays the same after a failover. */
export class Cluster {
  readonly primary: PostgresProcess;
  readonly standby: PostgresProcess;
  /** Carries the replication from the primary to the standby. */
  readonly link: TcpProxy;
  /** The address that Whoseline connects to. */
  readonly front: TcpProxy;

  private constructor(parts: Pick<Cluster, "primary" | "standby" | "link" | "front">) {
    this.primary = parts.primary;
    this.standby = parts.standby;
    this.link = parts.link;
    this.front = parts.front;
  }

  static async start(
    folder: PostgresFolder,
    { isSynchronous, name = "" }: { isSynchronous: boolean; name?: string },
  ): Promise<Cluster> {
    const names = isSynchronous ? "standby" : "";
    const primaryFolder = await folder.copy(`primary${name}`);
    const standbyFolder = await folder.copy(`standby${name}`);
    const primary = await PostgresProcess.start(primaryFolder, [
      "wal_level=replica",
      `synchronous_standby_names=${names}`,
    ]);
    const link = await TcpProxy.open(primary.port);
    writeFileSync(join(standbyFolder, "standby.signal"), "");
    const connection = `host=127.0.0.1 port=${link.port} user=postgres password=postgres application_name=standby`;
    const standby = await PostgresProcess.start(standbyFolder, [
      "hot_standby=on",
      `primary_conninfo=${connection}`,
    ]);
    const cluster = new Cluster({ primary, standby, link, front: await TcpProxy.open(primary.port) });
    await cluster.waitForStandby();
    return cluster;
  }

  get url(): string {
    return `postgres://postgres:postgres@127.0.0.1:${this.front.port}/postgres`;
  }

  /** Creates a database with the two roles that the strict mode requires, for apps that connect to the front. */
  async createDatabase(): Promise<ClusterDatabase> {
    const { url, ownerUrl } = await createTwoRoles(this.url);
    return { database: url, settings: { WHOSELINE_MIGRATION_DATABASE_URL: ownerUrl } };
  }

  /** Waits until the standby has replayed everything. */
  async waitForStandby(): Promise<void> {
    await until("the standby has caught up", async () => {
      const rows = await this.primary.query(
        `select 1 from pg_stat_replication
         where state = 'streaming' and replay_lsn = pg_current_wal_lsn()
           and sync_state = case current_setting('synchronous_standby_names') when '' then 'async' else 'sync' end`,
      );
      return rows.length > 0;
    });
  }

  /** The backends whose commit waits for the standby. */
  async waitingBackends(): Promise<readonly number[]> {
    const rows = await this.primary.query<{ pid: number }>(
      "select pid from pg_stat_activity where wait_event = 'SyncRep'",
    );
    return rows.map(({ pid }) => pid);
  }

  /** Kills the primary, drops what it had sent but the standby had not received, and promotes the standby. */
  async failOver(): Promise<void> {
    await this.primary.crash();
    this.link.set("cut");
    await this.standby.query("select pg_promote(true, 60)");
    this.front.target = this.standby.port;
  }

  async stop(): Promise<void> {
    await this.front.close();
    await this.link.close();
    await this.standby.crash();
    await this.primary.crash();
    for (const { dataFolder } of [this.primary, this.standby]) await rm(dataFolder, { recursive: true });
  }
}
