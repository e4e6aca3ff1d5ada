import { type Logger, pino } from "pino";
import { expect, test } from "vitest";
import { pinoOptions } from "../../src/http/observability/logger.ts";
import { openStore } from "../../src/storage/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { JobRunner } from "../../src/workers/job-runner.ts";
import { startMaintenanceSchedule } from "../../src/workers/maintenance.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { makeDatabase } from "../helpers/engines.ts";
import { startRequestVariants } from "../helpers/request-variants.ts";
import { hostileErrors } from "./hostile-errors.ts";
import { markers, secretsOf } from "./pii-markers.ts";

const secretsOfMarkers = Object.values(markers).map((value) =>
  value === markers.line ? value.slice(-8) : value,
);

const linesOf = (log: (logger: Logger) => void): string => {
  const lines: string[] = [];
  log(pino(pinoOptions("trace"), { write: (line) => void lines.push(line) }) as Logger);
  return lines.join("");
};

test.each(hostileErrors.map((create) => [create()]))("logs nothing personal of %s", (error) => {
  const text = linesOf((logger) => {
    logger.error({ err: error }, "it failed");
    logger.error({ err: error });
    if (!(error instanceof Error)) return;
    logger.error(error);
    logger.error(error, "it failed");
    logger.child({ reqId: "r" }).warn({ cause: error }, "it failed");
    logger.warn("it failed: %s", error);
    logger.warn({ count: 1 }, "it failed: %o", error);
  });
  for (const secret of secretsOfMarkers) expect(text).not.toContain(secret);
  expect(text).toContain('"type":"');
  expect(text).toContain('"msg":"it failed"');
});

test("keeps what identifies an error: its type, code, schema objects and calls", () => {
  const text = linesOf((logger) => logger.error(hostileErrors[2]?.()));
  const { err, msg } = JSON.parse(text);
  expect(err).toMatchObject({ type: "DatabaseError", code: "23514" });
  expect(err.message).toBe('new row for relation "users" violates check constraint "name"');
  expect(err.stack).toMatch(/^ {4}at databaseError \(.*hostile-errors\.ts:\d+:\d+\)\n/);
  expect(msg).toBe(err.message);
});

/** Rejects every call to the database while `failure.create` is set. */
function failing(store: Store, failure: { create?: (() => unknown) | undefined }): Store {
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, property) {
        const value = Reflect.get(object, property, object);
        if (typeof value === "function")
          return (...values: unknown[]) => {
            if (failure.create !== undefined && property !== "close" && property !== "read")
              return Promise.reject(failure.create());
            const result = value.apply(object, values);
            return property === "read" ? wrap(result) : result;
          };
        return property !== "stats" && typeof value === "object" && value !== null ? wrap(value) : value;
      },
    });
  return wrap(store);
}

test("whatever the database rejects with, no operation or job logs or returns it", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  const failure: { create?: (() => unknown) | undefined } = {};
  const app: RunningApp = await startApp({ database, store: failing(await openStore(database), failure) });
  const variants = await startRequestVariants(app);
  const refusals: string[] = [];
  for (const [index, operation] of variants.operations.entries())
    for (let shift = 0; shift < 4; shift++) {
      failure.create = hostileErrors[(index * 4 + shift) % hostileErrors.length];
      const { status, text } = await variants.send(operation, { what: "as it is" });
      // Lookups are answered from memory.
      if (status >= 400) refusals.push(text);
    }
  for (const create of hostileErrors) {
    failure.create = create;
    await startMaintenanceSchedule(app).stop();
    await runJobs(app, create);
    failure.create = undefined;
    app.clock.now += 60 * 60_000;
    await startMaintenanceSchedule(app).stop();
    await runJobs(app, create);
  }
  failure.create = undefined;
  const jobs = JSON.stringify(await variants.database.rows("jobs"));
  await variants.database.close();
  await app.close();
  await drop();
  const said = [...app.logged, ...refusals, jobs].join("\n").replaceAll(/"time":\d+/g, "");
  expect(said).toContain('"code":"internal"');
  expect(said).toContain("could not schedule the maintenance");
  expect(said).toContain("could not claim a job");
  expect(said).toContain("an attempt of a job failed");
  for (const secret of new Set([...secretsOfMarkers, ...secretsOf(variants.world)]))
    expect(excerptAround(said, secret), secret).toBe("");
});

/** Runs the jobs that are due with a handler that fails. */
async function runJobs({ installation, server }: RunningApp, create: () => unknown): Promise<void> {
  const fail = async () => {
    throw create();
  };
  const runner = new JobRunner(installation.jobs, { handlers: { maintenance: fail }, log: server.log });
  await runner.idle();
  await runner.stop();
}

function excerptAround(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return at === -1 ? "" : text.slice(Math.max(0, at - 200), at + 100);
}
