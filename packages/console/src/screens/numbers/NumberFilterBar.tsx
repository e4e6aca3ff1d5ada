import { SearchField } from "../../components/forms/SearchField.tsx";
import { SelectField } from "../../components/forms/SelectField.tsx";
import { stateText } from "../../components/StateBadge.tsx";
import { providerNames, providers } from "../../data/numbers.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { FilterChips } from "./FilterChips.tsx";
import { numberFilters, numberStates } from "./number-filters.ts";

export function NumberFilterBar() {
  const t = useText();
  const [search, changeUrl] = useUrlState();
  const filters = numberFilters(search);
  return (
    <search className="filter-bar">
      <div className="filter-fields">
        <SearchField label={t("Search numbers")} placeholder={t("Number, alias or label")} />
        <SelectField
          label={t("State")}
          isLabelHidden
          value={filters.state ?? ""}
          options={[
            ["", t("Every state")],
            ...numberStates.map((state) => [state, stateText(t, state)] as const),
          ]}
          onValue={(state) => changeUrl({ state: state || undefined })}
        />
        <SelectField
          label={t("Provider")}
          isLabelHidden
          value={filters.provider ?? ""}
          options={[
            ["", t("Every provider")],
            ...providers.map((name) => [name, providerNames[name]] as const),
          ]}
          onValue={(provider) => changeUrl({ provider: provider || undefined })}
        />
      </div>
      <FilterChips filters={filters} />
    </search>
  );
}
