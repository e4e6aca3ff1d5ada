import type { CoreServices } from "../kernel/context.ts";
import { deleteInBatches } from "../kernel/delete-in-batches.ts";

/** How long a session is kept after its latest end, so that the history can be traced to it, in milliseconds. */
const keptMs = 90 * 24 * 60 * 60_000;

/** Deletes old sessions; returns their number. */
export function deleteExpiredSessions({ store, now }: CoreServices): Promise<number> {
  const before = now() - keptMs;
  return deleteInBatches((countMax) => store.platform.deleteExpiredSessions(before, countMax));
}
