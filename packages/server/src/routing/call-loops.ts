import type { UserId } from "../model.ts";
import type { RoutedUser } from "./route-input.ts";

/** Returns the inbound holders of these lines in the user's organization, whatever their status. */
export type FindHolders = (lines: readonly string[]) => readonly RoutedUser[];
type ForwardingUser = Pick<RoutedUser, "id" | "endpoints">;

/** A call that is forwarded through more users than this counts as a loop; limits the work of a lookup. */
export const forwardingUsersMax = 16;

const telPrefix = "tel:";

/** Whether one of the endpoints, with separators between them, can form a call loop. */
export const mayLoop = (endpoints: string): boolean => endpoints.includes(telPrefix);

/**
 * Finds the `tel:` endpoints of a user that form a call loop: a call to the endpoint returns to the user, as the
 * inbound holder of the line or through the endpoints of other active users. Yields lines and expects their inbound
 * holders, so that the same search runs on memory and on a database.
 */
function* searchCallLoops({
  id,
  endpoints,
}: ForwardingUser): Generator<readonly string[], readonly string[], readonly RoutedUser[]> {
  const loops: string[] = [];
  for (const endpoint of endpoints) if (yield* returnsTo(id, linesOf([endpoint]))) loops.push(endpoint);
  return loops;
}

/** The endpoints that form a call loop, in their order. `findHolders` must not wait. */
export function findCallLoops(user: ForwardingUser, findHolders: FindHolders): readonly string[] {
  // Without a search, which would take a tenth of a lookup.
  if (!user.endpoints.some(isTelephone)) return [];
  const search = searchCallLoops(user);
  let step = search.next();
  while (!step.done) step = search.next(findHolders(step.value));
  return step.value;
}

/** Like `findCallLoops`, for holders that are read from a database. */
export async function readCallLoops(
  user: ForwardingUser,
  readHolders: (lines: readonly string[]) => Promise<readonly RoutedUser[]>,
): Promise<readonly string[]> {
  const search = searchCallLoops(user);
  let step = search.next();
  while (!step.done) step = search.next(await readHolders(step.value));
  return step.value;
}

function* returnsTo(
  id: UserId,
  dialled: readonly string[],
): Generator<readonly string[], boolean, readonly RoutedUser[]> {
  const reached = new Set<UserId>();
  let lines = dialled;
  while (lines.length > 0) {
    const next: string[] = [];
    for (const holder of yield lines) {
      if (holder.id === id) return true;
      if (holder.status !== "active" || reached.has(holder.id)) continue;
      reached.add(holder.id);
      next.push(...linesOf(holder.endpoints));
    }
    if (reached.size > forwardingUsersMax) return true;
    lines = next;
  }
  return false;
}

const isTelephone = (endpoint: string): boolean => endpoint.startsWith(telPrefix);

const linesOf = (endpoints: readonly string[]): string[] =>
  endpoints.filter(isTelephone).map((endpoint) => endpoint.slice(telPrefix.length));
