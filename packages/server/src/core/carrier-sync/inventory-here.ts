import type { CarrierAccount, OrganizationId, Provider } from "../../model.ts";
import { type NumberRecord, platformId, type Store } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { readPages } from "../kernel/read-pages.ts";
import type { SeenNumber } from "../telephony/carrier-client.ts";
import { numbersProviderOf } from "../telephony/numbers-provider.ts";
import type { HeldNumber } from "./compare-inventories.ts";

const pageSize = 1000;

/** What is known of the other accounts at the same carrier that can have the same numbers. */
export interface OtherAccounts {
  /** The names of the accounts that have a line, as far as the caller may know them. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** The lines that any of them has. */
  readonly lines: ReadonlySet<string>;
  /** The organizations of accounts that were never compared; null for the platform. */
  readonly unread: ReadonlySet<OrganizationId | null>;
}

/**
 * An organization's account is compared with the other accounts of that organization and those of the platform, whose names
 * and numbers it does not see; an account of the platform with all.
 */
export async function readOtherAccounts(
  { store, carrierAccounts }: CoreServices,
  account: CarrierAccount,
): Promise<OtherAccounts> {
  const names = new Map<string, string[]>();
  const lines = new Set<string>();
  const unread = new Set<OrganizationId | null>();
  for (const { account: other } of carrierAccounts.byProvider(account.provider)) {
    const { organizationId } = other;
    const isVisible = account.organizationId === null || organizationId === account.organizationId;
    const isRelated = isVisible || organizationId === null;
    if (other.id === account.id || other.status !== "enabled" || !isRelated) continue;
    const seen = await readLatestLines(store, other);
    if (seen === undefined) unread.add(organizationId);
    for (const line of seen ?? []) {
      lines.add(line);
      if (isVisible) names.set(line, [...(names.get(line) ?? []), other.name]);
    }
  }
  return { names, lines, unread };
}

/** The lines that an account had when it was last compared; undefined when it never was. */
async function readLatestLines(
  store: Store,
  { id, organizationId }: CarrierAccount,
): Promise<readonly string[] | undefined> {
  const { carrierSyncs } = store.read(organizationId ?? platformId);
  const sync = await carrierSyncs.latestComplete(id);
  return sync && carrierSyncs.sightings(sync.id);
}

interface InventoryRequest {
  readonly account: CarrierAccount;
  readonly others: OtherAccounts;
  readonly there: readonly SeenNumber[];
}

/**
 * The numbers of the account's organization at its provider; for an account of the platform, those of all organizations. A
 * number is expected at the carrier unless another account has it or could have it.
 */
export async function readInventoryHere(
  services: CoreServices,
  { account, others, there }: InventoryRequest,
): Promise<readonly HeldNumber[]> {
  const before = new Set(await readLatestLines(services.store, account));
  const seen = new Set(there.map(({ line }) => line));
  const provider = numbersProviderOf(account);
  const organizations =
    account.organizationId === null ? await organizationIds(services) : [account.organizationId];
  const here: HeldNumber[] = [];
  for (const organizationId of organizations)
    for (const number of await readNumbers(services, organizationId, provider)) {
      const { id, line, alias, isHeld } = number;
      const isElsewhere = others.lines.has(line);
      const isCertain = before.has(line) || !mayBeElsewhere(account, organizationId, others);
      const isExpected = !isElsewhere && isCertain;
      // An account of the platform is not compared with what it never had and others have.
      if (account.organizationId === null && isElsewhere && !seen.has(line)) continue;
      here.push({ id, organizationId, line, alias, isHeld, isExpected });
    }
  return here;
}

const mayBeElsewhere = (
  account: CarrierAccount,
  organizationId: OrganizationId,
  { unread }: OtherAccounts,
): boolean =>
  unread.has(organizationId) || unread.has(null) || (account.organizationId !== null && unread.size > 0);

function readNumbers(
  { store, now }: CoreServices,
  organizationId: OrganizationId,
  provider: Provider,
): Promise<readonly NumberRecord[]> {
  const { numbers } = store.read(organizationId);
  return readPages((after) => numbers.list({ provider }, now(), { size: pageSize, after }));
}

async function organizationIds({ store }: CoreServices): Promise<readonly OrganizationId[]> {
  const organizations = await readPages((after) =>
    store.platform.listOrganizations({}, { size: pageSize, after }),
  );
  return organizations.map(({ id }) => id);
}
