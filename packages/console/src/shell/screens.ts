import type { Text } from "../i18n/use-text.ts";
import type { Permissions } from "../session/caller.ts";

/** The screens of an organization, in the order of the menu. The command palette has them too. */
export const organizationScreens = (t: Text, { readsAll }: Permissions) =>
  [
    { to: "/o/$organization", text: t("Home"), isShown: true },
    { to: "/o/$organization/numbers", text: t("Numbers"), isShown: readsAll },
    { to: "/o/$organization/users", text: t("Users"), isShown: readsAll },
    { to: "/o/$organization/imports", text: t("Imports"), isShown: readsAll },
    { to: "/o/$organization/who-answers", text: t("Who answers"), isShown: readsAll },
    { to: "/o/$organization/events", text: t("Live events"), isShown: readsAll },
    { to: "/o/$organization/calls", text: t("Calls"), isShown: readsAll },
    { to: "/o/$organization/offboardings", text: t("Offboardings"), isShown: readsAll },
    { to: "/o/$organization/webhooks", text: t("Webhooks"), isShown: readsAll },
    { to: "/o/$organization/carrier-accounts", text: t("Carrier accounts"), isShown: readsAll },
    { to: "/o/$organization/keys", text: t("API keys"), isShown: true },
  ] as const;
