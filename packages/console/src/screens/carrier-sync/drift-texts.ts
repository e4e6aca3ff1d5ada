import type { CarrierSyncItem, DriftKind } from "@whoseline/sdk";
import type { Text } from "../../i18n/use-text.ts";

export const driftTexts = (t: Text): Readonly<Record<DriftKind, string>> => ({
  missingHere: t("Only at the carrier"),
  missingThere: t("Not at the carrier"),
  notActiveThere: t("Not active at the carrier"),
  forwardedThere: t("Forwarded by the carrier"),
  voiceElsewhere: t("Calls go to another URL"),
  smsElsewhere: t("Messages go to another URL"),
  methodDiffers: t("The webhook is not a POST"),
  nameDiffers: t("Another name"),
  capabilityLacking: t("Held, and cannot do it"),
  unreadable: t("Not a line"),
  twice: t("Twice at the carrier"),
});

export const itemStateText = (t: Text, state: CarrierSyncItem["state"]): string =>
  ({ open: t("Open"), applied: t("Applied"), undone: t("Undone") })[state];

export const isApplicable = ({ kind, state }: CarrierSyncItem): boolean =>
  state === "open" && (kind === "missingHere" || kind === "nameDiffers");
