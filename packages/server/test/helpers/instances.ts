import { type App, createApp } from "../../src/app.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { jwtSecret, superadminKey } from "./app.ts";
import { type Ask, createAsk } from "./ask.ts";
import { capturedLogger } from "./captured.ts";
import { type EngineName, makeDatabase } from "./engines.ts";
import { keySettings } from "./secrets.ts";

export interface Instance extends App {
  readonly url: string;
  readonly ask: Ask;
}

/** Several instances of the app on one database; one instance on SQLite. */
export interface Cluster {
  readonly instances: readonly Instance[];
  readonly database: string;
  readonly clock: { now: number };
  /** Sends to the first instance with the superadmin's key. */
  readonly ask: Ask;
  /** The instance at `index`, modulo the number of instances. */
  at(index: number): Instance;
  close(): Promise<void>;
}

/** Starts all instances concurrently. SQLite allows one process per file, so there is one instance. */
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
  const app = await createApp(testConfig(database), {
    now,
    logger: capturedLogger(),
    limits: { failedSignInsMax: Number.POSITIVE_INFINITY },
  });
  return listen(app);
}

export async function listen(app: App): Promise<Instance> {
  const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
  return { ...app, url, ask: createAsk(url, superadminKey) };
}

export const testConfig = (database: string): Config =>
  readConfig({
    WHOSELINE_DATABASE: database,
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    ...keySettings,
    WHOSELINE_OUTBOUND_HOSTS: "127.0.0.1",
    WHOSELINE_JWT_SECRET: jwtSecret,
  });
