import { chmodSync, chownSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePorts } from "../helpers/free-port.ts";
import { postgresUser } from "../helpers/postgres-binaries.ts";
import { until } from "../helpers/until.ts";
import { Daemon, requirePrograms } from "./daemon.ts";
import { DatabaseNode } from "./database-node.ts";
import { type Replacements, writeExample, writeExampleOf } from "./example-files.ts";

const machines = [1, 2, 3] as const;
const failoverTimeoutMs = 90_000;
/** Each question costs Patroni a few milliseconds of CPU. */
const pollMs = 200;

interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly lag?: number | string;
}

/** The cluster of examples/patroni on the loopback: etcd, PostgreSQL under Patroni on three nodes, and HAProxy. */
export class DatabaseCluster {
  readonly folder: string;
  readonly nodes: readonly DatabaseNode[];
  readonly #daemons: readonly Daemon[];
  /** HAProxy's port, which leads to the leader. */
  readonly #frontPort: number;

  private constructor(
    folder: string,
    nodes: readonly DatabaseNode[],
    daemons: readonly Daemon[],
    frontPort: number,
  ) {
    this.folder = folder;
    this.nodes = nodes;
    this.#daemons = daemons;
    this.#frontPort = frontPort;
    process.once("exit", this.#abandon);
  }

  static async start(): Promise<DatabaseCluster> {
    requirePrograms();
    const folder = makeFolder();
    const [front = 0, ...ports] = await freePorts(13);
    const etcdPorts = ports.slice(0, 6);
    const etcd = machines.map((machine) => startEtcd(machine, folder, etcdPorts));
    const nodes = await Promise.all(
      machines.map((machine) => {
        const [postgres = 0, rest = 0] = ports.slice(4 + 2 * machine);
        return DatabaseNode.create(machine, folder, { postgres, rest }, etcdPorts.slice(0, 3));
      }),
    );
    const cluster = new DatabaseCluster(folder, nodes, [...etcd, startHaproxy(folder, nodes, front)], front);
    try {
      await until("etcd has decided its version", () => haveVersion(etcdPorts.slice(0, 3)));
      for (const node of nodes) node.start();
      await cluster.settled();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** A superuser's URL through HAProxy. */
  get superuserUrl(): string {
    return `postgres://postgres:postgres-password@127.0.0.1:${this.#frontPort}/postgres`;
  }

  get frontPort(): number {
    return this.#frontPort;
  }

  /** The URL with another host: the three nodes, of which clients use the one that accepts writes. */
  withAllNodes(url: string): string {
    const hosts = this.nodes.map(({ publicPorts }) => `127.0.0.1:${publicPorts.postgres}`).join(",");
    return `${url.replace(/@[^/]+/, `@${hosts}`)}?target_session_attrs=read-write`;
  }

  /** A superuser's URL of the leader, past HAProxy. */
  async leaderUrl(): Promise<string> {
    const { ports } = await this.leader();
    return `postgres://postgres:postgres-password@127.0.0.1:${ports.postgres}/whoseline`;
  }

  leader(): Promise<DatabaseNode> {
    return until("there is a leader", () => this.#withRole("leader"), failoverTimeoutMs);
  }

  /** Resolves with the leader when it is another node than this one. */
  leaderAfter(former: DatabaseNode): Promise<DatabaseNode> {
    const others = this.nodes.filter((node) => node !== former);
    return until(
      "another node is the leader",
      async () => {
        const node = await this.#withRole("leader", others);
        return node === former ? undefined : node;
      },
      failoverTimeoutMs,
    );
  }

  /** Resolves when the leader has a synchronous standby and another standby. */
  async settled(roles = "leader,replica,sync_standby"): Promise<void> {
    const isSettled = async () => {
      for (const daemon of [...this.#daemons, ...this.nodes]) daemon.requireRunning();
      const members = await this.#members(this.nodes);
      const areRunning = members.every(
        ({ state, lag = 0 }) => state === "running" && typeof lag === "number",
      );
      return (
        areRunning &&
        members
          .map(({ role }) => role)
          .sort()
          .join() === roles
      );
    };
    try {
      await until("the cluster has its roles", isSettled, failoverTimeoutMs);
    } catch (cause) {
      const logs = this.nodes.map(({ name, log }) => `${name}:\n${log.slice(-1500)}`).join("\n");
      throw new Error(`${JSON.stringify(await this.#members(this.nodes))}\n${logs}`, { cause });
    }
  }

  /** Moves the leadership to the synchronous standby. Resolves when Patroni has moved it. */
  async switchOver(): Promise<void> {
    const [leader, candidate] = [await this.leader(), await this.#withRole("sync_standby")];
    const body = JSON.stringify({ leader: leader.name, candidate: candidate?.name });
    const { status, text } = await request(leader, "POST", "/switchover", body);
    if (status !== 200) throw new Error(`Patroni answered ${status}: ${text}`);
  }

  /** Changes the configuration that all nodes share. */
  async configure(change: Readonly<Record<string, unknown>>): Promise<void> {
    const { status, text } = await request(await this.leader(), "PATCH", "/config", JSON.stringify(change));
    if (status !== 200) throw new Error(`Patroni answered ${status}: ${text}`);
  }

  async stop(): Promise<void> {
    process.off("exit", this.#abandon);
    for (const node of this.nodes) await node.stop();
    for (const daemon of this.#daemons) await daemon.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  readonly #abandon = (): void => {
    for (const process of [...this.nodes, ...this.#daemons]) process.killNow();
  };

  async #withRole(role: string, asked = this.nodes): Promise<DatabaseNode | undefined> {
    const member = (await this.#members(asked)).find((it) => it.role === role && it.state === "running");
    return this.nodes.find(({ name }) => name === member?.name);
  }

  /** What the first of these nodes that answers knows of the cluster. */
  async #members(asked: readonly DatabaseNode[]): Promise<readonly Member[]> {
    await setTimeout(pollMs);
    for (const node of asked) {
      const answer = await request(node, "GET", "/cluster").catch(() => undefined);
      if (answer?.status === 200) return JSON.parse(answer.text).members;
    }
    return [];
  }
}

/** A request to Patroni on a node. */
async function request(node: DatabaseNode, method: string, path: string, body?: string) {
  const answer = await fetch(`http://127.0.0.1:${node.ports.rest}${path}`, {
    method,
    headers: {
      authorization: `Basic ${btoa("patroni:patroni-password")}`,
      "content-type": "application/json",
    },
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(failoverTimeoutMs),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Until the members agree, the version is "not_decided", with which Patroni 3.0.2 does not start. */
async function haveVersion(ports: readonly number[]): Promise<boolean> {
  try {
    const answers = await Promise.all(ports.map((port) => fetch(`http://127.0.0.1:${port}/version`)));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    return texts.every((text) => /"etcdcluster":"3\./.test(text));
  } catch {
    // Not all of them listen.
    return false;
  }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "whoseline-cluster-"));
  const { uid, gid } = postgresUser;
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  chmodSync(folder, 0o755);
  return folder;
}

/** `ports`: of the three members for clients, then for each other. */
function startEtcd(machine: number, folder: string, ports: readonly number[]): Daemon {
  const addresses = machines.flatMap(
    (other): Replacements => [[`10.0.0.1${other}:2380`, `127.0.0.1:${ports[other + 2]}`]],
  );
  const file = join(folder, `etcd${machine}.yml`);
  writeExampleOf(machine, "etcd.yml", file, [
    [`10.0.0.1${machine}:2379`, `127.0.0.1:${ports[machine - 1]}`],
    ...addresses,
    ["/var/lib/etcd/whoseline", join(folder, `etcd${machine}`)],
  ]);
  return new Daemon(join(folder, `etcd${machine}.log`), "/usr/bin/etcd", ["--config-file", file]);
}

function startHaproxy(folder: string, nodes: readonly DatabaseNode[], frontPort: number): Daemon {
  const servers = nodes.map(({ publicPorts }, index): Replacements[number] => [
    `10.0.0.1${index + 1}:5432 check port 8008`,
    `127.0.0.1:${publicPorts.postgres} check port ${publicPorts.rest}`,
  ]);
  const file = join(folder, "haproxy.cfg");
  writeExample("haproxy.cfg", file, [...servers, ["bind 10.0.0.10:5000", `bind 127.0.0.1:${frontPort}`]]);
  return new Daemon(join(folder, "haproxy.log"), "/usr/sbin/haproxy", ["-db", "-f", file]);
}
