import { type App, createApp } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { type Demo, loadDemo } from "./demo.ts";
import { dialects } from "./dialects/index.ts";
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
  const app = await createApp(config);
  // Printed before anything else can fail, because the key cannot be shown again.
  if (app.superadmin.createdKey) print(`Superadmin key (shown only once): ${app.superadmin.createdKey}\n`);
  const demo = options.demo ? await loadDemo(app) : undefined;
  stopOnSignals(app, startMaintenanceJobs(app));
  const address = await app.server.listen({ port: config.port, host: config.host, backlog });
  printBanner(config.publicUrl ?? address, config, app, demo);
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

function printBanner(origin: string, config: Config, app: App, demo: Demo | undefined): void {
  const key = app.superadmin.createdKey ?? (config.superadminKey ? "$WHOSELINE_SUPERADMIN_KEY" : "YOUR_KEY");
  const lines = [
    `Whoseline is listening at ${origin} with the database ${withoutPassword(config.database)}`,
    ...dialects.map((dialect) => `  ${dialect.name.padEnd(8)} ${dialect.baseUrl(origin)}`),
    ...(config.hasDocs ? [`  ${"docs".padEnd(8)} ${origin}/docs`] : []),
    ...demoLines(demo),
    "",
    "Try:",
    `  curl -H "Authorization: Bearer ${key}" ${tryUrl(origin, demo)}`,
  ];
  print(lines.join("\n"));
}

function demoLines(demo: Demo | undefined): string[] {
  if (demo === undefined) return [];
  const key = demo.adminKey ?? "(shown when the demo was first loaded)";
  return [
    "",
    `Demo organization ${demo.organizationId}`,
    `  Admin key, for the Telnyx and IPPanel dialects: ${key}`,
  ];
}

/** PostgreSQL also accepts a password in the URL's parameters. */
function withoutPassword(database: string): string {
  if (!URL.canParse(database)) return database;
  const url = new URL(database);
  url.password = "";
  url.search = "";
  return url.href;
}

function tryUrl(origin: string, demo: Demo | undefined): string {
  return demo
    ? `${origin}/api/organizations/${demo.organizationId}/phone-numbers`
    : `${origin}/registry/v1/organizations`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
