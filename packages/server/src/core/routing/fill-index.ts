import { setImmediate } from "node:timers/promises";
import type { RouteIndex } from "../../routing/route-index.ts";
import type { RouteReader } from "../../storage/store.ts";

export type OnProgress = (what: string, count: number) => void;

/**
 * Reads everything that a route may lead through into an empty index. What refers to something comes after it,
 * and other requests are served between two portions.
 */
export async function fillIndex(
  index: RouteIndex,
  routes: RouteReader,
  signal: AbortSignal,
  onRead: OnProgress = () => {},
): Promise<void> {
  const fill = async <Item>(
    what: string,
    portions: AsyncIterable<readonly Item[]>,
    take: (item: Item) => void,
  ) => {
    let count = 0;
    for await (const portion of portions) {
      for (const item of portion) take(item);
      count += portion.length;
      onRead(what, count);
      await setImmediate();
      signal.throwIfAborted();
    }
  };
  await fill("organizations", routes.organizations(), (it) => index.setOrganization(it));
  await fill("users", routes.users(), (it) => index.setUser(it.organizationId, it));
  await fill("numbers", routes.numbers(), (it) => index.setNumber(it.organizationId, it));
  await fill("assignments", routes.assignments(), (it) => index.setAssignment(it));
}
