import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, inject } from "vitest";
import { type App, type AppOptions, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { pinoOptions } from "../../src/http/observability/logger.ts";
import { type Answer, type Ask, createAsk } from "./ask.ts";
import { capture } from "./captured.ts";
import { type EngineName, makeDatabase } from "./engines.ts";
import { jwtSecret, keySettings, superadminKey } from "./secrets.ts";
import { testStart } from "./time.ts";

export type { Answer };
export { jwtSecret, superadminKey };

export const jwtIssuer = "https://issuer.example";
export const jwtAudience = "whoseline-tests";

export interface RunningApp extends App {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly ask: Ask;
  /** The clock the app reads, in milliseconds since 1970; tests set it. */
  readonly clock: { now: number };
  /** Every line the app has logged. */
  readonly logged: string[];
  /** The value of WHOSELINE_DATABASE: a file on SQLite, a URL on PostgreSQL. */
  readonly database: string;
}

export interface TestAppOptions extends AppOptions {
  /** The engine of the vitest project by default. */
  readonly engine?: EngineName | undefined;
  /** An existing database, which `close` keeps. By default an empty one is created, which `close` drops. */
  readonly database?: string;
  /** Environment variables on top of the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts the app on a free port, with a clock that starts at `testStart`. */
export async function startApp({
  engine,
  database,
  settings = {},
  ...options
}: TestAppOptions = {}): Promise<RunningApp> {
  if (database !== undefined) return startAppOn(database, settings, options);
  const created = await makeDatabase(engine ?? inject("engine"));
  const app = await startAppOn(created.database, settings, options);
  return {
    ...app,
    async close() {
      await app.close();
      await created.drop();
    },
  };
}

/**
 * Starts an app before the tests of the file or `describe` block and closes it after them; with `scope: "test"`
 * before and after each test. The result's properties can be read inside tests and hooks only.
 */
export function useApp({
  scope = "file",
  ...options
}: TestAppOptions & { readonly scope?: "file" | "test" } = {}): RunningApp {
  const [before, after] = scope === "file" ? [beforeAll, afterAll] : [beforeEach, afterEach];
  const app = {} as RunningApp;
  before(async () => void Object.assign(app, await startApp(options)));
  after(() => app.close());
  return app;
}

async function startAppOn(
  database: string,
  settings: Readonly<Record<string, string>>,
  options: AppOptions,
): Promise<RunningApp> {
  const clock = { now: testStart };
  const logged: string[] = [];
  const config = readConfig({
    WHOSELINE_DATABASE: database,
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    ...keySettings,
    WHOSELINE_JWT_SECRET: jwtSecret,
    WHOSELINE_JWT_ISSUER: jwtIssuer,
    WHOSELINE_JWT_AUDIENCE: jwtAudience,
    WHOSELINE_JWT_PLATFORM_ROLES: "on",
    WHOSELINE_OUTBOUND_HOSTS: "127.0.0.1",
    ...settings,
  });
  const write = (line: string) => {
    logged.push(line);
    capture(line);
  };
  const logger = pino(pinoOptions("trace"), { write });
  // Requests with invalid credentials are sent by many tests, all from one address.
  const limits = { failedSignInsMax: Number.POSITIVE_INFINITY, ...options.limits };
  const outbound = { resolveHost: noAddress, ...options.outbound };
  const app = await createApp(config, { now: () => clock.now, logger, ...options, limits, outbound });
  const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
  return {
    ...app,
    url,
    clock,
    logged,
    database: config.database,
    ask: createAsk(url, superadminKey),
  };
}

/** Tests do not depend on DNS. */
const noAddress = () => Promise.reject(Object.assign(new Error("no such host"), { code: "ENOTFOUND" }));
