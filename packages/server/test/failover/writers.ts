import { setTimeout } from "node:timers/promises";
import type { Ask } from "../helpers/ask.ts";
import { created, type Organization } from "../helpers/world.ts";

/** A write that was answered 2xx, and the kind of the event that it must have written. */
export interface Acknowledged {
  readonly name: string;
  readonly kind: "apiKey.created" | "number.updated";
  /** By `performance.now()`. */
  readonly at: number;
}

/** Clients that write one record after another, and retry with the same key when they get no response. */
export class Writers {
  readonly acknowledged: Acknowledged[] = [];
  /** Attempts that were answered 503 or not at all. */
  unknown = 0;
  /** Any other answers; there must be none. */
  readonly unexpected: string[] = [];
  readonly #asks: readonly Ask[];
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(asks: readonly Ask[]) {
    this.#asks = asks;
  }

  async start(organizations: readonly Organization[], count: number): Promise<void> {
    const [ask] = this.#asks as [Ask];
    const targets = await Promise.all(
      Array.from({ length: count }, async (_, client) => {
        const organization = organizations[client % organizations.length] as Organization;
        const path = `/registry/v1/organizations/${organization.id}`;
        const line = `+1646${String(client).padStart(7, "0")}`;
        const { id } = await created(ask, `${path}/numbers`, { provider: "twilio", line });
        return { path, client, number: id as string, user: organization.member.id };
      }),
    );
    this.#running = Promise.all(targets.map((target) => this.#write(target)));
  }

  /** Resolves when every write in flight has its response. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #write({ path, client, number, user }: Target): Promise<void> {
    for (let count = 1; !this.#isStopped; count++) {
      const name = `write-${client}-${count}.`;
      const isKey = count % 2 === 1;
      const isAcknowledged = isKey
        ? await this.#writeUntilAnswered(client, `POST ${path}/api-keys`, name, { user: user, name })
        : await this.#writeUntilAnswered(client, `PATCH ${path}/numbers/${number}`, name, { alias: name });
      const kind = isKey ? "apiKey.created" : "number.updated";
      if (isAcknowledged) this.acknowledged.push({ name, kind, at: performance.now() });
    }
  }

  async #writeUntilAnswered(client: number, request: string, key: string, body: unknown): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      const ask = this.#asks[(client + attempt) % this.#asks.length] as Ask;
      const answer = await ask(request, { body, headers: { "idempotency-key": key } }).catch(() => undefined);
      if (answer === undefined || answer.status === 503) {
        this.unknown += 1;
        await setTimeout(20);
        continue;
      }
      if (answer.status >= 300) this.unexpected.push(`${request}: ${answer.status} ${answer.text}`);
      return answer.status < 300;
    }
  }
}

interface Target {
  readonly path: string;
  readonly client: number;
  readonly number: string;
  readonly user: string;
}
