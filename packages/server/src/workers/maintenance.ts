import type { App } from "../app.ts";

const everyMs = 60 * 60 * 1000;

/** Does now and then what no request should wait for, until it is stopped. What fails is tried again the next time. */
export function startMaintenanceJobs({ installation, server }: Pick<App, "installation" | "server">): {
  stop(): Promise<void>;
} {
  const round = () =>
    installation.deleteExpiredIdempotencyKeys().then(
      (count) => server.log.debug({ count }, "forgot old answers"),
      (error) => server.log.warn(error, "could not forget old answers"),
    );
  let current = round();
  const timer = setInterval(() => {
    current = current.then(round);
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
