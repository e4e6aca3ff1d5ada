import type { RowFate } from "@whoseline/sdk";
import type { ReactNode } from "react";
import { useUrlState } from "../hooks/use-url-state.ts";
import { useText } from "../i18n/use-text.ts";
import { CountList } from "./CountList.tsx";
import { fateText } from "./fate-text.ts";
import { SelectField } from "./forms/SelectField.tsx";

interface FateCountsProps<Fate extends RowFate> {
  readonly fates: readonly Fate[];
  readonly counts: Readonly<Record<Fate, number>>;
  readonly actions?: ReactNode;
}

/** How many items have each fate, and which of them are listed. */
export function FateCounts<Fate extends RowFate>({ fates, counts, actions }: FateCountsProps<Fate>) {
  const t = useText();
  const [search, changeUrl] = useUrlState();
  return (
    <div className="counts-and-filter">
      <CountList counts={fates.map((fate) => [fateText(t, fate), counts[fate]] as const)} />
      <SelectField
        label={t("Planned fate")}
        isLabelHidden
        value={search.fate ?? ""}
        options={[["", t("Every fate")], ...fates.map((fate) => [fate, fateText(t, fate)] as const)]}
        onValue={(fate) => changeUrl({ fate: fate || undefined })}
      />
      {actions}
    </div>
  );
}
