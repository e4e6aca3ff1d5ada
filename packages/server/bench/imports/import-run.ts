import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { applyImport } from "../../src/core/imports/change-import.ts";
import { createImport } from "../../src/core/imports/create-import.ts";
import { getImport } from "../../src/core/imports/read-imports.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { createOrganization } from "../../src/core/organizations/organizations.ts";
import { createUser } from "../../src/core/users/create-user.ts";
import { jobHandlers } from "../../src/workers/job-handlers.ts";
import { JobRunner } from "../../src/workers/job-runner.ts";
import { databaseOf, settingsOf } from "../world.ts";
import { type Elapsed, elapsedOf } from "./elapsed.ts";

const users = 100;

export interface ImportRunResult {
  readonly dryRun: Elapsed;
  readonly apply: Elapsed;
  /** The database that the import has filled; nobody uses it any more. */
  readonly database: string;
}

/** Imports as many new numbers, each with an alias and a holder, into an empty organization. */
export async function runImport(parent: string, rows: number): Promise<ImportRunResult> {
  const folder = mkdtempSync(join(parent, "import-"));
  const app = await createApp(readConfig(settingsOf(folder)));
  const context = await makeOrganization(app);
  const { id } = await createImport(context, file(rows), { kind: "numbers", mode: "each" });
  const runJobs = async () => {
    const runner = new JobRunner(app.installation.jobs, { handlers: jobHandlers(app), log: app.server.log });
    await runner.idle();
    await runner.stop();
  };
  const dryRun = await elapsedOf(runJobs);
  await applyImport(context, id);
  const apply = await elapsedOf(runJobs);
  const { counts } = await getImport(context, id);
  await app.close();
  if (counts.create !== rows) throw new Error(`${counts.create} of ${rows} rows were imported`);
  return { dryRun, apply, database: databaseOf(folder) };
}

async function makeOrganization(app: App): Promise<Context> {
  const principal = await app.installation.principalOfUser(app.superadmin.userId);
  const call = { dialect: "native", requestId: "bench" } as const;
  const owner = { name: "Olga Owner", email: "olga@acme.example", username: "olga" };
  const made = await createOrganization(app.installation.as(principal, null, call), { name: "acme", owner });
  const context = app.installation.as(principal, made.organization.id, call);
  for (let index = 0; index < users; index++)
    await createUser(context, {
      name: `User ${index}`,
      username: nameOf(index),
      email: `${nameOf(index)}@acme.example`,
      role: "member",
    });
  return context;
}

const nameOf = (index: number): string => `user${index}`;

async function* file(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from("provider,line,alias,holder\n");
  for (let index = 0; index < rows; index++)
    yield Buffer.from(`twilio,+1415${5_000_000 + index},Desk ${index},@${nameOf(index % users)}\n`);
}
