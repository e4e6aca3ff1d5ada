import { exitCodes } from "./exit-code-list.ts";
import type { Io } from "./io.ts";

/** What a command reads and writes in a process. The first interrupt aborts its requests, the second ends it. */
export function processIo(): Io {
  const controller = new AbortController();
  let interrupts = 0;
  const interrupt = () => {
    if (++interrupts > 1) process.exit(exitCodes.interrupted);
    controller.abort(new Error("Interrupted."));
  };
  // Listening replaces the behaviour of the runtime, which the server's own commands need.
  const listen = () => process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  // A reader that ends early, such as `head`, is no failure.
  const endQuietly = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(exitCodes.done);
  };
  process.stdout.on("error", endQuietly);
  return {
    args: process.argv.slice(2),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    get signal() {
      if (process.listenerCount("SIGINT") === 0) listen();
      return controller.signal;
    },
  };
}
