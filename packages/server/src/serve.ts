import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { type Demo, loadDemo } from "./demo.ts";
import { GeneratedKeys } from "./generated-keys.ts";
import { greeting } from "./greeting.ts";
import { LogOutput } from "./http/observability/log-output.ts";
import { createLogger } from "./http/observability/logger.ts";
import { listen } from "./listen.ts";
import { exitOnUnhandledErrors, stopOnSignals } from "./shutdown.ts";
import { firstSignInLink } from "./sign-in-link.ts";
import { startWorkers } from "./workers/start-workers.ts";

export interface ServeOptions {
  /** Loads the demo organization before the first request is processed. */
  readonly demo?: boolean | undefined;
  /** Like `demo`, also into a database that has organizations. */
  readonly forceDemo?: boolean | undefined;
  /** Starts also on a database that was moved to another one. */
  readonly allowMoved?: boolean | undefined;
  /** Used instead of `PORT`. */
  readonly port?: string | undefined;
  /** Used instead of `HOST`. */
  readonly host?: string | undefined;
}

/**
 * Starts the server with the settings of the environment and prints its addresses. It runs until SIGTERM or SIGINT,
 * then ends the process.
 *
 * @throws ConfigError when a setting is invalid.
 */
export async function serve(options: ServeOptions = {}): Promise<void> {
  const config = readConfig(withOptions(process.env, options));
  const keys = new GeneratedKeys(config.database, process.stdout.isTTY);
  const output = new LogOutput(process.stdout);
  const logger = await createLogger({ level: config.logLevel, destination: output });
  exitOnUnhandledErrors(logger, output);
  let address = "";
  let demo: Demo | undefined;
  let signInLink: string | undefined;
  const app = await createApp(config, {
    logger,
    allowsMoved: options.allowMoved,
    droppedLogLines: () => output.dropped,
    keepKey: (key) => keys.keep("superadmin", key),
    async listen(server) {
      address = await listen(server, config);
    },
    async prepare(app) {
      const { createdKey } = app.superadmin;
      // Printed before anything else can fail, because a key on a terminal cannot be shown again.
      if (createdKey) print(`${keys.sentence("superadmin", createdKey)}\n`);
      if (options.demo || options.forceDemo) demo = await loadDemo(app, { isForced: options.forceDemo });
      if (demo?.adminKey) keys.keep("demo-admin", demo.adminKey);
      signInLink = await firstSignInLink(app, config, address);
      if (signInLink) keys.keep("sign-in-link", signInLink);
    },
  });
  stopOnSignals({ app, jobs: startWorkers(app), logger, output });
  print(
    greeting({
      origin: config.publicUrl ?? address,
      config,
      keys,
      demo,
      signInLink,
      createdKey: app.superadmin.createdKey,
    }),
  );
}

const withOptions = (environment: NodeJS.ProcessEnv, { port, host }: ServeOptions): NodeJS.ProcessEnv => ({
  ...environment,
  ...(port !== undefined && { PORT: port }),
  ...(host !== undefined && { HOST: host }),
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
