import { pino } from "pino";
import { type App, createApp } from "../../src/app.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { jwtSecret, superadminKey } from "./app.ts";
import { type Ask, createAsk } from "./ask.ts";
import { capturedLogger } from "./captured.ts";
import { type EngineName, makeDatabase } from "./engines.ts";

export interface Instance extends App {
  readonly url: string;
  readonly ask: Ask;
}

/** One database with as many instances of the app on it as the engine allows. */
export interface Cluster {
  readonly instances: readonly Instance[];
  readonly database: string;
  readonly clock: { now: number };
  /** As the superadmin, at the first instance. */
  readonly ask: Ask;
  /** The instance with this number, round and round. */
  at(index: number): Instance;
  close(): Promise<void>;
}

/** SQLite has one process a file, so there the cluster is one instance. They start at the same moment. */
export async function startCluster(engine: EngineName, count: number): Promise<Cluster> {
  const { database, drop } = await makeDatabase(engine);
  const clock = { now: Date.UTC(2026, 2, 3, 14) };
  const size = engine === "sqlite" ? 1 : count;
  const instances = await Promise.all(
    Array.from({ length: size }, () => startInstance(database, () => clock.now)),
  );
  const at = (index: number) => instances[index % size] as Instance;
  return {
    instances,
    database,
    clock,
    at,
    ask: at(0).ask,
    async close() {
      await Promise.all(instances.map((instance) => instance.close()));
      await drop();
    },
  };
}

export async function startInstance(database: string, now: () => number): Promise<Instance> {
  const app = await createApp(testConfig(database), { now, logger: capturedLogger() });
  return listening(app);
}

export async function listening(app: App): Promise<Instance> {
  const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
  return { ...app, url, ask: createAsk(url, superadminKey) };
}

export const silent = pino({ level: "silent" });

export const testConfig = (database: string): Config =>
  readConfig({
    WHOSELINE_DATABASE: database,
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    WHOSELINE_JWT_SECRET: jwtSecret,
  });
