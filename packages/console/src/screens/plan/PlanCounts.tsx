import type { Plan } from "@whoseline/sdk";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useFormat } from "../../i18n/use-format.ts";
import { useText } from "../../i18n/use-text.ts";

/** How many numbers are changed, are like this already, or are refused; and which of them are listed. */
export function PlanCounts({ plan }: { readonly plan: Plan }) {
  const t = useText();
  const format = useFormat();
  const [{ fate }, changeUrl] = useUrlState();
  const counts =
    plan.status === "undone"
      ? plan.counts.undone
      : plan.status === "applied"
        ? plan.counts.applied
        : plan.counts.planned;
  return (
    <div className="plan-counts">
      <dl>
        <div>
          <dt>{t("Changed")}</dt>
          <dd>{format.count(counts.change)}</dd>
        </div>
        <div>
          <dt>{t("Nothing to do")}</dt>
          <dd>{format.count(counts.same)}</dd>
        </div>
        <div>
          <dt>{t("Refused")}</dt>
          <dd>{format.count(counts.refused)}</dd>
        </div>
      </dl>
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
