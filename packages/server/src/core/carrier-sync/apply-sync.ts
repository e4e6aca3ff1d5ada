import type {
  CarrierAccount,
  CarrierSyncItem,
  CarrierSyncItemId,
  NumberId,
  OrganizationId,
} from "../../model.ts";
import { platformId, type StoreReader } from "../../storage/store.ts";
import { type AccountOwner, changeOf, readsOf } from "../carrier-accounts/account-owner.ts";
import { existingAccount } from "../carrier-accounts/carrier-accounts.ts";
import { Context } from "../kernel/context.ts";
import {
  CoreError,
  carrierItemNotApplicable,
  carrierSyncNotComplete,
  carrierSyncStale,
  type ErrorCode,
  organizationNotFound,
} from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { insertNumber } from "../numbers/add-number.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { numbersProviderOf } from "../telephony/numbers-provider.ts";
import type { OrganizationHandle } from "../users/outbound-number.ts";
import { type CarrierSyncReference, existingItem, existingSync } from "./read-syncs.ts";

/** What can be applied: both change the inventory here, and nothing at the carrier. */
export const applicableKinds = ["missingHere", "nameDiffers"] as const;
export type ApplicableKind = (typeof applicableKinds)[number];

/** The most items that are applied at once. */
export const appliedItemsMax = 500;

export interface ItemToApply {
  readonly itemId: CarrierSyncItemId;
  /** The organization that gets the number; required for an account of the platform, and only there. */
  readonly organization?: OrganizationHandle | undefined;
}

export interface ApplyRequest extends CarrierSyncReference {
  /** Without them the open items of the kinds, up to `appliedItemsMax`. */
  readonly items?: readonly ItemToApply[] | undefined;
  readonly kinds?: readonly ApplicableKind[] | undefined;
  readonly reason?: string | undefined;
}

export type AppliedItem =
  | { readonly itemId: CarrierSyncItemId; readonly numberId: NumberId; readonly error: null }
  | {
      readonly itemId: CarrierSyncItemId;
      readonly numberId: null;
      readonly error: { readonly code: ErrorCode; readonly message: string };
    };

export interface AppliedItems {
  readonly items: readonly AppliedItem[];
  /** Whether there are more open items that can be applied. */
  readonly hasMore: boolean;
}

/**
 * Adds numbers that only the carrier has, without a holder, and takes over names. Every item is checked again: it is refused
 * when what it was compared with has changed. Throws when the comparison is not the latest one of the account.
 */
export async function applyCarrierSync(owner: AccountOwner, request: ApplyRequest): Promise<AppliedItems> {
  owner.context.require(owner.writePermission);
  const reads = await readsOf(owner);
  const account = await existingAccount(reads, request.accountId);
  await requireLatest(reads, request);
  const { items, hasMore } = await selectItems(reads, request);
  const applied: AppliedItem[] = [];
  for (const item of items) applied.push(await tryToApply(owner, { account, request, item }));
  return { items: applied, hasMore };
}

/** Throws unless the comparison is complete and no later one of the account is. */
export async function requireLatest(reads: StoreReader, reference: CarrierSyncReference): Promise<void> {
  const sync = await existingSync(reads, reference);
  if (sync.state !== "complete") throw carrierSyncNotComplete();
  const latest = await reads.carrierSyncs.latestComplete(reference.accountId);
  if (latest?.id !== sync.id) throw carrierSyncStale();
}

async function selectItems(
  { carrierSyncs }: StoreReader,
  { syncId, items, kinds = applicableKinds }: ApplyRequest,
): Promise<{ readonly items: readonly ItemToApply[]; readonly hasMore: boolean }> {
  if (items !== undefined) return { items, hasMore: false };
  const selected: ItemToApply[] = [];
  let hasMore = false;
  for (const kind of kinds) {
    const size = appliedItemsMax - selected.length;
    if (size === 0) return { items: selected, hasMore: true };
    const page = await carrierSyncs.items(syncId, { kind, state: "open" }, { size });
    selected.push(...page.items.map(({ id }) => ({ itemId: id })));
    hasMore ||= page.next !== undefined;
  }
  return { items: selected, hasMore };
}

interface Application {
  readonly account: CarrierAccount;
  readonly request: ApplyRequest;
  readonly item: ItemToApply;
}

async function tryToApply(owner: AccountOwner, application: Application): Promise<AppliedItem> {
  const { itemId } = application.item;
  try {
    return { itemId, numberId: await applyItem(owner, application), error: null };
  } catch (error) {
    if (!(error instanceof CoreError) || error.kind === "unavailable" || error.kind === "internal")
      throw error;
    return { itemId, numberId: null, error: { code: error.code, message: error.message } };
  }
}

/** An account of the platform changes two organizations: first that of the number, which may be repeated. */
async function applyItem(owner: AccountOwner, application: Application): Promise<NumberId> {
  const { account, request, item } = application;
  const context = owner.context.withoutIdempotency();
  const { reason } = request;
  if (!owner.isPlatform) {
    const { numberId } = await mutate(context, { ...changeOf(owner), reason }, async (unitOfWork) => {
      const found = await openItem(unitOfWork.tx, request, item);
      const numberId = await changeNumber(context, unitOfWork, { account, found });
      await markApplied(owner, unitOfWork, { itemId: item.itemId, numberId });
      return { numberId };
    });
    return numberId;
  }
  const found = await openItem(context.services.store.read(platformId), request, item);
  const ofNumber = contextOf(context, await organizationOf(context, found, item));
  const { numberId } = await mutate(ofNumber, { permission: "numbers:add", reason }, async (unitOfWork) => ({
    numberId: await changeNumber(ofNumber, unitOfWork, { account, found }),
  }));
  await mutate(context, changeOf(owner), async (unitOfWork) => {
    await markApplied(owner, unitOfWork, { itemId: item.itemId, numberId });
    return {};
  });
  return numberId;
}

const contextOf = ({ services, principal, call }: Context, organizationId: OrganizationId): Context =>
  new Context(services, principal, organizationId, call);

async function organizationOf(
  { services }: Context,
  { drift }: CarrierSyncItem,
  { organization }: ItemToApply,
): Promise<OrganizationId> {
  const named = drift.organizationId ?? organization;
  if (named === undefined)
    throw carrierItemNotApplicable(
      "organization is required for each item: it gets the number of an account of the platform.",
    );
  if (typeof named === "string") return named;
  const found = await services.store.platform.findOrganizationBySlug(named.slug);
  if (found === undefined) throw organizationNotFound();
  return found.id;
}

async function openItem(
  reads: Pick<StoreReader, "carrierSyncs">,
  { syncId }: ApplyRequest,
  { itemId }: ItemToApply,
): Promise<CarrierSyncItem> {
  const item = await existingItem(reads, syncId, itemId);
  const { kind, line } = item.drift;
  if (!(applicableKinds as readonly string[]).includes(kind) || line === null)
    throw carrierItemNotApplicable("Only items of the kinds missingHere and nameDiffers can be applied.");
  if (item.state !== "open") throw carrierSyncStale();
  return item;
}

interface Change {
  readonly account: CarrierAccount;
  readonly found: CarrierSyncItem;
}

function changeNumber(context: Context, unitOfWork: UnitOfWork, change: Change): Promise<NumberId> {
  return change.found.drift.kind === "missingHere"
    ? addNumber(context, unitOfWork, change)
    : takeName(unitOfWork, change.found);
}

/**
 * The carrier vouches for the line. An address that an admin chose does not: a server there could report any line, so that
 * only superadmins add the numbers of an account with a separate API address.
 */
async function addNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  { account, found: { drift } }: Change,
): Promise<NumberId> {
  if (account.apiUrl !== null) context.require("numbers:add");
  const { id } = await insertNumber(context, unitOfWork, {
    provider: numbersProviderOf(account),
    line: drift.line ?? "",
    alias: drift.found,
  });
  return id;
}

async function takeName(unitOfWork: UnitOfWork, { drift }: CarrierSyncItem): Promise<NumberId> {
  const { numberId, expected, found } = drift;
  const [number] = numberId === null ? [] : await unitOfWork.tx.numbers.find({ id: numberId });
  const isSame = number?.releasedAt === null && number.line === drift.line && number.alias === expected;
  if (number === undefined || !isSame) throw carrierSyncStale();
  await storeNumber(unitOfWork, number, { alias: found });
  return number.id;
}

async function markApplied(
  { context }: AccountOwner,
  { tx, at }: UnitOfWork,
  { itemId, numberId }: { readonly itemId: CarrierSyncItemId; readonly numberId: NumberId },
): Promise<void> {
  const change = { at, userId: context.principal.userId, numberId };
  if (!(await tx.carrierSyncs.changeItem(itemId, ["open"], { state: "applied", change })))
    throw carrierSyncStale();
}
