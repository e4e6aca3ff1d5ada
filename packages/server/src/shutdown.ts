import type { Logger } from "pino";
import type { App } from "./app.ts";
import { shutdownMaxMs } from "./http/limits.ts";
import type { LogOutput } from "./http/observability/log-output.ts";
import type { RepeatedJob } from "./workers/repeated-job.ts";

/** Time for the reader of the log to take the last lines. */
const flushMs = 500;

export interface RunningServer {
  readonly app: App;
  readonly jobs: RepeatedJob;
  readonly logger: Logger;
  readonly output: LogOutput;
}

/** Ends the process on SIGTERM or SIGINT: after the requests in flight, and in any case after `shutdownMaxMs`. */
export function stopOnSignals({ app, jobs, logger, output }: RunningServer): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    // Not `process.exit`, which waits for threads of the pool, and one may hang in the disk.
    setTimeout(() => process.kill(process.pid, "SIGKILL"), shutdownMaxMs).unref();
    let code = 0;
    try {
      await jobs.stop();
      await app.close();
    } catch (error) {
      code = 1;
      logger.error({ err: error }, "the shutdown failed");
    }
    await output.flush(flushMs);
    process.exit(code);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
}

/** Logs an error that nothing handles, and ends the process. Node would print it with all of its properties. */
export function exitOnUnhandledErrors(logger: Logger, output: LogOutput): void {
  // Also called for rejections that nothing handles.
  process.on("uncaughtException", async (error) => {
    logger.fatal({ err: error }, "unhandled error");
    await output.flush(flushMs);
    process.exit(1);
  });
}
