import type { Import, ImportedRow, ImportId } from "../../model.ts";
import type { ImportPortion, StoreReader } from "../../storage/store.ts";
import type { Encryption } from "../auth/encryption.ts";
import type { RunningJob } from "../jobs/running-job.ts";
import type { Context } from "../kernel/context.ts";
import { importContentDeleted, importRefused } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { type DryRunFates, processRows } from "./process-rows.ts";
import { existingImport } from "./read-imports.ts";
import { addToGroups } from "./refusal-groups.ts";
import { openFates, openRows, portionRows, sealFates } from "./stored-portion.ts";

/** A job of an import. */
export interface ImportRun {
  readonly running: RunningJob;
  readonly encryption: Encryption;
  readonly imports: StoreReader["imports"];
  readonly found: Import;
}

/** The next part of the file; of an undo, the number of parts that are done. */
export const portionOf = ({ running }: ImportRun): number =>
  (running.job.checkpoint as { portion: number } | null)?.portion ?? 0;

const isDone = (run: ImportRun): boolean => portionOf(run) * portionRows >= run.found.rows;

export async function startRun(running: RunningJob): Promise<ImportRun> {
  const { services, organizationId } = await running.context();
  const { importId } = running.job.input as { importId: ImportId };
  const reads = services.store.read(organizationId);
  const found = await existingImport(reads, importId);
  return { running, encryption: services.encryption, imports: reads.imports, found };
}

const permission = "imports:write";
const none: DryRunFates = new Map();

/** Finds the fate of every row: applies each part and rolls it back. */
export async function checkImport(running: RunningJob): Promise<void> {
  const run = await startRun(running);
  const { encryption, found } = run;
  const { reason } = found.file;
  while (!isDone(run)) {
    running.signal.throwIfAborted();
    const context = await running.context();
    const portion = await readPortion(run, portionOf(run));
    const rows = openRows(encryption, portion);
    const { fates } = await mutate(context, { permission, reason, isDryRun: true }, async (unitOfWork) => ({
      fates: await processRows(context, unitOfWork, found.kind, { rows, dryRun: none }),
    }));
    await commitPortion(run, portion, async () => fates.map(asRolledBack));
  }
}

/** A new record and the events of what is rolled back do not exist afterwards. */
const asRolledBack = ({ id, seqs: _seqs, ...fate }: ImportedRow): ImportedRow =>
  fate.fate === "create" || id === undefined ? fate : { ...fate, id };

/** Applies the rows, part by part or all at once. */
export async function applyImportRows(running: RunningJob): Promise<void> {
  const run = await startRun(running);
  if (run.found.mode === "atomic") return applyAtOnce(run);
  while (!isDone(run)) {
    const portion = await readPortion(run, portionOf(run));
    await commitPortion(run, portion, (unitOfWork, context) =>
      applyPortion(run, { context, unitOfWork, portion }),
    );
  }
}

interface PortionToApply {
  readonly context: Context;
  readonly unitOfWork: UnitOfWork;
  readonly portion: ImportPortion;
}

function applyPortion(
  { encryption, found }: ImportRun,
  { context, unitOfWork, portion }: PortionToApply,
): Promise<readonly ImportedRow[]> {
  const rows = openRows(encryption, portion);
  const dryRun = new Map(openFates(encryption, portion).map((fate) => [fate.row, fate]));
  return processRows(context, unitOfWork, found.kind, { rows, dryRun });
}

export async function readPortion({ imports, found }: ImportRun, number: number): Promise<ImportPortion> {
  const portion = await imports.portion(found.id, number);
  if (portion === undefined) throw importContentDeleted();
  return portion;
}

/** Commits what `work` does together with the fates, the groups of refusals, the progress and the next part. */
async function commitPortion(
  run: ImportRun,
  { id, portion }: ImportPortion,
  work: (unitOfWork: UnitOfWork, context: Context) => Promise<readonly ImportedRow[]>,
): Promise<void> {
  const { running, found } = run;
  const { reason } = found.file;
  await running.step({ permission, reason }, async (unitOfWork, context) => {
    const fates = await work(unitOfWork, context);
    await storeFates(run, unitOfWork, { id, portion, fates });
    await storeGroups(run, unitOfWork, { portion, fates });
    const done = Math.min((portion + 1) * portionRows, found.rows);
    return {
      outcome: {},
      checkpoint: { portion: portion + 1 },
      progress: { done, total: found.rows },
    };
  });
}

interface ProcessedPortion extends Pick<ImportPortion, "id" | "portion"> {
  readonly fates: readonly ImportedRow[];
}

export function storeFates(
  { encryption, found }: ImportRun,
  { tx }: UnitOfWork,
  { id, portion, fates }: ProcessedPortion,
): Promise<void> {
  return tx.imports.storeFates(found.id, portion, sealFates(encryption, id, fates));
}

/** Adds the refusals of a part to those of the parts before it. */
async function storeGroups(
  { found }: ImportRun,
  { tx }: UnitOfWork,
  { portion, fates }: Pick<ProcessedPortion, "portion" | "fates">,
): Promise<void> {
  if (fates.every(({ fate }) => fate !== "refused") && portion > 0) return;
  const { groups } = portion === 0 ? { groups: [] } : (await existingImport(tx, found.id)).result;
  await tx.imports.storeResult(found.id, { groups: addToGroups(groups, fates) });
}

/** Rows of an atomic import were refused after the dry run: everything is rolled back, and their fates are stored. */
class RowsRefused extends Error {
  readonly portions: readonly { readonly portion: ImportPortion; readonly fates: readonly ImportedRow[] }[];

  constructor(portions: RowsRefused["portions"]) {
    super("rows of an atomic import were refused");
    this.portions = portions;
  }
}

async function applyAtOnce(run: ImportRun): Promise<void> {
  const { running, found } = run;
  const count = Math.ceil(found.rows / portionRows);
  if (portionOf(run) >= count) return;
  const portions: ImportPortion[] = [];
  for (let number = 0; number < count; number++) portions.push(await readPortion(run, number));
  const { reason } = found.file;
  try {
    await running.step({ permission, reason }, async (unitOfWork, context) => {
      const beganAt = performance.now();
      const applied = [];
      for (const portion of portions)
        applied.push({ portion, fates: await applyPortion(run, { context, unitOfWork, portion }) });
      const refused = applied.filter(({ fates }) => fates.some(({ fate }) => fate === "refused"));
      if (refused.length > 0) throw new RowsRefused(refused);
      for (const { portion, fates } of applied) await storeFates(run, unitOfWork, { ...portion, fates });
      const lockMs = Math.round(performance.now() - beganAt);
      await unitOfWork.tx.imports.storeResult(found.id, { groups: [], lockMs });
      const progress = { done: found.rows, total: found.rows };
      return { outcome: {}, checkpoint: { portion: count }, progress };
    });
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
    await storeRefusals(run, error);
  }
}

async function storeRefusals(run: ImportRun, { portions }: RowsRefused): Promise<never> {
  const refused = portions.flatMap(({ fates }) => fates.filter(({ fate }) => fate === "refused"));
  await run.running.step({ permission }, async (unitOfWork) => {
    for (const { portion, fates } of portions)
      await storeFates(run, unitOfWork, { ...portion, fates: fates.map(asRolledBack) });
    await unitOfWork.tx.imports.storeResult(run.found.id, { groups: addToGroups([], refused) });
    return { outcome: {}, checkpoint: { portion: 0 }, progress: { done: 0, total: run.found.rows } };
  });
  throw importRefused(refused.length);
}
