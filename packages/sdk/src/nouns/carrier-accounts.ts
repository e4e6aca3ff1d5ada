import type { Methods } from "../method.ts";
import { carrierSyncs, platformCarrierSyncs } from "./carrier-syncs.ts";

/** Accounts of the organization at carriers. */
export const carrierAccounts = (methods: Methods) => ({
  /** Add an account at a carrier. */
  create: methods.send("createCarrierAccount", "POST", "/organizations/{organization}/carrier-accounts"),
  /** List the accounts at carriers. */
  list: methods.list("listCarrierAccounts", "/organizations/{organization}/carrier-accounts"),
  /** Get an account at a carrier. */
  get: methods.get("getCarrierAccount", "/organizations/{organization}/carrier-accounts/{carrierAccount}"),
  /** Change the policy of an account at a carrier, or disable it. */
  update: methods.send(
    "updateCarrierAccount",
    "PATCH",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}",
  ),
  /** Delete an account at a carrier. */
  delete: methods.delete(
    "deleteCarrierAccount",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}",
  ),
  /** Replace secrets of an account at a carrier. */
  rotate: methods.send(
    "rotateCarrierAccountSecrets",
    "POST",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/secrets",
  ),
  /** Get what to enter at the carrier. */
  setup: methods.get(
    "getCarrierAccountSetup",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/setup",
  ),
  /** Test the credentials of an account at a carrier. */
  test: methods.act(
    "testCarrierAccount",
    "POST",
    "/organizations/{organization}/carrier-accounts/{carrierAccount}/test",
  ),
  ...carrierSyncs(methods),
});

/** Accounts at carriers whose numbers belong to several organizations; for superadmins. */
export const platformCarrierAccounts = (methods: Methods) => ({
  /** Add an account at a carrier. */
  create: methods.send("createPlatformCarrierAccount", "POST", "/carrier-accounts"),
  /** List the accounts at carriers. */
  list: methods.list("listPlatformCarrierAccounts", "/carrier-accounts"),
  /** Get an account at a carrier. */
  get: methods.get("getPlatformCarrierAccount", "/carrier-accounts/{platformCarrierAccount}"),
  /** Change the policy of an account at a carrier, or disable it. */
  update: methods.send("updatePlatformCarrierAccount", "PATCH", "/carrier-accounts/{platformCarrierAccount}"),
  /** Delete an account at a carrier. */
  delete: methods.delete("deletePlatformCarrierAccount", "/carrier-accounts/{platformCarrierAccount}"),
  /** Replace secrets of an account at a carrier. */
  rotate: methods.send(
    "rotatePlatformCarrierAccountSecrets",
    "POST",
    "/carrier-accounts/{platformCarrierAccount}/secrets",
  ),
  /** Get what to enter at the carrier. */
  setup: methods.get("getPlatformCarrierAccountSetup", "/carrier-accounts/{platformCarrierAccount}/setup"),
  /** Test the credentials of an account at a carrier. */
  test: methods.act("testPlatformCarrierAccount", "POST", "/carrier-accounts/{platformCarrierAccount}/test"),
  ...platformCarrierSyncs(methods),
});
