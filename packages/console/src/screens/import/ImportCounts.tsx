import type { Import } from "@whoseline/sdk";
import type { ReactNode } from "react";
import { CountList } from "../../components/CountList.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { rowFates, rowFateText } from "../imports/import-texts.ts";

interface ImportCountsProps {
  readonly found: Import;
  readonly actions: ReactNode;
}

/** How many rows have each fate, and which of them are listed. */
export function ImportCounts({ found, actions }: ImportCountsProps) {
  const t = useText();
  const [{ fate }, changeUrl] = useUrlState();
  return (
    <div className="counts-and-filter">
      <CountList counts={rowFates.map((name) => [rowFateText(t, name), found.counts[name]] as const)} />
      <SelectField
        label={t("Planned fate")}
        isLabelHidden
        value={fate ?? ""}
        options={[["", t("Every fate")], ...rowFates.map((name) => [name, rowFateText(t, name)] as const)]}
        onValue={(value) => changeUrl({ fate: value || undefined })}
      />
      {actions}
    </div>
  );
}
