import { pino } from "pino";
import { inject } from "vitest";
import { type App, type AppOptions, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { type Answer, type Ask, createAsk } from "./ask.ts";
import { capture } from "./captured.ts";
import { type EngineName, makeDatabase } from "./engines.ts";
import { jwtSecret, superadminKey } from "./secrets.ts";

export type { Answer };
export { jwtSecret, superadminKey };

export const jwtIssuer = "https://issuer.example";
export const jwtAudience = "whoseline-tests";

export interface RunningApp extends App {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly ask: Ask;
  /** The clock the app reads; tests move it. */
  readonly clock: { now: number };
  /** Every line the app has logged. */
  readonly logged: string[];
  /** As WHOSELINE_DATABASE has it: a file on SQLite, a URL on PostgreSQL. */
  readonly database: string;
}

/** A real server on a real database of its own, on a port of its own, with a clock that tests move. */
export async function startApp(
  settings: Record<string, string> = {},
  engine: EngineName = inject("engine"),
  options: AppOptions = {},
): Promise<RunningApp> {
  const { database, drop } = await makeDatabase(engine);
  const app = await startAppOn(database, settings, options);
  return {
    ...app,
    async close() {
      await app.close();
      await drop();
    },
  };
}

/** The same on a database that is the test's own to drop, or on a store that it has opened itself. */
export async function startAppOn(
  database: string,
  settings: Record<string, string> = {},
  options: AppOptions = {},
): Promise<RunningApp> {
  const clock = { now: Date.UTC(2026, 2, 3, 14) };
  const logged: string[] = [];
  const config = readConfig({
    WHOSELINE_DATABASE: database,
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    WHOSELINE_JWT_SECRET: jwtSecret,
    WHOSELINE_JWT_ISSUER: jwtIssuer,
    WHOSELINE_JWT_AUDIENCE: jwtAudience,
    ...settings,
  });
  const keep = (line: string) => {
    logged.push(line);
    capture(line);
  };
  const logger = pino({ level: "trace" }, { write: keep });
  const app = await createApp(config, { now: () => clock.now, logger, ...options });
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
