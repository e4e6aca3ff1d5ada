import { setTimeout } from "node:timers/promises";
import type { Import, ImportId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { importStateOf, isImportRunning } from "./import-state.ts";
import { getImport } from "./read-imports.ts";

export interface FollowImportOptions {
  /** Ends the iteration. */
  readonly signal: AbortSignal;
  /** The interval between two reads, in milliseconds. */
  readonly pollMs: number;
  /** Throws when the caller may no longer read the import. Called before every read but the first. */
  readonly recheckAccess: () => Promise<void>;
}

/** Yields an import, and again whenever it has changed, until it has no job that runs. */
export async function* followImport(
  context: Context,
  first: Import,
  { signal, pollMs, recheckAccess }: FollowImportOptions,
): AsyncGenerator<Import> {
  const id: ImportId = first.id;
  let sent: string | undefined;
  for (let found = first; ; found = await getImport(context, id)) {
    const current = JSON.stringify([importStateOf(found), found.job?.progress, found.counts]);
    if (current !== sent) yield found;
    sent = current;
    if (!isImportRunning(found)) return;
    if (await isAborted(signal, pollMs)) return;
    await recheckAccess();
  }
}

/** Resolves after `ms`, or to true as soon as the signal is aborted. */
const isAborted = (signal: AbortSignal, ms: number): Promise<boolean> =>
  setTimeout(ms, false, { signal }).catch(() => true);
