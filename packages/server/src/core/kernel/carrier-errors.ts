import type { CatalogueEntry } from "./error-kinds.ts";

/** Errors of carrier accounts. */
export const carrierErrors = {
  carrier_account_not_found: {
    kind: "not_found",
    sentence: "No carrier account of this organization has this id.",
  },
  carrier_account_name_taken: {
    kind: "conflict",
    sentence: "Another carrier account already has this name.",
  },
  carrier_has_no_inventory: {
    kind: "conflict",
    sentence: "This carrier has no API with an inventory of numbers.",
  },
  carrier_sync_running: {
    kind: "conflict",
    sentence: "A comparison of this carrier account is running. Wait for its end.",
  },
  carrier_sync_failed: {
    kind: "conflict",
    sentence: (problem: string) => `The comparison failed. ${problem}`,
  },
  carrier_sync_not_found: {
    kind: "not_found",
    sentence: "No comparison of this carrier account has this id.",
  },
  carrier_sync_item_not_found: {
    kind: "not_found",
    sentence: "No item of this comparison has this id.",
  },
  carrier_sync_not_complete: {
    kind: "conflict",
    sentence: "This comparison is not complete, so that nothing of it can be applied.",
  },
  carrier_sync_stale: {
    kind: "conflict",
    sentence:
      "The inventory, the carrier or the account has changed since this comparison. Compare again, and apply the new result.",
  },
  carrier_item_not_applicable: {
    kind: "conflict",
    sentence: (problem: string) => `The item cannot be applied. ${problem}`,
  },
  carrier_request_failed: {
    kind: "conflict",
    sentence: (problem: string) => `The request to the carrier failed. ${problem}`,
  },
} as const satisfies Record<string, CatalogueEntry>;
