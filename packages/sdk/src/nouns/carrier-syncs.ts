import type { Methods } from "../method.ts";

/** Comparisons of an account of the organization with its carrier. */
export const carrierSyncs = (methods: Methods) => ({
  /** Compare the inventory with that of the carrier. */
  sync: methods.act(
    "startCarrierAccountSync",
    "POST",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/sync",
  ),
  /** List the comparisons of an account with its carrier. */
  listSyncs: methods.list(
    "listCarrierAccountSyncs",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/syncs",
  ),
  /** Get a comparison of an account with its carrier. */
  getSync: methods.get(
    "getCarrierAccountSync",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/syncs/{carrierSync}",
  ),
  /** List the differences that a comparison has found. */
  listSyncItems: methods.list(
    "listCarrierAccountSyncItems",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/syncs/{carrierSync}/items",
  ),
  /** Take numbers and names over from the carrier. */
  applySync: methods.send(
    "applyCarrierAccountSync",
    "POST",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/syncs/{carrierSync}/apply",
  ),
  /** Set the webhook of one difference at the carrier. */
  setWebhook: methods.act(
    "setCarrierAccountWebhook",
    "POST",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/syncs/{carrierSync}/items/{carrierSyncItem}/webhook",
  ),
  /** Set the webhook of one difference as it was before. */
  undoWebhook: methods.act(
    "undoCarrierAccountWebhook",
    "POST",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/syncs/{carrierSync}/items/{carrierSyncItem}/webhook/undo",
  ),
});

/** Comparisons of an account of the platform with its carrier. */
export const platformCarrierSyncs = (methods: Methods) => ({
  /** Compare the inventory with that of the carrier. */
  sync: methods.act(
    "startPlatformCarrierAccountSync",
    "POST",
    "/carrier-accounts/{platformCarrierAccount}/sync",
  ),
  /** List the comparisons of an account with its carrier. */
  listSyncs: methods.list(
    "listPlatformCarrierAccountSyncs",
    "/carrier-accounts/{platformCarrierAccount}/syncs",
  ),
  /** Get a comparison of an account with its carrier. */
  getSync: methods.get(
    "getPlatformCarrierAccountSync",
    "/carrier-accounts/{platformCarrierAccount}/syncs/{platformCarrierSync}",
  ),
  /** List the differences that a comparison has found. */
  listSyncItems: methods.list(
    "listPlatformCarrierAccountSyncItems",
    "/carrier-accounts/{platformCarrierAccount}/syncs/{platformCarrierSync}/items",
  ),
  /** Take numbers and names over from the carrier. */
  applySync: methods.send(
    "applyPlatformCarrierAccountSync",
    "POST",
    "/carrier-accounts/{platformCarrierAccount}/syncs/{platformCarrierSync}/apply",
  ),
  /** Set the webhook of one difference at the carrier. */
  setWebhook: methods.act(
    "setPlatformCarrierAccountWebhook",
    "POST",
    "/carrier-accounts/{platformCarrierAccount}/syncs/{platformCarrierSync}/items/{platformCarrierSyncItem}/webhook",
  ),
  /** Set the webhook of one difference as it was before. */
  undoWebhook: methods.act(
    "undoPlatformCarrierAccountWebhook",
    "POST",
    "/carrier-accounts/{platformCarrierAccount}/syncs/{platformCarrierSync}/items/{platformCarrierSyncItem}/webhook/undo",
  ),
});
