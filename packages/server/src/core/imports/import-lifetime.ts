import type { CoreServices } from "../kernel/context.ts";
import { deleteInBatches } from "../kernel/delete-in-batches.ts";

const hourMs = 60 * 60 * 1000;

/** How long the content of a file is kept after the import has ended, in milliseconds. */
const importContentMs = 24 * hourMs;
/** How long the fates of the rows are kept after the import has ended; shorter than its jobs. */
const importRetentionMs = 30 * 24 * hourMs - hourMs;

/** Deletes the contents and the imports that have expired; returns the number of deleted parts. */
export async function deleteExpiredImports({ store, now }: CoreServices): Promise<number> {
  const { platform } = store;
  const at = now();
  const of = { before: at - importContentMs, at };
  const contents = await deleteInBatches((countMax) => platform.deleteImportContents(of, countMax));
  const parts = await deleteInBatches((countMax) => platform.deleteImports(at - importRetentionMs, countMax));
  return contents + parts;
}
