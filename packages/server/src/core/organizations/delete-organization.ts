import type { CarrierAccount, Organization } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { organizationHasApiKeys, organizationHasNumbers } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { readPages } from "../kernel/read-pages.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingOrganization } from "./organizations.ts";

/**
 * Deletes the organization of the context for ever: its credentials are rejected, its slug is free, and only its history
 * can be read. Its carrier accounts are deleted with their secrets; its users stay as they are, for an erasure. Throws while
 * it has a number or an API key that is not revoked.
 */
export function deleteOrganization(context: Context, version?: VersionCondition): Promise<Organization> {
  const options = { permission: "organization:delete", requiresOrganization: false } as const;
  return mutate(context, options, async (unitOfWork) => {
    const { tx, at, record } = unitOfWork;
    const [before, used, accounts] = await allInOrder(
      existingOrganization(context, tx),
      countUsed(unitOfWork),
      accountsOf(tx),
    );
    requireVersion(before, version);
    requireUnused(used);
    for (const account of accounts) {
      await tx.carrierAccounts.delete(account.id);
      record({ kind: "carrierAccount.deleted", subjectId: account.id, before: account, after: null });
    }
    const after = await tx.organization.delete(at);
    record({ kind: "organization.deleted", subjectId: after.id, before, after });
    return after;
  });
}

const accountsOf = ({ carrierAccounts }: StoreReader): Promise<readonly CarrierAccount[]> =>
  readPages((after) => carrierAccounts.list({ size: 200, after }));

interface Used {
  readonly numbers: number;
  readonly apiKeys: number;
}

async function countUsed({ tx }: UnitOfWork): Promise<Used> {
  const [numbers, apiKeys] = await allInOrder(tx.usage.count("numbers"), tx.usage.count("apiKeys"));
  return { numbers, apiKeys };
}

function requireUnused({ numbers, apiKeys }: Used): void {
  if (numbers > 0) throw organizationHasNumbers(numbers);
  if (apiKeys > 0) throw organizationHasApiKeys(apiKeys);
}
