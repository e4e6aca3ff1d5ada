import type { UserStatus } from "@whoseline/sdk";
import type { Text } from "../i18n/use-text.ts";

export const userStatusText = (t: Text, status: UserStatus): string =>
  ({
    active: t("Active"),
    disabled: t("Disabled"),
    blocked: t("Blocked"),
    removed: t("Removed"),
  })[status];
