import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";
import { type Core, createCore } from "./core/index.ts";
import type { EnsuredSuperadmin } from "./core/superadmin.ts";
import { dialects } from "./dialects/index.ts";
import { createAuthenticate } from "./http/credentials.ts";
import type { Limits } from "./http/limits.ts";
import { createServer } from "./http/server.ts";
import { openStore } from "./storage/open.ts";
import type { Store } from "./storage/store.ts";

/** Everything wired; the server does not listen yet. */
export interface App {
  readonly server: FastifyInstance;
  readonly core: Core;
  readonly store: Store;
  /** Who the platform's superadmin is; with the key, if this start made one: nobody can show it again. */
  readonly superadmin: EnsuredSuperadmin;
  /** Answers what is under way, takes nothing new, and lets go of the database. */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly now?: () => number;
  readonly logger?: Logger;
  /** Instead of the one that the settings name; closed with the app. */
  readonly store?: Store;
  /** Other limits than ours. */
  readonly limits?: Partial<Limits>;
}

/** Opens the database, makes sure there is a superadmin, and mounts every dialect. Throws with a sentence when it cannot. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const { now = Date.now, logger = pino({ level: config.logLevel }) } = options;
  const store = options.store ?? (await openStore(config.database, { isStrict: config.isStrictCluster }));
  try {
    return await wire(config, { ...options, store, now, logger });
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function wire(
  config: Config,
  { store, now, logger, limits }: AppOptions & Required<Pick<AppOptions, "store" | "now" | "logger">>,
): Promise<App> {
  for (const warning of store.warnings) logger.warn(warning);
  const core = await createCore(store, { now });
  const superadmin = await core.ensureSuperadmin(config.superadminKey);
  const server = createServer({
    core,
    authenticate: createAuthenticate(core, config.jwt, now),
    dialects,
    logger,
    publicUrl: config.publicUrl,
    origin: config.publicUrl ?? "/",
    rateLimit: config.rateLimit,
    limits,
    now,
  });
  return {
    server,
    core,
    store,
    superadmin,
    async close() {
      await server.close();
      await store.close();
    },
  };
}
