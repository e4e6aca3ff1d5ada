import { applyImport } from "../../src/core/imports/change-import.ts";
import { applyImportRows, checkImport } from "../../src/core/imports/run-import.ts";
import type { ImportId, Job, JobId, OrganizationId } from "../../src/model.ts";
import type { RunningApp } from "./app.ts";
import { platformContext, runJobs, upload } from "./import-files.ts";

let added = 0;

/** Adds a pending job of the organization that no worker runs. */
export async function addJob({ store }: Pick<RunningApp, "store">, id: OrganizationId): Promise<Job> {
  added += 1;
  const job = await store.write(id, (tx) =>
    tx.jobs.enqueue({
      id: `a${String(added).padStart(23, "0")}` as JobId,
      ...{ kind: "maintenance", input: {}, progress: { done: 0, total: null }, creator: null },
      ...{ createdAt: 0, runAfter: Date.UTC(2099, 0) },
    }),
  );
  if (job === undefined) throw new Error("the job was not added");
  return job;
}

/** An import of the organization whose dry run is done. */
export async function addCheckedImport(
  app: Pick<RunningApp, "installation" | "superadmin" | "server">,
  id: OrganizationId,
): Promise<string> {
  const context = await platformContext(app, id);
  imported += 1;
  const line = `+1438${String(imported).padStart(7, "0")}`;
  const { id: importId } = await upload(context, ["provider,line", `twilio,${line}`, `sinch,${line}`]);
  await runJobs(app, { handlers: { importCheck: checkImport } });
  return importId;
}
let imported = 0;

/** An import of the organization that is applied. */
export async function addAppliedImport(
  app: Pick<RunningApp, "installation" | "superadmin" | "server">,
  id: OrganizationId,
): Promise<string> {
  const importId = (await addCheckedImport(app, id)) as ImportId;
  await applyImport(await platformContext(app, id), importId);
  await runJobs(app, { handlers: { importApply: applyImportRows } });
  return importId;
}

/** Schedules the maintenance, which no worker runs, and returns the id of the job. */
export async function addPlatformJob({
  installation,
  ask,
}: Pick<RunningApp, "installation" | "ask">): Promise<string> {
  await installation.scheduleMaintenance();
  return (await ask("GET /registry/v1/jobs?state=pending")).json.items[0].id;
}
