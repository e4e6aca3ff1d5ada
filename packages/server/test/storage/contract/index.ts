import { afterAll, beforeAll, describe } from "vitest";
import type { Store } from "../../../src/storage/store.ts";
import { apiKeys } from "./api-keys.ts";
import { assignments } from "./assignments.ts";
import { carrierAccounts } from "./carrier-accounts.ts";
import { carrierInboxes } from "./carrier-inboxes.ts";
import { emailBlocks } from "./email-blocks.ts";
import { events } from "./events.ts";
import type { UseStore } from "./fixture.ts";
import { groups } from "./groups.ts";
import { idempotency } from "./idempotency.ts";
import { invitations } from "./invitations.ts";
import { isolation } from "./isolation.ts";
import { numbers } from "./numbers.ts";
import { offboardings } from "./offboardings.ts";
import { organizations } from "./organizations.ts";
import { paging } from "./paging.ts";
import { plans } from "./plans.ts";
import { platform } from "./platform.ts";
import { races } from "./races.ts";
import { routes } from "./routes.ts";
import { search } from "./search.ts";
import { transactions } from "./transactions.ts";
import { users } from "./users.ts";
import { webhooks } from "./webhooks.ts";

const nouns = {
  transactions,
  organizations,
  users,
  emailBlocks,
  groups,
  numbers,
  assignments,
  apiKeys,
  invitations,
  offboardings,
  plans,
  webhooks,
  carrierAccounts,
  carrierInboxes,
  events,
  idempotency,
  platform,
  routes,
  isolation,
  paging,
  search,
  races,
} satisfies Record<string, (use: UseStore, open: () => Promise<Store>) => void>;

/** Registers tests for every guarantee of `src/storage/store.ts`. `open` returns a migrated store without data. */
export function storageContract(engine: string, open: () => Promise<Store>): void {
  describe(`storage on ${engine}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    for (const [noun, register] of Object.entries(nouns)) describe(noun, () => register(() => store, open));
  });
}
