import { createImport, type NewImportFile } from "../../src/core/imports/create-import.ts";
import { listImportRows } from "../../src/core/imports/read-imports.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import type { Import, ImportedRow, ImportId, OrganizationId } from "../../src/model.ts";
import { jobHandlers } from "../../src/workers/job-handlers.ts";
import { JobRunner, type JobRunnerOptions } from "../../src/workers/job-runner.ts";
import type { RunningApp } from "./app.ts";

/** The superadmin, bound to the organization, or to the whole platform with null. */
export async function platformContext(
  { installation, superadmin }: Pick<RunningApp, "installation" | "superadmin">,
  id: OrganizationId | null,
): Promise<Context> {
  const principal = await installation.principalOfUser(superadmin.userId);
  return installation.as(principal, id, { dialect: "native", requestId: "test-request" });
}

export async function* bytesOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** Uploads a file whose lines are the texts. */
export const upload = (
  context: Context,
  lines: readonly string[],
  options: Partial<NewImportFile> = {},
): Promise<Import> =>
  createImport(context, bytesOf(lines.map((line) => `${line}\n`).join("")), {
    kind: "numbers",
    mode: "each",
    ...options,
  });

/** Runs jobs as soon as they are enqueued, until it is stopped. */
export const startJobs = (
  app: Pick<RunningApp, "installation" | "server">,
  options: Partial<JobRunnerOptions> = {},
): JobRunner =>
  new JobRunner(app.installation.jobs, { handlers: jobHandlers(app), log: app.server.log, ...options });

/** Runs every job that is due. */
export async function runJobs(
  app: Pick<RunningApp, "installation" | "server">,
  options: Partial<JobRunnerOptions> = {},
): Promise<void> {
  const runner = startJobs(app, options);
  await runner.idle();
  await runner.stop();
}

export async function fatesOf(context: Context, id: ImportId): Promise<readonly ImportedRow[]> {
  const rows: ImportedRow[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await listImportRows(context, id, undefined, { limit: 200, cursor });
    rows.push(...items);
    if (nextCursor === null) return rows;
    cursor = nextCursor;
  }
}
