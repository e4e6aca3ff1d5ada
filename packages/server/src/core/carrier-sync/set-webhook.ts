import type {
  CarrierAccount,
  CarrierSyncItem,
  CarrierSyncItemId,
  Drift,
  DriftItemState,
} from "../../model.ts";
import { type AccountOwner, changeOf, readsOf } from "../carrier-accounts/account-owner.ts";
import { accessOf, readInventoryThere } from "../carrier-accounts/carrier-access.ts";
import { existingAccount } from "../carrier-accounts/carrier-accounts.ts";
import { carrierItemNotApplicable, carrierRequestFailed, carrierSyncStale } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import {
  type CarrierClient,
  CarrierFailure,
  type SeenNumber,
  type SeenWebhook,
} from "../telephony/carrier-client.ts";
import { requireLatest } from "./apply-sync.ts";
import { type CarrierSyncReference, existingItem } from "./read-syncs.ts";
import { wantedWebhook } from "./suggest-request.ts";

export interface SyncItemReference extends CarrierSyncReference {
  readonly itemId: CarrierSyncItemId;
}

/**
 * Sets the webhook of an item at the carrier, and keeps what the carrier had. Where an application or a profile has the
 * webhook, every number that has it changes. Changes nothing when it is set already. Throws when the carrier's webhook has
 * changed since the comparison.
 */
export async function setCarrierWebhook(
  owner: AccountOwner,
  reference: SyncItemReference,
): Promise<CarrierSyncItem> {
  const { account, item } = await itemToChange(owner, reference);
  if (item.state === "applied") return item;
  const wanted = wantedWebhook(item.drift, account);
  if (wanted === undefined)
    throw carrierItemNotApplicable(
      "Only items about the URL or the method of a webhook set one at the carrier.",
    );
  const seen = await readNumber(owner, account, item.drift);
  const current = seen[wanted.kind];
  if (current === undefined) throw carrierSyncStale();
  // An earlier request has set it, and could not store that.
  const isSet = current.url === wanted.url && (current.method ?? "POST") === "POST";
  if (!isSet && !isAsCompared(item.drift, current)) throw carrierSyncStale();
  if (!isSet) await send(owner, account, { number: seen, ...wanted });
  const before = isSet
    ? formerOf(item.drift, wanted.url)
    : { url: current.url, method: current.method ?? null };
  return store(owner, { reference, from: ["open", "undone"], state: "applied", before });
}

/** Sets the webhook of an item as it was before, unless it is. Throws when the carrier's webhook has changed since. */
export async function undoCarrierWebhook(
  owner: AccountOwner,
  reference: SyncItemReference,
): Promise<CarrierSyncItem> {
  const { account, item } = await itemToChange(owner, reference);
  if (item.state === "undone") return item;
  const wanted = wantedWebhook(item.drift, account);
  const before = item.change?.before;
  if (wanted === undefined || before === undefined)
    throw carrierItemNotApplicable("Only a webhook that was set for an item can be undone.");
  const seen = await readNumber(owner, account, item.drift);
  const { url, method } = before;
  const current = seen[wanted.kind];
  const isUndone = current?.url === url && (method === null || current.method === method);
  if (!isUndone && current?.url !== wanted.url) throw carrierSyncStale();
  if (!isUndone)
    await send(owner, account, { number: seen, kind: wanted.kind, url, method: method ?? "POST" });
  return store(owner, { reference, from: ["applied"], state: "undone", before });
}

async function itemToChange(
  owner: AccountOwner,
  reference: SyncItemReference,
): Promise<{ readonly account: CarrierAccount; readonly item: CarrierSyncItem }> {
  owner.context.require(owner.writePermission);
  const reads = await readsOf(owner);
  const account = await existingAccount(reads, reference.accountId);
  await requireLatest(reads, reference);
  return { account, item: await existingItem(reads, reference.syncId, reference.itemId) };
}

/** What the carrier had when the comparison was made. */
const formerOf = ({ kind, found }: Drift, url: string) =>
  kind === "methodDiffers" ? { url, method: "GET" as const } : { url: found, method: null };

const isAsCompared = ({ kind, found, via, viaRef }: Drift, { url, method, ...place }: SeenWebhook): boolean =>
  (kind === "methodDiffers" ? method : url) === found &&
  place.via === via &&
  (place.viaRef ?? null) === viaRef;

/** The number as the carrier has it now. */
async function readNumber(owner: AccountOwner, account: CarrierAccount, { ref }: Drift): Promise<SeenNumber> {
  const numbers = await atCarrier(() => readInventoryThere(owner.context, account));
  const number = numbers.find((it) => it.ref === ref);
  if (number === undefined) throw carrierSyncStale();
  return number;
}

type Target = Parameters<NonNullable<CarrierClient["setWebhook"]>>[1];

async function send({ context }: AccountOwner, account: CarrierAccount, target: Target): Promise<void> {
  const client = context.services.carriers.client(account.provider);
  const set = client?.setWebhook;
  if (set === undefined)
    throw carrierItemNotApplicable(
      "This carrier's API cannot set webhooks. Set it where the carrier shows the number.",
    );
  const access = await accessOf(context, account);
  await atCarrier(() => set(access, target));
}

async function atCarrier<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CarrierFailure) throw carrierRequestFailed(error.message);
    throw error;
  }
}

interface ItemChange {
  readonly reference: SyncItemReference;
  readonly from: readonly DriftItemState[];
  readonly state: DriftItemState;
  readonly before: { readonly url: string | null; readonly method: "GET" | "POST" | null };
}

async function store(
  owner: AccountOwner,
  { reference: { syncId, itemId }, from, state, before }: ItemChange,
): Promise<CarrierSyncItem> {
  const { context } = owner;
  return mutate(context, changeOf(owner), async ({ tx, at }) => {
    const change = { at, userId: context.principal.userId, before };
    if (!(await tx.carrierSyncs.changeItem(itemId, from, { state, change }))) throw carrierSyncStale();
    return existingItem(tx, syncId, itemId);
  });
}
