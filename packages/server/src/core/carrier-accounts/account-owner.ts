import type { StoreReader } from "../../storage/store.ts";
import type { Permission } from "../auth/access.ts";
import type { Context } from "../kernel/context.ts";

/** Whose accounts an operation is about: those of the context's organization, or those of the platform. */
export interface AccountOwner {
  readonly context: Context;
  readonly isPlatform: boolean;
  readonly readPermission: Permission;
  readonly writePermission: Permission;
}

export const accountsOfOrganization = (context: Context): AccountOwner => ({
  context,
  isPlatform: false,
  readPermission: "carrierAccounts:read",
  writePermission: "carrierAccounts:write",
});

/** The accounts whose numbers belong to several organizations. */
export const accountsOfPlatform = (context: Context): AccountOwner => ({
  context: context.forPlatform(),
  isPlatform: true,
  readPermission: "platformCarrierAccounts:read",
  writePermission: "platformCarrierAccounts:write",
});

/** How `mutate` changes an account of the owner. */
export const changeOf = ({ writePermission, isPlatform }: AccountOwner) => ({
  permission: writePermission,
  requiresOrganization: !isPlatform,
});

/** Committed data. Throws unless the caller has the permission and the organization exists. */
export async function readsOf({ context, readPermission, isPlatform }: AccountOwner): Promise<StoreReader> {
  if (!isPlatform) return context.reads(readPermission);
  context.require(readPermission);
  return context.services.store.read(context.organizationId);
}
