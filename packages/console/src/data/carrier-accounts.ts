import { queryOptions } from "@tanstack/react-query";
import type { CarrierAccount } from "@whoseline/sdk";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

/** An account at a carrier with the version to change. */
export interface VersionedCarrierAccount {
  readonly account: CarrierAccount;
  readonly etag: string | undefined;
}

export const carrierAccountsQuery = (organization: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "carrier-accounts"],
    queryFn: ({ signal }) =>
      client.carrierAccounts.list({ organization, limit: 200 }, { signal }).toArray({ max: 1000 }),
  });

export const carrierAccountQuery = (organization: string, carrierAccount: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "carrier-account", carrierAccount],
    queryFn: async ({ signal }): Promise<VersionedCarrierAccount> => {
      const { data, etag } = await client.carrierAccounts
        .get({ organization, carrierAccount }, { signal })
        .withResponse();
      return { account: data, etag };
    },
  });

export const carrierSetupQuery = (organization: string, carrierAccount: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "carrier-account", carrierAccount, "setup"],
    queryFn: ({ signal }) => client.carrierAccounts.setup({ organization, carrierAccount }, { signal }),
  });
