import type { InboundRoute } from "@whoseline/sdk";
import { usePreferences } from "../i18n/preferences.ts";
import { useText } from "../i18n/use-text.ts";
import { ruleText } from "./rule-text.ts";

/** Why a number is answered as it is. The server's sentence has details, such as a time, and is English only. */
export function RuleSentence({ rule, text }: Pick<InboundRoute["why"], "rule" | "text">) {
  const t = useText();
  const { language } = usePreferences();
  return language === "en" ? text : ruleText(t, rule);
}
