import { LRUCache } from "lru-cache";
import type { Principal } from "../../core/auth/access.ts";

/** Maximum requests per minute of one credential, and of all credentials of one organization together. */
export interface RateLimit {
  readonly perCredential: number;
  readonly perOrganization?: number | undefined;
}

/** The state of one of the two limits for a caller. */
export interface Quota {
  readonly of: "credential" | "organization";
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends and the limit is available again. */
  readonly resetSeconds: number;
}

export interface QuotaResult {
  readonly quotas: readonly Quota[];
  /** Set if this request exceeds a limit. */
  readonly retryAfterSeconds?: number | undefined;
}

export const windowSeconds = 60;

/** Maximum number of windows of each kind. Beyond it, the least recently used window is dropped. */
export const windowsMax = 100_000;

type Caller = Pick<Principal, "credentialId" | "organizationId">;

/** Counts one request of the caller against its limits. A request that is counted already has the same result again. */
export type TakeQuota = (caller: Caller, request: object) => QuotaResult;

/**
 * Counts in windows of one minute that begin with a caller's first request. Only valid credentials are counted, so
 * that a flood of invalid ones uses no memory. A request that exceeds the limit of its credential is not counted
 * against its organization. `now` is in milliseconds.
 */
export function createTakeQuota({ perCredential, perOrganization }: RateLimit, now: () => number): TakeQuota {
  const credentials = createCounter("credential", perCredential, now);
  const organizations = perOrganization && createCounter("organization", perOrganization, now);
  const results = new WeakMap<object, QuotaResult>();
  const take = ({ credentialId, organizationId }: Caller): QuotaResult => {
    const credential = credentials(credentialId);
    if (!organizations || organizationId === null || credential.isExceeded) return toResult([credential]);
    return toResult([credential, organizations(organizationId)]);
  };
  return (caller, request) => {
    const known = results.get(request);
    if (known !== undefined) return known;
    const result = take(caller);
    results.set(request, result);
    return result;
  };
}

interface Count extends Quota {
  readonly isExceeded: boolean;
}

function toResult(counts: readonly Count[]): QuotaResult {
  return {
    quotas: counts,
    retryAfterSeconds: counts.find(({ isExceeded }) => isExceeded)?.resetSeconds,
  };
}

function createCounter(of: Quota["of"], limit: number, now: () => number): (id: string) => Count {
  const windows = new LRUCache<string, Window>({ max: windowsMax });
  return (id) => {
    const at = now();
    const current = windows.get(id);
    const window = current && isOpen(current, at) ? current : { beganAt: at, count: 0 };
    if (window !== current) windows.set(id, window);
    window.count += 1;
    return {
      of,
      limit,
      remaining: Math.max(0, limit - window.count),
      resetSeconds: windowSeconds - Math.floor((at - window.beganAt) / 1000),
      isExceeded: window.count > limit,
    };
  };
}

interface Window {
  readonly beganAt: number;
  count: number;
}

/** A window that begins in the future is closed: a clock that was set back must not lock a caller out. */
const isOpen = ({ beganAt }: Window, at: number): boolean =>
  at >= beganAt && at < beganAt + windowSeconds * 1000;
