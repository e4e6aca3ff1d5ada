import { inboundHolderOf } from "./assignments.ts";
import { lineOf } from "./lines.ts";
import type { Log } from "./log.ts";
import { liveNumbersOf } from "./numbers.ts";
import { type User, usersOf } from "./users.ts";

/** The endpoints from which a call returns to the user. */
export const callLoopsOf = (log: Log, user: User, endpoints = user.endpoints): readonly string[] =>
  endpoints.filter((endpoint) => reachedFrom(log, user, [endpoint], []).includes(user.serial));

/** Everybody whose phones ring when these endpoints are called; the user themselves forwards no call. */
function reachedFrom(
  log: Log,
  user: User,
  endpoints: readonly string[],
  known: readonly number[],
): readonly number[] {
  let reached = known;
  for (const holder of endpoints.flatMap((endpoint) => holdersAt(log, endpoint))) {
    if (reached.includes(holder.serial)) continue;
    if (holder.serial === user.serial) reached = [...reached, holder.serial];
    else if (holder.status === "active")
      reached = reachedFrom(log, user, holder.endpoints, [...reached, holder.serial]);
  }
  return reached;
}

/**
 * The inbound holders of the line that the endpoint is, at every provider. Lines of a sequence have nine digits after the
 * code of their country.
 */
function holdersAt(log: Log, endpoint: string): readonly User[] {
  const digit = /^tel:\+(?:1|34|41)\d{8}(\d)$/.exec(endpoint)?.[1];
  const numbers = liveNumbersOf(log).filter(({ serial }) => String(lineOf(log, serial).digit) === digit);
  return numbers.flatMap(({ serial }) => usersOf(log)[(inboundHolderOf(log, serial)?.user ?? 0) - 1] ?? []);
}
