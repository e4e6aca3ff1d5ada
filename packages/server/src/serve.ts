import { type App, createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { loadDemo } from "./demo.ts";
import { GeneratedKeys } from "./generated-keys.ts";
import { greeting } from "./greeting.ts";
import { backlog } from "./http/limits.ts";
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
  const app = await createApp(config, { keepKey: (key) => keys.keep("superadmin", key) });
  // Printed before anything else can fail, because a key on a terminal cannot be shown again.
  if (app.superadmin.createdKey) print(`${keys.sentence("superadmin", app.superadmin.createdKey)}\n`);
  const demo = options.demo ? await loadDemo(app) : undefined;
  if (demo?.adminKey) keys.keep("demo-admin", demo.adminKey);
  stopOnSignals(app, startMaintenanceJobs(app));
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

function stopOnSignals(app: App, jobs: ReturnType<typeof startMaintenanceJobs>): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await jobs.stop();
    await app.close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
