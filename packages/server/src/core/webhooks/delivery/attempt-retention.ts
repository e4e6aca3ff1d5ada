import type { CoreServices } from "../../kernel/context.ts";
import { deleteInBatches } from "../../kernel/delete-in-batches.ts";

/** How long attempts are kept, with the beginning of the response, in milliseconds. */
const attemptsKeptMs = 30 * 24 * 60 * 60 * 1000;

/** Deletes the attempts that are too old; returns how many. */
export function deleteOldAttempts({ store, now }: CoreServices): Promise<number> {
  const before = now() - attemptsKeptMs;
  return deleteInBatches((countMax) => store.platform.webhooks.deleteOldAttempts(before, countMax));
}
