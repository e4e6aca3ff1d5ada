import { queryOptions } from "@tanstack/react-query";
import type { CarrierSyncItem, DriftKind } from "@whoseline/sdk";
import { gridPageSize, type PagedList } from "../components/grid/use-pages.ts";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

/** A comparison of an account with its carrier. */
export interface SyncReference {
  readonly organization: string;
  readonly carrierAccount: string;
  readonly carrierSync: string;
}

const syncsKey = (organization: string, carrierAccount: string) =>
  [...organizationKey(organization), "carrier-account", carrierAccount, "syncs"] as const;

/** The last comparisons, the newest first. */
export const carrierSyncsQuery = (organization: string, carrierAccount: string) =>
  queryOptions({
    queryKey: syncsKey(organization, carrierAccount),
    queryFn: ({ signal }) =>
      client.carrierAccounts.listSyncs({ organization, carrierAccount }, { signal }).toArray({ max: 10 }),
  });

/** A comparison; it is read again while it is running. */
export const carrierSyncQuery = (reference: SyncReference) =>
  queryOptions({
    queryKey: [...syncsKey(reference.organization, reference.carrierAccount), reference.carrierSync],
    queryFn: ({ signal }) => client.carrierAccounts.getSync({ ...reference }, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? 1000 : false),
  });

export const carrierSyncItems = (
  reference: SyncReference,
  kind: DriftKind | undefined,
): PagedList<CarrierSyncItem> => ({
  queryKey: [...carrierSyncQuery(reference).queryKey, "items", kind ?? ""],
  read: (cursor, signal) =>
    client.carrierAccounts.listSyncItems({ ...reference, kind, cursor, limit: gridPageSize }, { signal }),
});
