import { createHash } from "node:crypto";
import type { Import, ImportId, ImportMode, Job } from "../../model.ts";
import type { NewPortion } from "../../storage/store.ts";
import { enqueueJob } from "../jobs/enqueue-job.ts";
import type { Context } from "../kernel/context.ts";
import {
  importBytesExceeded,
  importContentDeleted,
  importNotAtomic,
  importRunning,
} from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { DuplicateRows } from "./duplicate-rows.ts";
import { existingImport } from "./read-imports.ts";
import { type ImportFileOptions, openImportFile } from "./reading/open-import-file.ts";
import type { ReadRow } from "./reading/rows.ts";
import { portionRows, sealPreview, sealRows } from "./stored-portion.ts";

/** Rows of an atomic import. It holds the lock of the organization for about a second. */
export const atomicRowsMax = 2000;

/** Stored bytes of all files of an organization. They are encrypted and in base64. */
const storedBytesMax = 1024 * 1024 * 1024;

/** Parts of a file that are stored in one commit. */
const portionsPerCommit = 10;
/** Rows can be long: so many bytes of parts are held in memory before they are stored. */
const bytesPerCommit = 4 * 1024 * 1024;

/** At most one job of an organization's imports is open. */
const importJobKey = "import";

export interface NewImportFile extends ImportFileOptions {
  readonly mode: ImportMode;
  /** Stored with the events of an apply; overrides cooling and reservations. */
  readonly reason?: string | undefined;
}

const options = { permission: "imports:write" } as const;

/**
 * Reads a file while it arrives, stores its rows, and enqueues the dry run. Throws when the file cannot be read, is too
 * large, or another import of the organization is running; nothing is stored then.
 */
export async function createImport(
  context: Context,
  source: AsyncIterable<Uint8Array>,
  input: NewImportFile,
): Promise<Import> {
  const reads = await context.reads("imports:write");
  const digest = createHash("sha256");
  const file = await openImportFile(digested(source, digest), input);
  const id = context.services.createId<ImportId>();
  const once = context.withoutIdempotency();
  const { kind, mode, reason } = input;
  await mutate(once, options, async ({ tx, at }) => {
    const { userId: createdBy } = context.principal;
    await tx.imports.create({ id, kind, mode, createdBy, createdAt: at });
    return {};
  });
  try {
    const rows = await storeRows(once, id, { rows: file.rows, input });
    const { columns, preview, notes } = file;
    const facts = { columns, notes, ...(reason !== undefined && { reason }) };
    const sealed = sealPreview(context.services.encryption, id, preview);
    const outcome = await mutate(withDigest(context, digest.digest("hex")), options, async (unitOfWork) => {
      const { contentDeletedAt } = await existingImport(unitOfWork.tx, id);
      if (contentDeletedAt !== null) throw importContentDeleted();
      await unitOfWork.tx.imports.complete(id, { facts, preview: sealed, rows });
      await startJob(context, unitOfWork, { id, phase: "check", rows });
      return { id };
    });
    context.services.jobWakeups.notify();
    // The outcome of an earlier request with the idempotency key.
    if (outcome.id !== id) await deleteImport(once, id);
    return existingImport(reads, outcome.id);
  } catch (error) {
    await deleteImport(once, id);
    throw error;
  }
}

async function* digested(
  source: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    digest.update(chunk);
    yield chunk;
  }
}

/** The same request has the same file. */
function withDigest(context: Context, digest: string): Context {
  const { idempotency } = context.call;
  if (idempotency === undefined) return context;
  return context.withIdempotency({ ...idempotency, fingerprint: `${idempotency.fingerprint} ${digest}` });
}

interface RowsOfFile {
  readonly rows: AsyncIterable<ReadRow>;
  readonly input: Pick<NewImportFile, "kind" | "mode">;
}

/** Returns the number of rows. */
async function storeRows(context: Context, id: ImportId, { rows, input }: RowsOfFile): Promise<number> {
  const duplicates = new DuplicateRows(input.kind);
  let bytes = await context.services.store.read(context.organizationId).imports.storedBytes();
  let count = 0;
  let rowsOfPortion: ReadRow[] = [];
  let portions: NewPortion[] = [];
  const sealPortion = () => {
    portions.push(toPortion(context, rowsOfPortion, Math.ceil(count / portionRows) - 1));
    rowsOfPortion = [];
  };
  const store = async () => {
    await storePortions(context, id, portions);
    bytes += bytesOf(portions);
    if (bytes > storedBytesMax) throw importBytesExceeded(storedBytesMax);
    portions = [];
  };
  for await (const row of rows) {
    count += 1;
    if (input.mode === "atomic" && count > atomicRowsMax) throw importNotAtomic(atomicRowsMax);
    rowsOfPortion.push(duplicates.check(row));
    if (rowsOfPortion.length === portionRows) sealPortion();
    if (portions.length === portionsPerCommit || bytesOf(portions) > bytesPerCommit) await store();
  }
  if (rowsOfPortion.length > 0) sealPortion();
  if (portions.length > 0) await store();
  return count;
}

const bytesOf = (portions: readonly NewPortion[]): number =>
  portions.reduce((sum, { content }) => sum + content.length, 0);

function toPortion({ services }: Context, rows: readonly ReadRow[], portion: number): NewPortion {
  const id = services.createId();
  return { id, portion, content: sealRows(services.encryption, id, rows) };
}

async function storePortions(context: Context, id: ImportId, portions: readonly NewPortion[]): Promise<void> {
  await mutate(context, options, async ({ tx }) => {
    for (const portion of portions) await tx.imports.addPortion(id, portion);
    return {};
  });
}

const jobKinds = { check: "importCheck", apply: "importApply", undo: "importUndo" } as const;

/** Enqueues the job of a phase, as a part of another operation, and returns it. Throws when another import is running. */
export async function startJob(
  context: Context,
  unitOfWork: UnitOfWork,
  {
    id,
    phase,
    rows,
  }: { readonly id: ImportId; readonly phase: keyof typeof jobKinds; readonly rows: number },
): Promise<Job> {
  const job = await enqueueJob(context, unitOfWork, {
    kind: jobKinds[phase],
    input: { importId: id },
    key: importJobKey,
    total: rows,
  });
  if (job === undefined) throw importRunning();
  await unitOfWork.tx.imports.startPhase(id, phase, job.id);
  return job;
}

async function deleteImport(context: Context, id: ImportId): Promise<void> {
  await mutate(context, options, async ({ tx }) => {
    await tx.imports.delete(id);
    return {};
  });
}
