import type { Timestamp } from "../../model.ts";
import type { CountedResource, UsageReader } from "../contract/usage.ts";
import { firstOrThrow } from "../sql.ts";
import { BoundQueries } from "./bound-queries.ts";

const inUse: Readonly<Record<CountedResource, string>> = {
  users: "users where organization_id = $1 and status <> 'removed'",
  groups: "user_groups where organization_id = $1 and deleted_at is null",
  apiKeys: "api_keys where organization_id = $1 and revoked_at is null",
  numbers: "numbers where organization_id = $1 and released_at is null",
  webhooks: "webhooks where organization_id = $1",
  carrierAccounts: "carrier_accounts where organization_id = $1",
};
const openPlans = "offboardings where organization_id = $1 and status = 'planned' and planned_at > $2";

export class UsageQueries extends BoundQueries implements UsageReader {
  count(resource: CountedResource): Promise<number> {
    return this.#count(inUse[resource], this.organizationId);
  }

  countPlans(since: Timestamp): Promise<number> {
    return this.#count(openPlans, this.organizationId, since);
  }

  async #count(rows: string, ...values: (string | number)[]): Promise<number> {
    const text = `select count(*) as count from ${rows}`;
    return Number((await firstOrThrow<{ count: number }>(this.sql, text, ...values)).count);
  }
}
