import { type App, createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { loadDemo } from "./demo.ts";
import { GeneratedKeys } from "./generated-keys.ts";
import { greeting } from "./greeting.ts";
import { backlog } from "./http/limits.ts";
import { LogOutput } from "./http/observability/log-output.ts";
import { createLogger } from "./http/observability/logger.ts";
import { exitOnUnhandledErrors, stopOnSignals } from "./shutdown.ts";
import { startKeyUseJob } from "./workers/key-uses.ts";
import { startMaintenanceJobs } from "./workers/maintenance.ts";

export interface ServeOptions {
  /** Loads the demo organization before the server listens. */
  readonly demo?: boolean;
}

/**
 * Starts the server with the settings of the environment and prints its addresses. It runs until SIGTERM or SIGINT,
 * then ends the process.
 *
 * @throws ConfigError when a setting is invalid.
 */
export async function serve(options: ServeOptions = {}): Promise<void> {
  const config = readConfig(process.env);
  const keys = new GeneratedKeys(config.database, process.stdout.isTTY);
  const output = new LogOutput(process.stdout);
  const logger = await createLogger({ level: config.logLevel, destination: output });
  const app = await createApp(config, {
    logger,
    droppedLogLines: () => output.dropped,
    keepKey: (key) => keys.keep("superadmin", key),
  });
  // Printed before anything else can fail, because a key on a terminal cannot be shown again.
  if (app.superadmin.createdKey) print(`${keys.sentence("superadmin", app.superadmin.createdKey)}\n`);
  const demo = options.demo ? await loadDemo(app) : undefined;
  if (demo?.adminKey) keys.keep("demo-admin", demo.adminKey);
  exitOnUnhandledErrors(logger, output);
  stopOnSignals({ app, jobs: startJobs(app), logger, output });
  const address = await app.server.listen({ port: config.port, host: config.host, backlog });
  print(
    greeting({
      origin: config.publicUrl ?? address,
      config,
      keys,
      demo,
      createdKey: app.superadmin.createdKey,
    }),
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function startJobs(app: App): { stop(): Promise<void> } {
  const jobs = [startMaintenanceJobs(app), startKeyUseJob(app)];
  return {
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
