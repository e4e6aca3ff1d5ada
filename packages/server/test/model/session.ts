import type { App, AppOptions } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import { type Ask, createAsk } from "../helpers/ask.ts";
import { createRandom } from "../helpers/random.ts";
import { created } from "../helpers/world.ts";
import type { Command } from "./operations.ts";
import { Run } from "./run.ts";
import { openTables, type Reader } from "./tables.ts";

const superadminKey = "superadmin-key-of-the-model";
const startAt = Date.UTC(2026, 2, 3, 14);

export type CreateApp = (config: Config, options: AppOptions) => Promise<App>;

interface Ground {
  readonly app: App;
  readonly ask: Ask;
  readonly reader: Reader;
  readonly clock: { now: number };
  readonly router: string;
}

/** One app on one database, beside which sequences run one after another, each in organizations of its own. */
export class Session {
  readonly #ground: Ground;
  #runs: number;
  sent = 0;

  private constructor(ground: Ground, runs: number) {
    this.#ground = ground;
    this.#runs = runs;
  }

  /** Several on one database must differ in their `place`, so that their lines do. */
  static async start(
    createApp: CreateApp,
    config: Config,
    logger: AppOptions["logger"],
    place = 0,
  ): Promise<Session> {
    const clock = { now: startAt };
    const app = await createApp(config, { now: () => clock.now, ...(logger && { logger }) });
    const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
    const ask = createAsk(url, superadminKey);
    const reader = await openTables(config.database);
    const { key: router } = await created(ask, "/registry/v1/router-keys", { name: "edge" });
    await app.installation.routeIndexSync.built;
    return new Session({ app, ask, reader, clock, router }, place * 1_000_000);
  }

  get app(): App {
    return this.#ground.app;
  }

  /**
   * Throws at the first step after which the app and the model differ; says what was done until then. By the seed
   * it is drawn what is looked up.
   */
  async run(commands: readonly Command[], seed: number): Promise<void> {
    const { ask, reader, clock, router } = this.#ground;
    clock.now = startAt;
    const counted: Ask = (request, options) => {
      this.sent += 1;
      return ask(request, options);
    };
    const name = digits(++this.#runs);
    const run = new Run({ ask: counted, reader, clock, name, router, chance: createRandom(seed) });
    await run.begin();
    for (const command of commands) await run.take(command);
    await run.lookBack();
  }

  async close(): Promise<void> {
    await this.#ground.reader.close();
    await this.#ground.app.close();
  }
}

export const settings = (database: string) => ({
  WHOSELINE_DATABASE: database,
  WHOSELINE_SUPERADMIN_KEY: superadminKey,
});

const digits = (run: number): string => String(run).padStart(8, "0");
