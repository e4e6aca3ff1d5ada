import type { Caller } from "@whoseline/sdk";
import type { Text } from "../i18n/use-text.ts";

export const roleText = (t: Text, role: Caller["user"]["role"]): string =>
  ({
    admin: t("Administrator"),
    member: t("Member"),
    auditor: t("Auditor"),
    superadmin: t("Superadmin"),
    router: t("Router"),
  })[role];
