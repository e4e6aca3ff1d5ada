import { LRUCache } from "lru-cache";
import type { OrganizationId } from "../../model.ts";
import type { CountedResource, StoreTransaction } from "../../storage/store.ts";
import { quotaExceeded } from "./errors.ts";
import type { QuotaName } from "./quota-sentence.ts";

/** The most that one organization can have of each resource. */
export type QuotaLimits = Readonly<Record<QuotaName, number>>;

export const defaultQuotas: QuotaLimits = {
  users: 100_000,
  groups: 10_000,
  apiKeys: 10_000,
  numbers: 1_000_000,
  webhooks: 50,
  carrierAccounts: 50,
  offboardingPlans: 100,
  plans: 100,
};

/** Further ones are counted again when they are needed. */
const countsMax = 10_000;

/** What is known of the number of records of one resource. */
interface Count {
  readonly count: number;
  /** The organization's last event when they were counted. */
  readonly seq: number;
}

/** The change that adds a record: its transaction, and what bounds the number of records since they were counted. */
export interface AddingChange {
  readonly tx: StoreTransaction;
  /** The number of the organization's last event before this change. Known once the first change has been made. */
  readonly head: () => number;
  /** The number of events that this change has recorded so far. */
  readonly recorded: () => number;
  /** Calls `effect` after the commit. */
  readonly afterCommit: (effect: () => void) => void;
}

/**
 * Enforces the quotas of organizations. Records are counted only near the limit: every added record has an event, so that
 * there are at most as many records as were counted last, and events since. Transactions of one organization are serialized,
 * so that two cannot share the last place.
 */
export class Quotas {
  readonly limits: QuotaLimits;
  readonly #counts = new LRUCache<string, Count>({ max: countsMax });

  constructor(limits: Partial<QuotaLimits> = {}) {
    this.limits = { ...defaultQuotas, ...limits };
  }

  /**
   * Throws when the organization has too many records. Called after a record is inserted, so that its other errors take
   * precedence, and before its event is recorded.
   */
  async requireWithin(
    resource: CountedResource,
    organizationId: OrganizationId,
    { tx, head, recorded, afterCommit }: AddingChange,
  ): Promise<void> {
    const limit = this.limits[resource];
    const key = `${organizationId} ${resource}`;
    const known = this.#counts.get(key) ?? { count: 0, seq: 0 };
    const seq = head();
    const events = seq - known.seq;
    // Fewer events than before: a failover has lost some.
    if (events >= 0 && known.count + events + recorded() + 1 <= limit) return;
    const count = await tx.usage.count(resource);
    if (count > limit) throw quotaExceeded({ quota: resource, used: count - 1, limit });
    afterCommit(() => this.#counts.set(key, { count, seq }));
  }

  /** Like `requireWithin`, for stored plans, which have no events and expire. */
  async requirePlanWithin(tx: StoreTransaction, since: number): Promise<void> {
    const limit = this.limits.offboardingPlans;
    const count = await tx.usage.countPlans(since);
    if (count > limit) throw quotaExceeded({ quota: "offboardingPlans", used: count - 1, limit });
  }

  /** Like `requirePlanWithin`, for plans over numbers. */
  async requireOpenPlansWithin(tx: StoreTransaction, since: number): Promise<void> {
    const limit = this.limits.plans;
    const count = await tx.plans.countOpen(since);
    if (count > limit) throw quotaExceeded({ quota: "plans", used: count - 1, limit });
  }
}
