import { setImmediate } from "node:timers/promises";
import type { RouteIndex } from "../../routing/route-index.ts";
import type { RouteReader } from "../../storage/store.ts";

export type OnProgress = (what: string, count: number) => void;

/**
 * Reads all records that lookups need into an empty index, referenced records first. Yields to other requests after
 * every batch. Throws when the signal is aborted.
 */
export async function fillIndex(
  index: RouteIndex,
  routes: RouteReader,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<void> {
  const fill = async <Item>(
    what: string,
    batches: AsyncIterable<readonly Item[]>,
    set: (item: Item) => void,
  ) => {
    let count = 0;
    for await (const batch of batches) {
      index.batch(batch.length, () => {
        for (const item of batch) set(item);
      });
      count += batch.length;
      onProgress(what, count);
      await setImmediate();
      signal.throwIfAborted();
    }
  };
  await fill("organizations", routes.organizations(), (it) => index.setOrganization(it));
  await fill("users", routes.users(), (it) => index.setUser(it.organizationId, it));
  await fill("numbers", routes.numbers(), (it) => index.setNumber(it.organizationId, it));
  await fill("assignments", routes.assignments(), (it) => index.setAssignment(it));
}
