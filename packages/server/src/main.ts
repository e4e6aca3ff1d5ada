import { parseArgs } from "node:util";
import { type App, createApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { type Demo, loadDemo } from "./demo.ts";
import { dialects } from "./dialects/index.ts";
import { backlog } from "./http/limits.ts";
import { startMaintenanceJobs } from "./workers/maintenance.ts";

const usage = `Usage: npm start [-- --demo]

  --demo   load a small organization first, so that every call answers with something
  --help   show this

Settings come from the environment; the README lists them.`;

try {
  await main();
} catch (error) {
  // What an operator can mend is said in a sentence; a stack would only hide it.
  process.stderr.write(`Whoseline did not start.\n${error instanceof Error ? error.message : error}\n`);
  if (!(error instanceof ConfigError) && process.env.LOG_LEVEL === "debug")
    process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { demo: { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help) return say(usage);
  const config = readConfig(process.env);
  const app = await createApp(config);
  // Before anything else can fail: nobody can show it again.
  if (app.superadmin.createdKey) say(`Superadmin key, shown this once: ${app.superadmin.createdKey}\n`);
  const demo = values.demo ? await loadDemo(app) : undefined;
  stopOnSignals(app, startMaintenanceJobs(app));
  const address = await app.server.listen({ port: config.port, host: config.host, backlog });
  greet(config.publicUrl ?? address, config, app, demo);
}

function stopOnSignals(app: App, house: ReturnType<typeof startMaintenanceJobs>): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await house.stop();
    await app.close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
}

function greet(origin: string, config: Config, app: App, demo: Demo | undefined): void {
  const key = app.superadmin.createdKey ?? (config.superadminKey ? "$WHOSELINE_SUPERADMIN_KEY" : "YOUR_KEY");
  const lines = [
    `Whoseline serves ${withoutPassword(config.database)} at ${origin}`,
    ...dialects.map((dialect) => `  ${dialect.name.padEnd(8)} ${dialect.baseUrl(origin)}`),
    `  ${"docs".padEnd(8)} ${origin}/docs`,
    ...demoLines(demo),
    "",
    "Try:",
    `  curl -H "Authorization: Bearer ${key}" ${tryUrl(origin, demo)}`,
  ];
  say(lines.join("\n"));
}

function demoLines(demo: Demo | undefined): string[] {
  if (demo === undefined) return [];
  const key = demo.adminKey ?? "shown when the demo was first loaded";
  return [
    "",
    `Demo organization ${demo.organizationId}`,
    `  its admin's key, for Telnyx and IPPanel: ${key}`,
  ];
}

/** PostgreSQL takes a password among the parameters of its URL as well. */
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

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
