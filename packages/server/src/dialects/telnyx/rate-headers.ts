import type { Quota } from "../../http/admission/rate-limit.ts";

/** The headers of the quota with the least remaining. The reset is in seconds from now, not a timestamp. */
export function rateHeaders(quotas: readonly Quota[]): Readonly<Record<string, string>> {
  const [tightest] = quotas.toSorted((a, b) => a.remaining - b.remaining);
  if (tightest === undefined) return {};
  return {
    "x-ratelimit-limit": String(tightest.limit),
    "x-ratelimit-remaining": String(tightest.remaining),
    "x-ratelimit-reset": String(tightest.resetSeconds),
  };
}
