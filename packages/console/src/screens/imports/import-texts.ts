import type { Import, RowFate } from "@whoseline/sdk";
import type { Text } from "../../i18n/use-text.ts";

export const importTitle = (t: Text, kind: Import["kind"]): string =>
  kind === "numbers" ? t("Import of numbers") : t("Import of users");

export const importStateText = (t: Text, state: Import["state"]): string =>
  ({
    uploading: t("Being uploaded"),
    checking: t("Being checked: nothing has changed yet"),
    checked: t("Checked: nothing has changed yet"),
    applying: t("Being carried out"),
    applied: t("Carried out"),
    undoing: t("Being undone"),
    undone: t("Undone"),
    failed: t("Failed"),
    cancelled: t("Cancelled"),
  })[state];

export const rowFates: readonly RowFate[] = ["create", "change", "same", "refused"];
