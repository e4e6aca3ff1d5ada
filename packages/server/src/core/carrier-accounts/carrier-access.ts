import type { CarrierAccount } from "../../model.ts";
import { currentCarrierSecrets } from "../auth/carrier-secrets.ts";
import type { Context } from "../kernel/context.ts";
import { carrierAccountNotFound, carrierHasNoInventory } from "../kernel/errors.ts";
import type { CarrierAccess, SeenNumber } from "../telephony/carrier-client.ts";

/** The carrier's API with the current credentials of an account of the context's organization. */
export async function accessOf(
  { services, organizationId }: Context,
  account: CarrierAccount,
  signal?: AbortSignal,
): Promise<CarrierAccess> {
  const { carriers, encryption, store } = services;
  const stored = await store.read(organizationId).carrierAccounts.secrets(account.id);
  if (stored === undefined) throw carrierAccountNotFound();
  const credentials = { ...account.identifiers, ...currentCarrierSecrets(encryption, account.id, stored) };
  return carriers.access(account, credentials, { signal });
}

/** The carrier's complete inventory. Throws `CarrierFailure`. */
export async function readInventoryThere(
  context: Context,
  account: CarrierAccount,
  signal?: AbortSignal,
): Promise<readonly SeenNumber[]> {
  const client = context.services.carriers.client(account.provider);
  if (client === undefined) throw carrierHasNoInventory();
  return client.readInventory(await accessOf(context, account, signal));
}
