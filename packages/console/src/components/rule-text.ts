import type { InboundRoute } from "@whoseline/sdk";
import type { Text } from "../i18n/use-text.ts";

type InboundRule = InboundRoute["why"]["rule"];

/** The rule of a route lookup in a sentence; rules that this version does not know are shown by their name. */
export const ruleText = (t: Text, rule: string): string =>
  (
    ({
      unknownLine: t("No organization has this number at this provider."),
      organizationSuspended: t("The organization is suspended: calls are not routed."),
      holderDisabled: t("The user who receives on the number is not active."),
      inboundHolder: t("This user receives on the number."),
      callLoop: t("Endpoints that would call the user back are omitted."),
      cooling: t("The number is cooling down."),
      reserved: t("The number is reserved."),
      inboundOff: t("The number is held, and nobody receives on it."),
      unassigned: t("The number is not assigned."),
    }) satisfies Readonly<Record<InboundRule, string>> as Readonly<Record<string, string | undefined>>
  )[rule] ?? rule;
