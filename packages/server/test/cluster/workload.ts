import { setTimeout } from "node:timers/promises";
import { Writers } from "../failover/writers.ts";
import type { Ask } from "../helpers/ask.ts";
import type { ServerProcess } from "../helpers/process.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const clients = 6;
const pauseMs = 100;

/** What load balancers, readers and writers of a cluster see: it runs until it is stopped. */
export class Workload {
  readonly writers: Writers;
  readonly followers: readonly FeedFollower[];
  readonly watchers: readonly ReadyWatcher[];
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(servers: readonly ServerProcess[], organizations: readonly Organization[]) {
    this.writers = new Writers(servers.map(({ ask }) => ask));
    this.watchers = servers.map(({ url }) => new ReadyWatcher(url));
    this.followers = servers.flatMap(({ ask }) => organizations.map(({ id }) => new FeedFollower(ask, id)));
  }

  static async start(servers: readonly ServerProcess[]): Promise<Workload> {
    const ask = servers[0]?.ask as Ask;
    const names = ["acme", "rival", "third"];
    const organizations = await Promise.all(
      names.map((name, index) => makeOrganization(ask, name, String(index + 1))),
    );
    const workload = new Workload(servers, organizations);
    await workload.writers.start(organizations, clients);
    workload.#running = Promise.all(
      [...workload.followers, ...workload.watchers].map((client) => workload.#repeat(() => client.look())),
    );
    return workload;
  }

  /** Resolves when this many more writes are acknowledged. */
  async acknowledged(count: number): Promise<void> {
    const { acknowledged } = this.writers;
    const target = acknowledged.length + count;
    await until(`${count} more writes are acknowledged`, () => acknowledged.length >= target, 60_000);
  }

  /** Resolves when every client has its last response. */
  async stop(): Promise<void> {
    await this.writers.stop();
    this.#isStopped = true;
    await this.#running;
  }

  async #repeat(look: () => Promise<void>): Promise<void> {
    while (!this.#isStopped) {
      await look();
      await setTimeout(pauseMs);
    }
  }
}

/** A load balancer's health check of one process. */
class ReadyWatcher {
  readonly #url: string;
  /** The status of the last answer; undefined when there was none. */
  status: number | undefined;
  /** How often it was another status than 200 and 503, or there was none within five seconds. */
  readonly unexpected: string[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  async look(): Promise<void> {
    try {
      const answer = await fetch(`${this.#url}/readyz`, { signal: AbortSignal.timeout(5000) });
      this.status = answer.status;
      const text = await answer.text();
      if (answer.status !== 200 && answer.status !== 503) this.unexpected.push(`${answer.status} ${text}`);
    } catch (error) {
      this.status = undefined;
      this.unexpected.push(String(error));
    }
  }
}

/** A reader of one organization's events through one process. */
class FeedFollower {
  readonly organizationId: string;
  readonly #ask: Ask;
  /** The hashes of the events 1, 2, 3 … */
  readonly hashes: string[] = [];
  /** Events that were missing or repeated. */
  readonly faults: string[] = [];

  constructor(ask: Ask, organizationId: string) {
    this.#ask = ask;
    this.organizationId = organizationId;
  }

  async look(): Promise<void> {
    const path = `/registry/v1/organizations/${this.organizationId}/events?after=${this.hashes.length}&limit=200`;
    const answer = await this.#ask(`GET ${path}`).catch(() => undefined);
    if (answer === undefined || answer.status === 503) return;
    if (answer.status !== 200) this.faults.push(`${answer.status} ${answer.text}`);
    for (const { seq, hash } of answer.json.items ?? []) {
      if (seq !== this.hashes.length + 1) this.faults.push(`${seq} came after ${this.hashes.length}`);
      this.hashes.push(hash);
    }
  }
}
