import { LRUCache } from "lru-cache";
import type { Principal } from "../../core/auth/access.ts";

/** How many requests a minute one credential may make, and all credentials of one organization together. */
export interface RateLimit {
  readonly perCredential: number;
  readonly perOrganization?: number | undefined;
}

/** What is left to a caller of one of the two. */
export interface Quota {
  readonly of: "credential" | "organization";
  readonly limit: number;
  readonly remaining: number;
  /** Until all of it is there again. */
  readonly resetSeconds: number;
}

export interface Taken {
  readonly quotas: readonly Quota[];
  /** Set when this request is one too many. */
  readonly retryAfterSeconds?: number | undefined;
}

export const windowSeconds = 60;

/** As many callers are counted at a time; one more, and the one who has been quiet longest begins anew. */
const countedMax = 100_000;

/** Counts one request of the caller. */
export type TakeQuota = (caller: Pick<Principal, "credentialId" | "organizationId">) => Taken;

/**
 * Counts in windows of a minute, which begin with a caller's first request. Only known credentials are counted:
 * a flood of wrong ones costs no memory. A request that one credential may not make is not counted against its
 * organization. `now` is in milliseconds.
 */
export function createTakeQuota({ perCredential, perOrganization }: RateLimit, now: () => number): TakeQuota {
  const credentials = createCounter("credential", perCredential, now);
  const organizations = perOrganization && createCounter("organization", perOrganization, now);
  return ({ credentialId, organizationId }) => {
    const own = credentials(credentialId);
    if (!organizations || organizationId === null) return taken([own]);
    if (own.isOver) return taken([own]);
    return taken([own, organizations(organizationId)]);
  };
}

interface Count extends Quota {
  readonly isOver: boolean;
}

function taken(counts: readonly Count[]): Taken {
  return {
    quotas: counts,
    retryAfterSeconds: counts.find(({ isOver }) => isOver)?.resetSeconds,
  };
}

function createCounter(of: Quota["of"], limit: number, now: () => number): (name: string) => Count {
  const windows = new LRUCache<string, Window>({ max: countedMax });
  return (name) => {
    const at = now();
    const known = windows.get(name);
    const window = known && isOpen(known, at) ? known : { beganAt: at, count: 0 };
    if (window !== known) windows.set(name, window);
    window.count += 1;
    return {
      of,
      limit,
      remaining: Math.max(0, limit - window.count),
      resetSeconds: windowSeconds - Math.floor((at - window.beganAt) / 1000),
      isOver: window.count > limit,
    };
  };
}

interface Window {
  readonly beganAt: number;
  count: number;
}

/** A clock that is set back must lock nobody out. */
const isOpen = ({ beganAt }: Window, at: number): boolean =>
  at >= beganAt && at < beganAt + windowSeconds * 1000;
