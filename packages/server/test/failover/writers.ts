import { setTimeout } from "node:timers/promises";
import type { Ask } from "../helpers/ask.ts";
import { created, type Organization } from "../helpers/world.ts";

/** A write that was answered 2xx, and where its one effect can be seen. */
export interface Acknowledged {
  readonly name: string;
  readonly kind: "apiKey.created" | "number.updated";
}

/** Clients that write one thing after another, and repeat with the same key what they got no answer to. */
export class Writers {
  readonly acknowledged: Acknowledged[] = [];
  /** Tries that were answered 503, or not at all. */
  unknown = 0;
  /** Answers that are neither: there must be none. */
  readonly strange: string[] = [];
  readonly #asks: readonly Ask[];
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(asks: readonly Ask[]) {
    this.#asks = asks;
  }

  async start(organizations: readonly Organization[], count: number): Promise<void> {
    const [ask] = this.#asks as [Ask];
    const grounds = await Promise.all(
      Array.from({ length: count }, async (_, client) => {
        const organization = organizations[client % organizations.length] as Organization;
        const at = `/registry/v1/organizations/${organization.id}`;
        const line = `+1646${String(client).padStart(7, "0")}`;
        const { id } = await created(ask, `${at}/numbers`, { provider: "twilio", line });
        return { at, client, number: id as string, user: organization.member.id };
      }),
    );
    this.#running = Promise.all(grounds.map((ground) => this.#write(ground)));
  }

  /** Resolves when every write under way has its answer. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #write({ at, client, number, user }: Ground): Promise<void> {
    for (let count = 1; !this.#isStopped; count++) {
      const name = `write-${client}-${count}.`;
      const isKey = count % 2 === 1;
      const done = isKey
        ? await this.#insist(client, `POST ${at}/api-keys`, name, { userId: user, name })
        : await this.#insist(client, `PATCH ${at}/numbers/${number}`, name, { alias: name });
      if (done) this.acknowledged.push({ name, kind: isKey ? "apiKey.created" : "number.updated" });
    }
  }

  async #insist(client: number, request: string, key: string, body: unknown): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      const ask = this.#asks[(client + attempt) % this.#asks.length] as Ask;
      const answer = await ask(request, { body, headers: { "idempotency-key": key } }).catch(() => undefined);
      if (answer === undefined || answer.status === 503) {
        this.unknown += 1;
        await setTimeout(20);
        continue;
      }
      if (answer.status >= 300) this.strange.push(`${request}: ${answer.status} ${answer.text}`);
      return answer.status < 300;
    }
  }
}

interface Ground {
  readonly at: string;
  readonly client: number;
  readonly number: string;
  readonly user: string;
}
