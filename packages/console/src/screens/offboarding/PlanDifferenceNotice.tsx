import type { Offboarding } from "@whoseline/sdk";
import { useText } from "../../i18n/use-text.ts";
import { planDifference } from "./offboarding-plan.ts";

interface PlanDifferenceNoticeProps {
  readonly former: Offboarding;
  readonly present: Offboarding;
}

/** What has changed since the plan that was pressed: nothing was carried out. */
export function PlanDifferenceNotice({ former, present }: PlanDifferenceNoticeProps) {
  const t = useText();
  const { added, removed, changed } = planDifference(former, present);
  const lines = (list: readonly string[]) => ({ lines: list.join(", ") });
  return (
    <div className="notice notice-warning" role="alert">
      <strong>{t("Something has changed since the plan was made. Nothing was carried out.")}</strong>
      <ul>
        {added.length > 0 && <li>{t("New in the plan: {lines}", lines(added))}</li>}
        {removed.length > 0 && <li>{t("No longer in the plan: {lines}", lines(removed))}</li>}
        {changed.length > 0 && <li>{t("With another fate: {lines}", lines(changed))}</li>}
        {added.length + removed.length + changed.length === 0 && <li>{t("The numbers are the same.")}</li>}
      </ul>
      <p>{t("Check the new plan below, then press the button again.")}</p>
    </div>
  );
}
