import type { Timestamp } from "../../model.ts";

/** The resources whose records are counted. */
export type CountedResource = "users" | "groups" | "apiKeys" | "numbers" | "webhooks" | "carrierAccounts";

export interface UsageReader {
  /** The number of records of the organization that are in use: not removed, deleted, revoked or released. */
  count(resource: CountedResource): Promise<number>;
  /** The number of offboarding plans that were made after `since` and are not applied. */
  countPlans(since: Timestamp): Promise<number>;
}
