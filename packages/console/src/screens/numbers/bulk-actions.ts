import type { PlanRequest } from "@whoseline/sdk";
import type { Text } from "../../i18n/use-text.ts";

export type BulkAction = Exclude<PlanRequest["action"], "offboard">;

export const bulkActions: readonly BulkAction[] = [
  "assign",
  "unassign",
  "transfer",
  "label",
  "reserve",
  "release",
];

export const bulkText = (t: Text, action: PlanRequest["action"]): string =>
  ({
    assign: t("Assign"),
    unassign: t("Unassign"),
    transfer: t("Transfer"),
    label: t("Label"),
    reserve: t("Reserve"),
    release: t("Release"),
    offboard: t("Take out"),
  })[action];
