import type { Webhook } from "@whoseline/sdk";
import type { Text } from "../../i18n/use-text.ts";

export const webhookStatusText = (t: Text, status: Webhook["status"]): string =>
  ({ enabled: t("Enabled"), paused: t("Paused"), disabled: t("Disabled") })[status];
