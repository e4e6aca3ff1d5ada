import type { Plan } from "@whoseline/sdk";
import { CountList } from "../../components/CountList.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";

/** How many numbers are changed, are like this already, or are refused; and which of them are listed. */
export function PlanCounts({ plan }: { readonly plan: Plan }) {
  const t = useText();
  const [{ fate }, changeUrl] = useUrlState();
  const counts =
    plan.status === "undone"
      ? plan.counts.undone
      : plan.status === "applied"
        ? plan.counts.applied
        : plan.counts.planned;
  return (
    <div className="counts-and-filter">
      <CountList
        counts={[
          [t("Changed"), counts.change],
          [t("Nothing to do"), counts.same],
          [t("Refused"), counts.refused],
        ]}
      />
      <SelectField
        label={t("Planned fate")}
        isLabelHidden
        value={fate ?? ""}
        options={[
          ["", t("Every fate")],
          ["change", t("Changed")],
          ["same", t("Nothing to do")],
          ["refused", t("Refused")],
        ]}
        onValue={(value) => changeUrl({ fate: value || undefined })}
      />
    </div>
  );
}
