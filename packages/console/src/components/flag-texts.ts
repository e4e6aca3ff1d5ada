import type { TimelineInterval } from "@whoseline/sdk";
import type { Text } from "../i18n/use-text.ts";

export type Flags = Pick<TimelineInterval, "isDefault" | "isInboundEnabled" | "isOutboundEnabled">;

/** What a holder may do with the number, in words. */
export const flagTexts = (t: Text, { isDefault, isInboundEnabled, isOutboundEnabled }: Flags): string[] => [
  ...(isInboundEnabled ? [t("receives")] : []),
  ...(isOutboundEnabled ? [t("calls out")] : []),
  ...(isDefault ? [t("default")] : []),
];

/** The same, as one text. */
export const flagsText = (t: Text, flags: Flags): string => flagTexts(t, flags).join(t(", "));
