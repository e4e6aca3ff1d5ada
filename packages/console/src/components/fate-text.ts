import type { RowFate } from "@whoseline/sdk";
import type { Text } from "../i18n/use-text.ts";

/** What becomes of a row of an import, or of a number of a plan. */
export const fateText = (t: Text, fate: RowFate): string =>
  ({ create: t("Added"), change: t("Changed"), same: t("Nothing to do"), refused: t("Refused") })[fate];
