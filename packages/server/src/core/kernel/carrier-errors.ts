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
} as const satisfies Record<string, CatalogueEntry>;
