import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { killTree } from "../helpers/kill-tree.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { Daemon } from "./daemon.ts";
import { type Replacements, writeExampleOf } from "./example-files.ts";

export interface NodePorts {
  readonly postgres: number;
  readonly rest: number;
}

/** What reaches a node, and the node's way to etcd. Each can be stalled. */
interface Links {
  readonly clients: TcpProxy;
  readonly replication: TcpProxy;
  readonly rest: TcpProxy;
  readonly etcd: readonly TcpProxy[];
}

/** One machine with PostgreSQL under Patroni. */
export class DatabaseNode {
  readonly name: string;
  readonly ports: NodePorts;
  readonly #machine: number;
  readonly #folder: string;
  readonly #links: Links;
  #patroni: Daemon | undefined;

  private constructor(machine: number, folder: string, ports: NodePorts, links: Links) {
    this.name = `db${machine}`;
    this.#machine = machine;
    this.#folder = folder;
    this.ports = ports;
    this.#links = links;
  }

  static async create(
    machine: number,
    folder: string,
    ports: NodePorts,
    etcdPorts: readonly number[],
  ): Promise<DatabaseNode> {
    const links = {
      clients: await TcpProxy.open(ports.postgres),
      replication: await TcpProxy.open(ports.postgres),
      rest: await TcpProxy.open(ports.rest),
      etcd: await Promise.all(etcdPorts.map((port) => TcpProxy.open(port))),
    };
    const node = new DatabaseNode(machine, folder, ports, links);
    node.#writeConfiguration();
    return node;
  }

  /** The ports for clients and for health checks. */
  get publicPorts(): NodePorts {
    return { postgres: this.#links.clients.port, rest: this.#links.rest.port };
  }

  start(): void {
    this.#patroni = new Daemon(this.#path("log"), "/usr/bin/patroni", [this.#path("yml")], {
      HOME: this.#folder,
      // Otherwise Patroni asks etcd for the addresses of its members, past the links.
      PATRONI_ETCD3_USE_PROXIES: "true",
    });
  }

  requireRunning(): void {
    this.#patroni?.requireRunning();
  }

  get log(): string {
    return this.#patroni?.log ?? "";
  }

  /** Ends Patroni and PostgreSQL at once, like a power cut. */
  async kill(): Promise<void> {
    this.killNow();
    await this.#patroni?.kill();
  }

  killNow(): void {
    this.#patroni?.killNow();
    const postmaster = this.#postmasterPid();
    if (postmaster !== undefined) killTree(postmaster);
  }

  /** Connections stay open and carry nothing, in either direction. */
  isolate(): void {
    for (const link of this.#allLinks()) link.stall();
  }

  /** Only the replication to the standbys stops. */
  stallReplication(): void {
    this.#links.replication.stall();
  }

  reconnect(): void {
    for (const link of this.#allLinks()) link.flow();
  }

  async stop(): Promise<void> {
    await this.kill();
    for (const link of this.#allLinks()) await link.close();
  }

  #allLinks(): TcpProxy[] {
    const { clients, replication, rest, etcd } = this.#links;
    return [clients, replication, rest, ...etcd];
  }

  #postmasterPid(): number | undefined {
    try {
      return Number.parseInt(readFileSync(join(this.#path("data"), "postmaster.pid"), "utf8"), 10);
    } catch {
      // It does not run.
      return undefined;
    }
  }

  #path(extension: string): string {
    return join(this.#folder, `${this.name}.${extension}`);
  }

  #writeConfiguration(): void {
    const own = `10.0.0.1${this.#machine}`;
    const local = (port: number) => `127.0.0.1:${port}`;
    const { replication, rest, etcd } = this.#links;
    const etcdHosts = etcd.map(({ port }, index): Replacements[number] => [
      `10.0.0.1${index + 1}:2379`,
      local(port),
    ]);
    writeExampleOf(this.#machine, "patroni.yml", this.#path("yml"), [
      [`connect_address: ${own}:5432`, `connect_address: ${local(replication.port)}`],
      [`connect_address: ${own}:8008`, `connect_address: ${local(rest.port)}`],
      [`${own}:5432`, local(this.ports.postgres)],
      [`${own}:8008`, local(this.ports.rest)],
      ...etcdHosts,
      ["10.0.0.0/24", "127.0.0.1/32"],
      ["/var/lib/postgresql/15/whoseline", this.#path("data")],
      ["/var/lib/postgresql/whoseline.pgpass", this.#path("pgpass")],
      ["/var/run/postgresql", this.#folder],
    ]);
    // Patroni warns of passwords that everybody can read; its user differs from the owner of the file.
    chmodSync(this.#path("yml"), 0o644);
  }
}
