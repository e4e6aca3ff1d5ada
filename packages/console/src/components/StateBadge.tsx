import type { NumberState } from "@whoseline/sdk";
import { type Text, useText } from "../i18n/use-text.ts";

export const stateText = (t: Text, state: NumberState): string =>
  ({
    available: t("Available"),
    assigned: t("Assigned"),
    cooling: t("Cooling"),
    released: t("Released"),
  })[state];

/** The state of a number, in words and with a mark whose shape differs. */
export function StateBadge({ state }: { readonly state: NumberState }) {
  const t = useText();
  return <span className={`badge badge-${state}`}>{stateText(t, state)}</span>;
}
