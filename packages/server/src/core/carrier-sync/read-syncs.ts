import type {
  CarrierAccountId,
  CarrierSync,
  CarrierSyncId,
  CarrierSyncItem,
  CarrierSyncItemId,
} from "../../model.ts";
import type { CarrierSyncItemFilter, StoreReader } from "../../storage/store.ts";
import { type AccountOwner, readsOf } from "../carrier-accounts/account-owner.ts";
import { existingAccount } from "../carrier-accounts/carrier-accounts.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { carrierSyncItemNotFound, carrierSyncNotFound } from "../kernel/errors.ts";
import { type SuggestedRequest, suggestRequest } from "./suggest-request.ts";

/** Names a comparison of an account. */
export interface CarrierSyncReference {
  readonly accountId: CarrierAccountId;
  readonly syncId: CarrierSyncId;
}

/** An item with what people can do about it at the carrier. */
export interface DescribedSyncItem {
  readonly item: CarrierSyncItem;
  readonly request: SuggestedRequest | null;
}

/** Lists the comparisons of an account, the latest first. */
export async function listCarrierSyncs(
  owner: AccountOwner,
  accountId: CarrierAccountId,
  request: CursorRequest,
): Promise<CursorPage<CarrierSync>> {
  const reads = await readsOf(owner);
  await existingAccount(reads, accountId);
  const list = { name: "carrier syncs", filter: { accountId } };
  return listByCursor(owner.context, list, request, (page) => reads.carrierSyncs.list(accountId, page));
}

/** Throws when there is no such comparison. */
export async function getCarrierSync(
  owner: AccountOwner,
  reference: CarrierSyncReference,
): Promise<CarrierSync> {
  return existingSync(await readsOf(owner), reference);
}

/** Lists the differences, ordered by line and kind. There are none before the comparison is complete. */
export async function listCarrierSyncItems(
  owner: AccountOwner,
  { filter, ...reference }: CarrierSyncReference & { readonly filter: CarrierSyncItemFilter },
  request: CursorRequest,
): Promise<CursorPage<DescribedSyncItem>> {
  const { context } = owner;
  const reads = await readsOf(owner);
  const account = await existingAccount(reads, reference.accountId);
  const { state } = await existingSync(reads, reference);
  if (state !== "complete") return { items: [], nextCursor: null };
  const list = { name: "carrier sync items", filter: { ...reference, ...filter } };
  const { items, nextCursor } = await listByCursor(context, list, request, (page) =>
    reads.carrierSyncs.items(reference.syncId, filter, page),
  );
  const { carriers } = context.services;
  const described = items.map(async (item) => ({
    item,
    request: await suggestRequest(carriers, account, item),
  }));
  return { items: await Promise.all(described), nextCursor };
}

export async function existingSync(
  { carrierSyncs }: Pick<StoreReader, "carrierSyncs">,
  { accountId, syncId }: CarrierSyncReference,
): Promise<CarrierSync> {
  const sync = await carrierSyncs.find(syncId);
  if (sync?.accountId !== accountId) throw carrierSyncNotFound();
  return sync;
}

export async function existingItem(
  { carrierSyncs }: Pick<StoreReader, "carrierSyncs">,
  syncId: CarrierSyncId,
  itemId: CarrierSyncItemId,
): Promise<CarrierSyncItem> {
  const item = await carrierSyncs.findItem(syncId, itemId);
  if (item === undefined) throw carrierSyncItemNotFound();
  return item;
}
