import type { App, AppOptions } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import { type Ask, createAsk } from "../helpers/ask.ts";
import { createRandom } from "../helpers/random.ts";
import { keySettings } from "../helpers/secrets.ts";
import { created } from "../helpers/world.ts";
import type { Command } from "./operations.ts";
import { Run } from "./run.ts";
import { openTables, type Reader } from "./tables.ts";

const superadminKey = "superadmin-key-of-the-model";
const startAt = Date.UTC(2026, 2, 3, 14);

export type CreateApp = (config: Config, options: AppOptions) => Promise<App>;

interface SessionContext {
  readonly app: App;
  readonly ask: Ask;
  readonly reader: Reader;
  readonly clock: { now: number };
  readonly routerKey: string;
}

/** One app on one database, in which sequences run one after another, each in organizations of its own. */
export class Session {
  readonly #context: SessionContext;
  #sequences: number;
  /** Requests sent so far. */
  sent = 0;

  private constructor(context: SessionContext, sequences: number) {
    this.#context = context;
    this.#sequences = sequences;
  }

  /** Sessions on one database need different values of `index`, so that their lines differ. */
  static async start(
    createApp: CreateApp,
    config: Config,
    logger: AppOptions["logger"],
    index = 0,
  ): Promise<Session> {
    const clock = { now: startAt };
    const app = await createApp(config, { now: () => clock.now, ...(logger && { logger }) });
    const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
    const ask = createAsk(url, superadminKey);
    const reader = await openTables(config.database);
    const { key: routerKey } = await created(ask, "/registry/v1/router-keys", { name: "edge" });
    await app.installation.routeIndexSync.built;
    return new Session({ app, ask, reader, clock, routerKey }, index * 1_000_000);
  }

  get app(): App {
    return this.#context.app;
  }

  /**
   * Throws after the first step at which the app and the model differ; the message lists the steps. The seed selects
   * the lookups.
   */
  async run(commands: readonly Command[], seed: number): Promise<void> {
    const { ask, reader, clock, routerKey } = this.#context;
    clock.now = startAt;
    const counted: Ask = (request, options) => {
      this.sent += 1;
      return ask(request, options);
    };
    const sequence = String(++this.#sequences).padStart(8, "0");
    const random = createRandom(seed);
    const run = new Run({ ask: counted, reader, clock, sequence, routerKey, random });
    await run.setUp();
    for (const command of commands) await run.execute(command);
    await run.checkHistory();
  }

  async close(): Promise<void> {
    await this.#context.reader.close();
    await this.#context.app.close();
  }
}

export const settings = (database: string) => ({
  WHOSELINE_DATABASE: database,
  WHOSELINE_SUPERADMIN_KEY: superadminKey,
  ...keySettings,
});
